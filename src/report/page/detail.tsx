import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Host } from './host.ts';
import { FIRST_QUERY, fragmentOf, type Query } from './query.ts';
import type { Field, Table } from './table.ts';

export interface DetailProps {
  readonly table: Table;
  readonly row: number;
  readonly query: Query;
  readonly host: Host | undefined;
  change(next: Query): void;
}

/** Everything about one finding, beside the list. */
export function Detail({ table, row, query, host, change }: DetailProps) {
  const field = (name: Field) => table.field(row, name);
  useEffect(() => host?.focus('detail-title'), [host]);
  const close = () => {
    change({ ...query, finding: undefined });
    host?.focus(`finding-${field('id')}`);
  };
  return (
    <div
      class="detail"
      role="dialog"
      aria-labelledby="detail-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header>
        <p>
          <span class={`severity ${field('severity')}`}>{field('severity')}</span>{' '}
          <span class="past">{field('past')}</span>
        </p>
        <button type="button" class="close" onClick={close}>
          Close
        </button>
        <h3 id="detail-title" tabIndex={-1}>
          {field('message')}
        </h3>
      </header>
      <Remedy table={table} row={row} host={host} />
      <Facts table={table} row={row} />
      <Pairs title="Evidence" text={field('evidence')} />
      <Pairs title="Tags" text={field('tags')} />
      <CopyButton
        label="Copy link to this finding"
        text={() => host?.address(fragmentOf({ ...FIRST_QUERY, finding: field('id') })) ?? ''}
        otherwise="Copy the address of this page by hand"
        host={host}
      />
    </div>
  );
}

function Remedy({ table, row, host }: { table: Table; row: number; host: Host | undefined }) {
  const command = table.field(row, 'command');
  return (
    <section>
      <h4>What to do</h4>
      <p>{table.field(row, 'note')}</p>
      {command === '' ? null : <Copyable label="Copy command" text={command} host={host} />}
    </section>
  );
}

/** A command that can be copied, or selected where the browser does not let a page copy. */
function Copyable({ label, text, host }: { label: string; text: string; host: Host | undefined }) {
  return (
    <div class="copyable">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton label={label} text={() => text} otherwise="Select the text and copy it by hand" host={host} />
    </div>
  );
}

interface CopyButtonProps {
  readonly label: string;
  text(): string;
  /** What is said where it cannot be copied. */
  readonly otherwise: string;
  readonly host: Host | undefined;
}

function CopyButton({ label, text, otherwise, host }: CopyButtonProps) {
  const [said, say] = useState('');
  const copy = async () => say((await host?.copy(text())) ? 'Copied' : otherwise);
  return (
    <p class="copy">
      <button type="button" onClick={() => void copy()}>
        {label}
      </button>{' '}
      <span role="status">{said}</span>
    </p>
  );
}

const FACTS: readonly (readonly [field: Field, label: string])[] = [
  ['lost', 'Lost'],
  ['atRisk', 'At risk'],
  ['rule', 'Rule'],
  ['status', 'Status'],
  ['waiver', 'Accepted'],
  ['defect', 'Defect'],
  ['agreement', 'Agreement'],
  ['ou', 'OU'],
  ['region', 'Region'],
  ['owner', 'Owner'],
  ['type', 'Kind'],
  ['name', 'Name'],
  ['arn', 'ARN'],
  ['created', 'Created'],
  ['models', 'Models'],
  ['since', 'First seen'],
  ['lastSeen', 'Last seen'],
  ['id', 'Id'],
];

function Facts({ table, row }: { table: Table; row: number }) {
  const account = [table.field(row, 'accountName'), table.field(row, 'account')].filter((text) => text !== '');
  const rule = table.field(row, 'rule');
  const told: readonly (readonly [string, ComponentChildren])[] = [
    ['Account', account.join(' · ')],
    ...FACTS.map(([field, label]) => [label, table.field(row, field)] as const),
    ['Must hold', table.rules[rule] ?? ''],
    ['Basis', table.field(row, 'atRiskBasis')],
  ];
  return (
    <section>
      <h4>Details</h4>
      <dl>
        {told
          .filter(([, text]) => text !== '')
          .map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** Names and values, a line each with a tab between: neither can be in a printable text. */
function Pairs({ title, text }: { title: string; text: string }) {
  if (text === '') return null;
  return (
    <section>
      <h4>{title}</h4>
      <dl class="pairs">
        {text.split('\n').map((line) => {
          const [name = '', value = ''] = line.split('\t');
          return (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
