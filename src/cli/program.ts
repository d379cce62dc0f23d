import { Command } from '@commander-js/extra-typings';
import { auditCommand } from './commands/audit.ts';
import { catalogCommand } from './commands/catalog.ts';
import { configCommand } from './commands/config.ts';
import { demoCommand } from './commands/demo.ts';
import { explainCommand } from './commands/explain.ts';
import { rulesCommand } from './commands/rules.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { reportFailure } from './failure.ts';
import type { ExitCode, Io } from './io.ts';
import { toolVersion } from './run-audit.ts';
import { settle } from './settle.ts';

const EXAMPLES = `
Examples:
  mapwarden demo                         try it, without an AWS account
  mapwarden config init                  write mapwarden.yaml to start from
  mapwarden audit                        audit the organization
  mapwarden audit --format csv=all.csv   write the findings for a spreadsheet
  mapwarden rules show map-tag-missing   what a rule checks, and why

Exit codes:
  0 nothing to fail on   1 findings   2 wrong usage or configuration
  3 could not run        4 part of the organization could not be read`;

/** Runs one command line, without the program's name, and gives its exit code. Never throws. */
export async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const exit = (next: ExitCode) => {
    code = next;
  };
  try {
    const program = new Command('mapwarden')
      .description('Audits AWS Migration Acceleration Program (MAP) tagging of Amazon Bedrock across an organization.')
      .version(toolVersion(), '-V, --version', 'the version')
      .addHelpText('after', EXAMPLES);
    const commands = [
      auditCommand,
      demoCommand,
      explainCommand,
      rulesCommand,
      catalogCommand,
      configCommand,
      sandboxCommand,
    ];
    for (const make of commands) program.addCommand(make(io, exit) as Command);
    settle(program, io);
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return reportFailure(error, io, argv.includes('--verbose'));
  }
}
