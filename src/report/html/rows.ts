import type { Evidence, EvidenceValue } from '../../domain/evaluation.ts';
import type { Finding } from '../../domain/finding.ts';
import { acceptedText } from '../accepted.ts';
import { pastOf } from '../finding-groups.ts';
import { money } from '../money.ts';
import type { Row } from '../page/table.ts';
import { isPrintable, printable } from '../printable.ts';
import { visibleCommand } from '../shell-lines.ts';
import { count } from '../words.ts';

/** What the page shows of a finding. Everything in it is printable. */
export function rowOf(finding: Finding): Row {
  const { resource, remediation, lost, atRisk, waiver } = finding;
  const shown = (text: string | null) => printable(text ?? '');
  return {
    id: shown(finding.id),
    severity: finding.severity,
    status: finding.status,
    rule: shown(finding.ruleId),
    account: shown(finding.accountId),
    accountName: shown(finding.accountName),
    ou: shown(finding.ouPath),
    region: shown(finding.region),
    agreement: shown(agreementOf(finding)),
    defect: shown(finding.defect),
    owner: shown(finding.owner),
    type: resource.type,
    name: shown(resource.name),
    arn: shown(resource.arn),
    created: shown(resource.createdAt),
    models: shown(resource.models.join(', ')),
    tags: tagsOf(finding),
    lost: lost === null ? '' : shown(money(lost.amount, lost.currency)),
    lostSort: lost === null ? '' : lost.amount,
    atRisk: atRisk === null ? '' : shown(money(atRisk.amount, atRisk.currency)),
    atRiskBasis: atRisk === null ? '' : shown(`next ${count(atRisk.days, 'day')} at the ${atRisk.basis}`),
    since: shown(finding.firstSeen),
    lastSeen: shown(finding.lastSeen),
    past: shown(past(finding)),
    kind: remediation.kind,
    message: shown(finding.message),
    evidence: pairs(Object.entries(finding.evidence satisfies Evidence).map(([name, value]) => [name, textOf(value)])),
    note: shown(remediation.note),
    command: commandOf(remediation.command),
    waiver: waiver === null ? '' : shown(acceptedText({ waiver, findings: 1 })),
  };
}

/** The agreement that the finding names; '' where it names none. */
function agreementOf({ evidence, resource }: Finding): string {
  const named = evidence['tag.agreement.id'] ?? evidence['agreement.id'];
  if (typeof named === 'string') return named;
  return resource.type === 'agreement' ? resource.id.replace(/^agreement\//, '') : '';
}

function past(finding: Finding): string {
  const { status, stripped } = finding;
  return [
    ...(status === 'open' ? [] : [status]),
    ...pastOf(finding),
    ...(stripped === null
      ? []
      : [`set right ${count(stripped.times, 'time')}, last on ${stripped.appliedAt.slice(0, 10)}, and wrong again`]),
  ].join(', ');
}

function tagsOf({ resource }: Finding): string {
  if (resource.tags === null) return '';
  return pairs(Object.entries(resource.tags).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A line each with a tab between name and value: no printable text has either. */
function pairs(entries: readonly (readonly [string, string])[]): string {
  return entries.map((entry) => entry.map((text) => edged(printable(text))).join('\t')).join('\n');
}

/** In quotes where nothing, or white space at an end, would not be seen: just that may be what is wrong. */
function edged(text: string): string {
  return text === '' || text !== text.trim() ? `"${text}"` : text;
}

function textOf(value: EvidenceValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The same to a shell, with everything in it to be seen; '' where that cannot be: it is in findings.ndjson. */
function commandOf(command: string | null): string {
  if (command === null) return '';
  const visible = visibleCommand(command);
  return isPrintable(visible) ? visible : '';
}
