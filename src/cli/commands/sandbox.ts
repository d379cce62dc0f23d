import { InvalidArgumentError } from '@commander-js/extra-typings';
import { FAULT_KINDS, type Fault, parseFault } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { ExitCode, Io } from '../io.ts';
import { commonCommand, simulatedNow, wholeNumber } from '../options.ts';

export function sandboxCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('sandbox', ['now'])
    .description('Serves the simulated organization on loopback until interrupted.')
    .option('--port <n>', 'port (default: a free one)', wholeNumber(0, 65_535))
    .option('--accounts <n>', 'accounts in it (default: 24)', wholeNumber(1, 5_000))
    .option('--regions <n>', 'regions that AWS names in it (default: 20)', wholeNumber(1, 34))
    .option('--profiles <n>', 'inference profiles in each account and region (default: 3)', wholeNumber(0, 1_000))
    .option('--seed <n>', 'which organization: equal seeds give equal ones', wholeNumber(0, 4_294_967_295))
    .option('--latency <ms>', 'milliseconds before each answer', wholeNumber(0, 60_000))
    .option('--rate-limits', 'throttle as AWS does')
    .option(
      '--fault <kind@account[/region]>',
      `what goes wrong, and where; ACCOUNT may be *; repeats. KIND: ${FAULT_KINDS.join(', ')}`,
      collectFault,
      [],
    );
  return command.action(async (options) => {
    const sandbox = await startSandbox({
      now: simulatedNow(options.now ?? io.instant()),
      faults: options.fault,
      rateLimits: options.rateLimits === true,
      ...(options.port !== undefined && { port: options.port }),
      ...(options.accounts !== undefined && { accounts: options.accounts }),
      ...(options.regions !== undefined && { regions: options.regions }),
      ...(options.profiles !== undefined && { profiles: options.profiles }),
      ...(options.seed !== undefined && { seed: options.seed }),
      ...(options.latency !== undefined && { latencyMs: options.latency }),
    });
    const { url, managementAccountId, environment, configuration, destinations } = sandbox;
    const ready = { url, managementAccountId, ...destinations, environment, configuration };
    io.stdout.write(`${JSON.stringify(ready)}\n`);
    await interrupted(io.interrupted);
    await sandbox.close();
    exit(0);
  });
}

function collectFault(text: string, earlier: readonly Fault[]): readonly Fault[] {
  const fault = parseFault(text);
  if (!fault)
    throw new InvalidArgumentError(
      `expected KIND@ACCOUNT or KIND@ACCOUNT/REGION, KIND one of ${FAULT_KINDS.join(', ')}`,
    );
  return [...earlier, fault];
}

function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
