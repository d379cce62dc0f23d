import { readDocument } from '../../src/config/document.ts';
import { configurationOf } from '../../src/config/load.ts';
import type { Settings } from '../../src/domain/settings.ts';
import type { Spend, SpendRead } from '../../src/domain/spend.ts';
import { buildUsageLine, type UsageLine } from '../../src/sandbox/books.ts';
import type { RecordedRequest, Sandbox } from '../../src/sandbox/server.ts';
import { configurationFile, onlyRun, runCommand } from './sandbox-command.ts';
import { type AuditChange, type Audited, audit, stubEnvironment, temporaryFolder } from './sandbox-scene.ts';
import { GOOD_TAG } from './sandbox-world.ts';

export interface AuditedMoney extends Audited {
  readonly spend: SpendRead;
}

/** The sandbox's configuration with some of its sections changed. */
export function settingsOf({ configuration }: Pick<Sandbox, 'configuration'>, change: object = {}): Settings {
  return configurationOf(readDocument(JSON.stringify({ ...configuration, ...change }), 'sandbox')).settings;
}

/** Audits the sandbox with its bill, under a configuration changed as given; the bill must have been read. */
export async function auditMoney(
  sandbox: Sandbox,
  configuration: object = {},
  change: AuditChange = {},
): Promise<AuditedMoney> {
  const audited = await audit(sandbox, { spend: true, settings: settingsOf(sandbox, configuration), ...change });
  return { ...audited, spend: readable(audited.head.spend) };
}

export function readable(spend: Spend): SpendRead {
  if (spend.status === 'complete' || spend.status === 'partial') return spend;
  throw new Error(`the bill was not read: ${JSON.stringify(spend)}`);
}

/** Every call of Cost Explorer, in the order in which they came. */
export function billCalls(sandbox: Sandbox): readonly RecordedRequest[] {
  return sandbox.requests().filter(({ service }) => service === 'ce');
}

/** Only one region is looked at, which says nothing about the bill and saves time. */
export const ONE_REGION = { accounts: [], ous: [], regions: ['us-east-1'], rules: [] } as const;

/** So much a day in the last 30 days before `today` of one account, on lines changed as given. */
export function monthOfUsage(today: string, accountId: string, cost: string, change: Partial<UsageLine> = {}) {
  return Array.from({ length: 30 }, (_, index) => {
    const day = new Date(Date.parse(today) - (index + 1) * 86_400_000).toISOString().slice(0, 10);
    return buildUsageLine({ day, accountId, ...change }, cost);
  });
}

/** Runs the command on the sandbox as a person would, and reads what it left. */
export async function auditCommand(sandbox: Sandbox, argv: readonly string[] = [], configuration: object = {}) {
  stubEnvironment(sandbox.environment);
  const out = await temporaryFolder();
  const config = await configurationFile(sandbox, configuration);
  const ended = await runCommand(['audit', '--config', config, '--out', out, '--now', '2026-06-01', ...argv]);
  return { ...ended, files: await onlyRun(out) };
}

/** An amount with at most ten decimals as an integer: exact, and by no decimal library. */
export function units(amount: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,10}))?$/.exec(amount);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null) throw new Error(`not an amount: ${amount}`);
  const size = BigInt(whole) * 10n ** 10n + BigInt(fraction.padEnd(10, '0'));
  return sign === '-' ? -size : size;
}

export const SPEND_RULES = ['map-spend-agreement-unknown', 'map-spend-outside-term', 'map-spend-unattributed'];

/** What a line has that is tagged as it should be in the small world. */
export const TAGGED = { tags: { resource: { [GOOD_TAG.key]: GOOD_TAG.value }, principal: {} } };
