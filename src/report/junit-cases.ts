import type { Finding } from '../domain/finding.ts';
import type { ReportHead, RuleCounts } from '../domain/report.ts';
import type { CoverageGap } from '../domain/target.ts';
import { count } from './words.ts';

/** What a test case can end in beside passing. */
export const VERDICTS = ['error', 'failure', 'skipped'] as const;

/** A test case as XML has it; texts are as they came. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  /** Left out where it passed. */
  readonly verdict?: {
    readonly kind: (typeof VERDICTS)[number];
    readonly type: string;
    readonly message: string;
    readonly text: string;
  };
}

/** The rule whose findings say that something is not known. */
const UNREAD = 'audit-coverage-gap';

/**
 * What does not comply is a failure; what could not be read an error, so that nothing unknown passes; what is waived or
 * told for information only is skipped, with the reason; what is repaired passes.
 */
export function findingCase(finding: Finding): JunitCase {
  const { ruleId, severity, message, remediation, accountId, accountName, region, resource, waiver } = finding;
  const place = [accountName === null ? accountId : `${accountName} (${accountId})`, region].filter(
    (part) => part !== null,
  );
  const base = { classname: [ruleId, ...place].join(' / '), name: resource.arn ?? resource.id };
  const text = [message, remediation.note, remediation.command].filter(Boolean).join('\n');
  if (finding.status === 'resolved') return base;
  if (waiver) {
    const why = `waived by ${waiver.owner} until ${waiver.until}: ${waiver.reason}`;
    return { ...base, verdict: { kind: 'skipped', type: severity, message: why, text } };
  }
  if (severity === 'informational') return { ...base, verdict: { kind: 'skipped', type: severity, message, text } };
  return { ...base, verdict: { kind: ruleId === UNREAD ? 'error' : 'failure', type: severity, message, text } };
}

/** What the counts of a rule say beside its findings. */
export function ruleCases({ id, compliant, insufficientData }: RuleCounts): readonly JunitCase[] {
  const unknown = `${count(insufficientData, 'resource')} could not be judged`;
  return [
    ...(compliant > 0 ? [{ classname: id, name: `${count(compliant, 'resource')} in order` }] : []),
    ...(insufficientData > 0
      ? [
          {
            classname: id,
            name: unknown,
            verdict: {
              kind: 'error' as const,
              type: 'insufficient-data',
              message: unknown,
              text: 'What the rule needs to know could not be read.',
            },
          },
        ]
      : []),
  ];
}

/** Whether all was read: a case a target that was not, else one that passes if there was anything to read. */
export function coverageCases({ coverage }: ReportHead): readonly JunitCase[] {
  const { gaps, complete, targets, byOutcome } = coverage;
  if (gaps.length > 0) return gaps.map(gapCase);
  const name = `${count(targets, 'target')} covered`;
  if (complete && byOutcome.scanned === 0) {
    const nothing = 'no target was read: nothing is known about the map tag';
    return [
      { classname: 'coverage', name, verdict: { kind: 'skipped', type: 'none', message: nothing, text: nothing } },
    ];
  }
  if (complete) return [{ classname: 'coverage', name }];
  const message = 'coverage is incomplete';
  return [{ classname: 'coverage', name, verdict: { kind: 'error', type: 'incomplete', message, text: message } }];
}

function gapCase({
  accountId,
  accountName,
  region,
  outcome,
  operation,
  code,
  requestId,
  message,
  remedy,
}: CoverageGap) {
  const call = `${operation} answered ${code}${requestId === null ? '' : ` (request ${requestId})`}`;
  return {
    classname: `coverage / ${accountName} (${accountId})`,
    name: region,
    verdict: { kind: 'error' as const, type: outcome, message: call, text: [message, remedy].join('\n') },
  };
}
