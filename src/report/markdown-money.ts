import type { Run } from '../domain/report.ts';
import type { AccountLosses } from './losses.ts';
import { code, LONGEST_SENTENCE, prose, row } from './markdown-escape.ts';
import { fitting, table } from './markdown-table.ts';
import { type MoneyTable, moneySection } from './money-section.ts';

/** Longest name in a table. */
const LONGEST_NAME = 80;

/** The money part in at most so many characters. */
export function moneyBlocks(run: Run, accounts: readonly AccountLosses[], budget: number): readonly string[] {
  const section = moneySection(run.head, accounts);
  if (section === undefined) return [];
  const blocks = [
    ...section.missing.map((sentence) => `**${prose(sentence, LONGEST_SENTENCE)}**`),
    ...section.before.map((sentence) => prose(sentence, LONGEST_SENTENCE)),
    ...section.tables.map(tableBlock),
    ...section.after.map((sentence) => prose(sentence, LONGEST_SENTENCE)),
  ];
  const shown = fitting(blocks, budget);
  const rest = shown.length < blocks.length ? [`and more: ${code('report.json')} in ${code(run.place)}`] : [];
  return ['## Money', ...shown, ...rest];
}

function tableBlock({ columns, rows, more }: MoneyTable): string {
  const cells = rows.map((cell) => row(cell.map((text) => prose(text, LONGEST_NAME))));
  const whole = table(
    columns.map(({ name }) => name),
    cells,
  );
  return more === '' ? whole : `${whole}\n\n${prose(more)}`;
}
