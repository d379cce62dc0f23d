import { Command } from '@commander-js/extra-typings';
import { VERSION } from '../compose/version.ts';
import { applyCommand } from './commands/apply.ts';
import { auditCommand } from './commands/audit.ts';
import { catalogCommand } from './commands/catalog.ts';
import { configCommand } from './commands/config.ts';
import { demoCommand } from './commands/demo.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { historyCommand } from './commands/history.ts';
import { planCommand } from './commands/plan.ts';
import { profileCommand } from './commands/profile.ts';
import { reportCommand } from './commands/report.ts';
import { rulesCommand } from './commands/rules.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { undoCommand } from './commands/undo.ts';
import { verifyCommand } from './commands/verify.ts';
import { reportFailure } from './failure.ts';
import type { ExitCode, Io } from './io.ts';
import { settle } from './settle.ts';

const EXAMPLES = `
Examples:
  mapwarden demo                         try it, without an AWS account
  mapwarden config init                  write mapwarden.yaml to start from
  mapwarden doctor                       can the audit run, and what is missing
  mapwarden audit                        audit the organization
  mapwarden audit --format csv=all.csv   write the findings for a spreadsheet
  mapwarden plan                         show which tags would be repaired
  mapwarden history                      show how runs compare over time
  mapwarden rules show map-tag-missing   what a rule checks, and why

Exit codes:
  0 nothing to fail on   1 findings   2 wrong usage or configuration
  3 could not run        4 part of the organization could not be read
  5 a plan no longer fits what is in AWS`;

/** Runs one command line, without the program's name, and gives its exit code. Never throws. */
export async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const exit = (next: ExitCode) => {
    code = next;
  };
  try {
    const program = new Command('mapwarden')
      .description('Audits AWS Migration Acceleration Program (MAP) tagging of Amazon Bedrock across an organization.')
      .version(VERSION, '-V, --version', 'the version')
      .addHelpText('after', EXAMPLES);
    const commands = [
      auditCommand,
      demoCommand,
      planCommand,
      applyCommand,
      undoCommand,
      reportCommand,
      verifyCommand,
      diffCommand,
      historyCommand,
      explainCommand,
      rulesCommand,
      catalogCommand,
      configCommand,
      doctorCommand,
      profileCommand,
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
