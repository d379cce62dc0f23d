import type { Finding } from '../domain/finding.ts';
import type { Waiver } from '../domain/remediation.ts';
import { count } from './words.ts';

/** A waiver, and how many findings of the run it accepts. */
export interface Accepted {
  readonly waiver: Waiver;
  readonly findings: number;
}

/** Counts accepted findings by waiver, in the order in which they are met. */
export function createAccepted(): { add(finding: Finding): void; list(): readonly Accepted[] } {
  const byWaiver = new Map<string, { readonly waiver: Waiver; findings: number }>();
  return {
    add({ waiver }) {
      if (!waiver) return;
      const key = JSON.stringify([waiver.rule, waiver.resource, waiver.owner, waiver.until, waiver.reason]);
      const known = byWaiver.get(key) ?? { waiver, findings: 0 };
      known.findings += 1;
      byWaiver.set(key, known);
    },
    list: () => [...byWaiver.values()].map((each) => ({ ...each })),
  };
}

/** Who accepted what, why and until when, in one sentence. */
export function acceptedText({ waiver, findings }: Accepted): string {
  const { rule, resource, owner, until, reason } = waiver;
  return `${rule} on ${resource}: ${count(findings, 'finding')} accepted by ${owner} until ${until}: ${reason}`;
}
