import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Log, Run as SarifRun } from 'sarif';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/domain/report.ts';
import { sarif, sarifLog } from '../../src/report/sarif.ts';
import { aFinding, aGap, aRun, aSpend, collected, ruleCounts } from '../support/run-builder.ts';
import { exampleRun } from './example-run.ts';
import { hostileFinding, hostileGap, hostileSpend } from './hostile.ts';

const validate = createValidator();

function createValidator() {
  const {
    $schema: _,
    id: __,
    ...schema
  } = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // The schema is of a draft before Ajv's, which differs in the two members that are left out; it names formats only.
  return new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true }).compile(schema);
}

function problemsOf(log: unknown): readonly unknown[] {
  return validate(log) ? [] : (validate.errors ?? []);
}

async function logOf(run: Run): Promise<Log> {
  return JSON.parse(await collected(sarif(run)));
}

async function runOf(run: Run): Promise<SarifRun> {
  const [only, ...others] = (await logOf(run)).runs;
  if (!only || others.length > 0) throw new Error('expected one run');
  return only;
}

async function notices(run: Run) {
  const { invocations = [] } = await runOf(run);
  const [{ executionSuccessful, toolExecutionNotifications = [] } = { executionSuccessful: null }] = invocations;
  return {
    executionSuccessful,
    notices: toolExecutionNotifications.map(({ descriptor, level, message }) => [descriptor?.id, level, message.text]),
  };
}

describe('SARIF', () => {
  test('conforms to the schema of 2.1.0', async () => {
    for (const run of [exampleRun(), aRun()]) expect(problemsOf(await logOf(run))).toEqual([]);
    expect(problemsOf({ version: '2.1.0' })).not.toEqual([]);
  });

  test('conforms whatever the resources are called, and makes no link and no placeholder of a name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostileFinding, { maxLength: 4 }),
        fc.array(hostileGap, { maxLength: 2 }),
        hostileSpend,
        async (findings, gaps, spend) => {
          const log = await logOf(aRun({ findings, gaps, spend }));
          expect(problemsOf(log)).toEqual([]);
          const [run] = log.runs;
          for (const { message, locations } of run?.results ?? []) {
            expect(message.text).not.toMatch(/(?<!\\)(?:\\\\)*[[\]]/);
            expect(message.text?.replaceAll(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
            expect(message.text).not.toMatch(/\p{Cc}|\p{Cf}/u);
            expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/^aws(\/[\w.!~*'()%-]+)+$/);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('has a rule with help for each result, and a fingerprint that stays', async () => {
    const run = aRun({
      findings: [aFinding()],
      rules: [
        ruleCounts('audit-coverage-gap'),
        ruleCounts('map-tag-missing', { severity: 'medium', note: 'Tag [it].' }),
      ],
    });
    const { tool, results } = await runOf(run);
    expect(results).toMatchObject([
      {
        ruleId: 'map-tag-missing',
        ruleIndex: 1,
        level: 'error',
        partialFingerprints: { primaryLocationLineHash: 'finding-1:1', 'mapwardenFindingId/v1': 'finding-1' },
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: 'aws/111122223333/us-east-1/profile00001' } },
            logicalLocations: [{ name: 'chat-1', kind: 'inference-profile' }],
          },
        ],
      },
    ]);
    expect(tool.driver.rules?.[1]).toMatchObject({
      id: 'map-tag-missing',
      help: { text: 'Tag \\[it\\].', markdown: 'Tag &#91;it&#93;.' },
      defaultConfiguration: { level: 'warning' },
      properties: { severity: 'medium' },
    });
  });

  test('names no rule by a place that it does not have', async () => {
    const { results } = await runOf(aRun({ findings: [aFinding({ ruleId: 'gone', accountId: null, region: null })] }));
    expect(results?.[0]).not.toHaveProperty('ruleIndex');
    expect(results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('aws/profile00001');
  });

  test('suppresses what is waived, with the reason, and leaves out what is resolved', async () => {
    const waiver = { rule: 'r', resource: '*', reason: 'on trial', owner: 'me', until: '2027-01-31' };
    const findings = [aFinding({ status: 'suppressed', waiver }, 1), aFinding({ status: 'resolved' }, 2)];
    const { results } = await runOf(aRun({ findings }));
    expect(results).toHaveLength(1);
    expect(results?.[0]?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'on trial (accepted by me until 2027-01-31)' },
    ]);
  });

  test('says that it did not succeed where a target was not read, and which', async () => {
    const gaps = ['us-east-1', 'eu-west-1'].map((region) => aGap({ region }));
    const told = await notices(aRun({ gaps }));
    expect(told.executionSuccessful).toBe(false);
    expect(told.notices).toEqual([['coverage-gap', 'error', expect.stringMatching(/^2 targets role-denied: /)]]);
    expect(await notices(aRun())).toEqual({ executionSuccessful: true, notices: [] });
  });

  test('says what else keeps it from being the whole answer', async () => {
    const selection = { accounts: [], ous: [], regions: ['us-east-1'], rules: [] };
    const run = aRun({
      selection,
      totals: { insufficientData: 2 },
      spend: { status: 'unavailable', reason: 'No access.', requests: 1 },
    });
    expect((await notices(run)).notices.map(([id]) => id)).toEqual([
      'insufficient-data',
      'narrowed-run',
      'spend-not-read',
    ]);
    const nothing = aRun({ outcomes: { excluded: 3 } });
    expect((await notices(nothing)).notices.map(([id]) => id)).toEqual(['nothing-read']);
    const partial = aRun({ spend: aSpend({ status: 'partial', missing: ['The cut by service is missing.'] }) });
    expect((await notices(partial)).notices).toEqual([['spend-not-read', 'warning', 'The cut by service is missing.']]);
  });

  test('leaves out the least severe where there are too many, and says how many', async () => {
    const findings = (['low', 'high', 'critical', 'low', 'high'] as const).map((severity, n) =>
      aFinding({ severity }, n),
    );
    const cut: Log = JSON.parse(await collected(sarifLog(aRun({ findings }), 4)));
    expect(problemsOf(cut)).toEqual([]);
    const [run] = cut.runs;
    expect(run?.results?.map(({ properties }) => properties?.['severity'])).toEqual([
      'low',
      'high',
      'critical',
      'high',
    ]);
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text)).toEqual([
      '1 finding of the least severity is not among the results, since code scanning takes no more; report.json has all.',
    ]);
    const whole: Log = JSON.parse(await collected(sarifLog(aRun({ findings }), 5)));
    expect(whole.runs[0]?.results).toHaveLength(5);
    expect(whole.runs[0]?.invocations?.[0]?.toolExecutionNotifications).toEqual([]);
  });
});
