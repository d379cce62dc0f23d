import type { IsoDate } from '../domain/dates.ts';
import type { Finding } from '../domain/finding.ts';
import type { Waiver } from '../domain/remediation.ts';

/** The first waiver that accepts the finding on the day; undefined where none does. */
export function waiverOf(
  { ruleId, resource }: Pick<Finding, 'ruleId' | 'resource'>,
  waivers: readonly Waiver[],
  today: IsoDate,
): Waiver | undefined {
  const subject = resource.arn ?? resource.id;
  return waivers.find((each) => each.rule === ruleId && today <= each.until && fits(each.resource, subject));
}

/** The finding as accepted, or as it is. */
export function withWaiver(finding: Finding, waivers: readonly Waiver[], today: IsoDate): Finding {
  const waiver = waiverOf(finding, waivers, today);
  return waiver ? { ...finding, status: 'suppressed', waiver } : finding;
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
