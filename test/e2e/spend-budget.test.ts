import { Writable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { configurationFile } from '../support/sandbox-command.ts';
import { audit, captureIo, open, stubEnvironment, temporaryFolder } from '../support/sandbox-scene.ts';
import { MEMBER, OTHER, smallWorld } from '../support/sandbox-world.ts';
import { billCalls, monthOfUsage, settingsOf, TAGGED } from '../support/spend-scene.ts';

beforeEach(() => stubEnvironment());

const TODAY = '2026-06-01';

/** Tagged and not, by profile and by principal, with a region that is switched off and bills. */
const BOOKS = [
  ...monthOfUsage(TODAY, MEMBER, '3', TAGGED),
  ...monthOfUsage(TODAY, OTHER, '2', { tags: { resource: {}, principal: { 'map-migrated': 'migABCDE12345' } } }),
  ...monthOfUsage(TODAY, OTHER, '0.05'),
  ...monthOfUsage(TODAY, MEMBER, '1', { ...TAGGED, region: 'af-south-1', usageType: 'AFS1-NovaPro-input-tokens' }),
];
const ACTIVE = { status: 'Active', updatedAt: '2024-12-17T00:00:00.000Z' } as const;
const PRINCIPALS = {
  allocationTags: [
    { key: 'map-migrated', ...ACTIVE },
    { key: 'iamPrincipal/map-migrated', ...ACTIVE },
  ],
};

describe('the limit on requests', () => {
  /** What is left out, in the order in which room is found for it. */
  const MISSING = [
    /the last seven days are missing/,
    /^The cut by service is missing/,
    /^Whether Bedrock bills anything in regions that are switched off/,
    /^Values of IAM principals are missing/,
  ];

  /** How many of them do not fit into so many requests. */
  function leftOut(most: number): number {
    return Math.max(0, most < 7 ? 8 - most : most < 10 ? 1 : 0);
  }

  test.for(Array.from({ length: 20 }, (_, index) => index + 1))(
    'of %i is kept, and what did not fit is named',
    async (most) => {
      const sandbox = await open({}, smallWorld({ books: BOOKS, ...PRINCIPALS }));
      const settings = settingsOf(sandbox, { spend: { maxRequests: most } });
      const { head } = await audit(sandbox, { spend: true, settings });
      const { spend } = head;
      expect(billCalls(sandbox).length).toBeLessThanOrEqual(most);
      if (spend.status === 'not-run') throw new Error('the bill was not asked for');
      expect(spend.requests).toBe(billCalls(sandbox).length);
      if (spend.status === 'unavailable') {
        expect(most).toBeLessThan(4);
        expect(billCalls(sandbox)).toEqual([]);
        expect(spend.reason).toMatch(
          /it needs 4 more requests, and \d (is|are) left\. Raise spend\.maxRequests, now \d/,
        );
        return;
      }
      expect(spend.missing).toEqual(
        MISSING.slice(MISSING.length - leftOut(most)).map((text) => expect.stringMatching(text)),
      );
      expect(spend.status).toBe(spend.missing.length === 0 ? 'complete' : 'partial');
      expect(spend.total).toBe('181.5');
      expect(head.coverage.gaps).toHaveLength(most < 7 ? 0 : 1);
      for (const text of spend.missing) expect(text).toContain('Raise spend.maxRequests');
    },
  );

  test.for([
    ['every first attempt fails', 2],
    ['every attempt fails', 1],
  ] as const)('is kept on the wire where %s', async ([, every]) => {
    let attempts = 0;
    const failCall: SandboxOptions['failCall'] = ({ service }) => {
      if (service !== 'ce') return undefined;
      attempts += 1;
      return (attempts - 1) % every === 0 ? { code: 'InternalFailure', status: 500 } : undefined;
    };
    for (const most of [4, 7, 30]) {
      attempts = 0;
      const sandbox = await open({ failCall }, smallWorld({ books: BOOKS, ...PRINCIPALS }));
      const settings = settingsOf(sandbox, { spend: { maxRequests: most } });
      const { head } = await audit(sandbox, { spend: true, settings });
      expect(billCalls(sandbox).length).toBeLessThanOrEqual(most);
      expect(head.spend).toMatchObject({ requests: billCalls(sandbox).length });
      if (most === 30) expect(head.spend.status).toBe(every === 1 ? 'unavailable' : 'complete');
    }
  });

  test('is kept where answers have more pages than planned', async () => {
    for (const most of [4, 6, 9, 12]) {
      const sandbox = await open({ costPageSize: 1 }, smallWorld({ books: BOOKS, ...PRINCIPALS }));
      const { head } = await audit(sandbox, {
        spend: true,
        settings: settingsOf(sandbox, { spend: { maxRequests: most } }),
      });
      expect(billCalls(sandbox).length).toBeLessThanOrEqual(most);
      expect(['partial', 'unavailable']).toContain(head.spend.status);
      expect(JSON.stringify(head.spend)).toContain('Raise spend.maxRequests');
    }
  });

  test('is told with the plan, before anything is asked that costs', async () => {
    const sandbox = await open({}, smallWorld({ books: BOOKS }));
    stubEnvironment(sandbox.environment);
    const said: (readonly [text: string, asked: number])[] = [];
    const stderr = new Writable({
      write(chunk, _encoding, done) {
        said.push([String(chunk), billCalls(sandbox).length]);
        done();
      },
    });
    const { io } = captureIo();
    const config = await configurationFile(sandbox, { spend: { maxRequests: 11 } });
    const argv = ['audit', '--config', config, '--out', await temporaryFolder(), '--now', TODAY];
    await runProgram(argv, { ...io, stderr });
    expect(said.filter(([text]) => text.includes('Cost Explorer'))).toEqual([
      [
        'Cost Explorer: 6 requests planned ($0.06), at most 10 where the bill needs them and each answer has one page; the limit is 11 (spend.maxRequests).\n',
        0,
      ],
    ]);
    expect(billCalls(sandbox)).toHaveLength(7);
  });
});
