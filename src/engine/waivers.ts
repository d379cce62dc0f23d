import { createHash } from 'node:crypto';
import type { IsoDate } from '../domain/dates.ts';
import type { Finding, FindingResource } from '../domain/finding.ts';
import type { Waiver } from '../domain/remediation.ts';

/** What a waiver looks at of a finding. */
interface Waivable {
  readonly ruleId: string;
  readonly resource: Pick<FindingResource, 'arn' | 'id'>;
}

/** The waivers that accept the finding on the day, in their order. */
export function waiversOf(finding: Waivable, waivers: readonly Waiver[], today: IsoDate): readonly Waiver[] {
  return waivers.filter((each) => today <= each.until && isAbout(each, finding));
}

/** The waiver that accepts the finding on the day, else the last one of those that did once; undefined where none did. */
export function lastWaiverOf(finding: Waivable, waivers: readonly Waiver[], today: IsoDate): Waiver | undefined {
  const about = waivers.filter((each) => isAbout(each, finding));
  return waiverOf(finding, about, today) ?? about.toSorted((a, b) => (a.until < b.until ? -1 : 1)).at(-1);
}

function isAbout({ rule, resource: pattern }: Waiver, { ruleId, resource }: Waivable): boolean {
  return rule === ruleId && fits(pattern, resource.arn ?? resource.id);
}

/** The first waiver that accepts the finding on the day; undefined where none does. */
export function waiverOf(finding: Waivable, waivers: readonly Waiver[], today: IsoDate): Waiver | undefined {
  return waiversOf(finding, waivers, today)[0];
}

/** The finding as accepted, or as it is. */
export function withWaiver(finding: Finding, waivers: readonly Waiver[], today: IsoDate): Finding {
  const waiver = waiverOf(finding, waivers, today);
  return waiver ? { ...finding, status: 'suppressed', waiver } : finding;
}

/** A waiver as a resource that rules look at. */
export interface WaiverSubject {
  readonly waiver: Waiver;
  /** 12 hex digits of rule and resource: whoever extends a waiver has the same one still. */
  readonly hash: string;
}

/** The configured waivers by hash. Those that are for the same thing are told apart by their order. */
export function waiverSubjects(waivers: readonly Waiver[]): readonly WaiverSubject[] {
  const seen = new Map<string, number>();
  const subjects = waivers.map((waiver) => {
    const about = JSON.stringify([waiver.rule, waiver.resource]);
    const ordinal = seen.get(about) ?? 0;
    seen.set(about, ordinal + 1);
    const digest = createHash('sha256')
      .update(JSON.stringify([about, ordinal]))
      .digest('hex');
    return { waiver, hash: digest.slice(0, 12) };
  });
  return subjects.sort((a, b) => (a.hash < b.hash ? -1 : 1));
}

/** Whether the text is the pattern's, whose `*` stands for any text; linear in both, as patterns come from people. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - from >= last.length && text.endsWith(last);
}
