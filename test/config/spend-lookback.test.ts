import { expect, test } from 'vitest';
import { readDocument } from '../../src/config/document.ts';
import { configurationOf } from '../../src/config/load.ts';
import { addDays, spendWindow } from '../../src/engine/spend/window.ts';
import { periodOf } from '../../src/sandbox/cost-period.ts';

/** The most days that the configuration takes. */
const MOST = 393;

function load(lookbackDays: number) {
  const agreements = [{ id: 'ABCDE12345', name: 'Core', acceptedOn: '2025-02-03', endsOn: '2028-02-02' }];
  const document = JSON.stringify({ version: 1, agreements, spend: { lookbackDays } });
  return configurationOf(readDocument(document, 'mapwarden.json'));
}

function ask(today: string, lookbackDays: number): () => unknown {
  const { start, end } = spendWindow(today, lookbackDays).both;
  return () => periodOf({ Start: start, End: end }, today);
}

test('the longest window lies in the history of Cost Explorer on every day, leap years and centuries among them', () => {
  expect(load(MOST).settings.spend.lookbackDays).toBe(MOST);
  for (const from of ['2024-01-01', '2098-01-01']) {
    for (let day = 0; day < 5 * 366; day += 1) expect(ask(addDays(from, day), MOST)).not.toThrow();
  }
});

test('a day more does not, and is refused', () => {
  expect(ask('2026-03-01', MOST + 1)).toThrow('historical data');
  expect(() => load(MOST + 1)).toThrow('spend.lookbackDays: is out of range');
});
