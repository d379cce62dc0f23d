import { hydrate } from 'preact';
import { Explorer } from '../explorer.tsx';
import { readTable } from './data.ts';
import { windowHost } from './window-host.ts';

/** Brings the findings of the page to life; everything else of it stands still. */
async function start(): Promise<void> {
  const [data, root, note] = ['data', 'root', 'note'].map((name) => document.getElementById(`findings-${name}`));
  if (!data || !root || !note) return;
  const table = await readTable(data);
  hydrate(<Explorer table={table} host={windowHost} />, root);
  note.hidden = true;
  performance.mark('findings-ready');
}

void start();
