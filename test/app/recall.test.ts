import { describe, expect, test } from 'vitest';
import type { MemoryLine } from '../../src/domain/memory.ts';
import { finished, management, member } from '../support/audit-scene.ts';
import { aProfile } from '../support/builders.ts';
import { fakeOrganization, memoryStore } from '../support/fakes.ts';
import { aHead } from '../support/run-builder.ts';
import { broken, day, days, denied, fixed, shown, with1 } from './support/days.ts';

describe('what an earlier run left', () => {
  test('is not used where it is of another organization', async () => {
    const other = {
      ...fakeOrganization([management, member]),
      describe: async () => ({ id: 'o-other', managementAccountId: management.id }),
    };
    expect(shown((await days([broken, { ...fixed, organization: other }])).findings)).toEqual([]);
    expect(shown((await days([broken, { ...fixed, organization: other }, broken])).findings)).toEqual([
      'map-tag-missing open 2026-06-01',
    ]);
  });

  /** The store with the lines of every memory changed. */
  const edited = (
    store: ReturnType<typeof memoryStore>,
    edit: (line: MemoryLine, index: number) => MemoryLine,
  ): typeof store => ({
    ...store,
    async open(name) {
      const found = await store.open(name);
      const memory = async function* () {
        let index = 0;
        for await (const line of found?.memory() ?? []) {
          yield edit(line, index);
          index += 1;
        }
      };
      return found && { ...found, memory };
    },
  });
  const three = ['a', 'b', 'c'].map((id) => aProfile({ id, name: id, tags: new Map() }));
  const notesOf = (events: readonly string[]) => events.filter((event) => event.includes('damaged'));

  test('and is damaged in a line is told with its place; what the other lines say is known still', async () => {
    const store = memoryStore();
    const first = await days([{ inventory: with1(three) }], store);
    const damaged = edited(store, (line, index) => (index === 1 ? { ...line, record: undefined } : line));

    const again = await finished({ inventory: with1(three), store: damaged, now: day(2) });

    expect(again.findings.map(({ status }) => status)).toEqual(['open', 'new', 'open']);
    expect(again.memory).toHaveLength(3);
    expect(notesOf(again.events)).toEqual([expect.stringContaining(`memory/${first.head.runId}/memory.ndjson:2: `)]);
  });

  test('and is damaged in every line names the first five', async () => {
    const store = memoryStore();
    const six = Array.from({ length: 6 }, (_, index) =>
      aProfile({ id: `p${index}`, name: `p${index}`, tags: new Map() }),
    );
    await days([{ inventory: with1(six) }], store);

    const { events, findings } = await finished({
      ...fixed,
      store: edited(store, (line) => ({ ...line, record: undefined })),
      now: day(2),
    });

    expect(findings).toEqual([]);
    expect(notesOf(events)).toEqual([expect.stringMatching(/ndjson:1, .*ndjson:5 and 1 more: /)]);
  });

  test('and has lines out of their order resolves nothing by them', async () => {
    const store = memoryStore();
    await days([{ inventory: with1(three) }], store);
    const moved = edited(store, (line, index) => {
      const { record } = line;
      return index === 0 && record
        ? { ...line, record: { ...record, finding: { ...record.finding, accountId: '999999999999' } } }
        : line;
    });

    const { events, findings } = await finished({ ...denied, store: moved, now: day(2) });

    expect(shown(findings)).toEqual(['audit-coverage-gap new 2026-06-02', 'map-tag-missing resolved 2026-06-01']);
    expect(notesOf(events)).toEqual([expect.stringMatching(/ndjson:2, .*ndjson:3: /)]);
  });

  test('by a clock that ran ahead is left out, and told so, until that time has come', async () => {
    const store = memoryStore();
    await days([broken], store);
    await finished({ ...fixed, store, now: '2027-01-01T00:00:00.000Z' });
    await finished({ ...fixed, store, now: '2027-01-01T00:00:00.001Z' });

    const second = await finished({ ...broken, store, now: day(2) });
    const third = await finished({ ...broken, store, now: day(3) });

    expect(shown(second.findings)).toEqual(['map-tag-missing open 2026-06-01']);
    expect(shown(third.findings)).toEqual(['map-tag-missing open 2026-06-01']);
    expect(third.events.join()).toMatch(/Run 20270101T000000Z-\w+-2 and 1 more began later than this one/);
    const then = await finished({ ...fixed, store, now: '2027-01-01T00:00:00.001Z' });
    expect(then.findings).toEqual([]);
    expect(then.events.join()).not.toContain('began later');
  });

  test('is looked for past a run whose report is damaged', async () => {
    const store = memoryStore();
    await days([broken], store);
    await (await store.begin(day(2), 'broken')).finish(aHead({ head: { runId: '20260602T120000Z-broken' } }));
    const damaged: typeof store = {
      ...store,
      open: async (name) => {
        if (name.endsWith('broken')) throw new SyntaxError('Unexpected end of JSON input');
        return store.open(name);
      },
    };
    const { findings, events } = await finished({ ...broken, store: damaged, now: day(3) });
    expect(shown(findings)).toEqual(['map-tag-missing open 2026-06-01']);
    expect(events.join()).toContain('20260602T120000Z-broken is damaged');
  });
});
