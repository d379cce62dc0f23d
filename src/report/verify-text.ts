import type { PackCheck } from '../domain/evidence.ts';
import { wrap } from './layout.ts';
import { printable } from './printable.ts';
import { count } from './words.ts';

const PROOF =
  'This proves that the files belong together, that they say the same of each other, and that none was changed, removed or added since the manifest was written. It does not prove who wrote it: for that, compare the SHA-256 of the manifest with one that you were given another way.';
const NO_PROOF = 'So it proves nothing about the run.';

/** What `mapwarden verify` says. */
export function verifyText({ problems, manifest }: PackCheck, width: number): string {
  const isIntact = problems.length === 0 && manifest !== undefined;
  const verdict = isIntact
    ? `Intact: all ${count(manifest.files.length, 'file')} are as the manifest says.`
    : `NOT INTACT: ${count(problems.length, 'problem')}. ${NO_PROOF}`;
  return [
    ...wrap(verdict, width),
    ...problems.flatMap(({ kind, name, detail }) =>
      wrap(`${kind}: ${name === '' ? 'the pack: ' : `${printable(name)}: `}${printable(detail)}`, width, '  ', '    '),
    ),
    ...(manifest ? [''] : []),
    ...(manifest ? manifestLines(manifest, width) : []),
    ...(isIntact ? ['', ...wrap(PROOF, width)] : []),
    '',
  ].join('\n');
}

function manifestLines(manifest: NonNullable<PackCheck['manifest']>, width: number): readonly string[] {
  const { runId, organizationId, now, tool, coverageComplete, absent, sha256 } = manifest;
  const made = `Run ${runId} of organization ${organizationId}, as of ${now}, by mapwarden ${tool.version}.`;
  return [
    ...wrap(printable(made), width),
    ...(coverageComplete ? [] : wrap('Its coverage was incomplete: it is not a verdict on everything.', width)),
    ...(absent.length === 0 ? [] : wrap(`The run did not keep: ${printable(absent.join(', '))}.`, width)),
    ...wrap(`SHA-256 of the manifest: ${sha256}`, width),
  ];
}

/** The same for programs. */
export function verifyJson({ problems, manifest }: PackCheck): string {
  const isIntact = problems.length === 0 && manifest !== undefined;
  const { runId = null, sha256 = null } = manifest ?? {};
  return `${JSON.stringify({ schemaVersion: 1, intact: isIntact, runId, manifestSha256: sha256, problems }, null, 2)}\n`;
}
