import { type Agreement, BEDROCK_ELIGIBLE_AFTER, covers, isInTerm } from '../domain/agreement.ts';
import type { Carrier } from '../domain/carrier.ts';
import { dayOf, type IsoDate } from '../domain/dates.ts';
import type { Evidence } from '../domain/evaluation.ts';
import type { Defect, Remediation } from '../domain/finding.ts';
import type { RuleDefinition } from '../domain/rule.ts';
import type { Diagnosis } from './diagnose.ts';
import type { FactContext } from './facts.ts';
import { agreementOfValue } from './map-value.ts';
import { activateTagsCommand, putTagCommand } from './tag-command.ts';

/** What each defect means, for a person who has not read the MAP user guide. */
const MEANING: Readonly<Record<Defect, string>> = {
  missing: 'No tag says which agreement this usage belongs to.',
  'key-case': 'The key has the wrong case, and MAP reads only the exact key.',
  'key-typo': 'The key is misspelt, and MAP reads only the exact key.',
  blank: 'The value is empty.',
  'legacy-server-id': 'The value is a server id of an older MAP program, not an agreement.',
  placeholder: 'The value is a placeholder that was never filled in.',
  whitespace: 'The value contains white space, which makes it another value.',
  'value-case': 'The value has the wrong case: the prefix is lower case, the id is as printed on the migration plan.',
  'prefix-missing': 'The value is an id without its prefix.',
  'prefix-wrong': 'The value has the prefix of another MAP program, which does not count for Bedrock.',
  malformed: 'The value is not the prefix followed by letters and digits.',
  'unknown-agreement': 'The value has the right form, but it is not among the configured agreements.',
  'agreement-out-of-scope': 'The value is that of an agreement, but the agreement does not cover this account.',
};

/** Amazon DataZone and SageMaker Unified Studio make such profiles and keep their tags themselves. */
const DATAZONE_KEY = 'AmazonDataZoneDomain';

/** A reason not to act. `predates` is the one that a new resource removes. */
interface Obstacle {
  readonly predates: boolean;
  readonly text: string;
}

/** The remedy as the rule's file states it, for a finding without a certain fix. */
export function ruleRemediation({ remediation }: RuleDefinition): Remediation {
  const kind = remediation.kind === 'automatic' ? 'manual' : remediation.kind;
  return { kind, action: null, command: null, note: remediation.note };
}

/**
 * The remedy for cost allocation tags that are not active, with the keys that the organization has. `evidence` is what
 * the rule named. Activation is a text with its warnings and no action: it changes the bill of the whole organization.
 */
export function allocationTagRemediation(rule: RuleDefinition, evidence: Evidence): Remediation {
  const remedy = ruleRemediation(rule);
  const fact = (name: string) => evidence[`costAllocationTag.${name}`];
  const keys = [
    ...(fact('active') === false ? [fact('key')] : []),
    ...(fact('principalNeeded') === true && fact('principalActive') === false ? [fact('principalKey')] : []),
  ].filter((key) => typeof key === 'string');
  if (keys.length === 0) return remedy;
  return { ...remedy, note: `In the management account run: ${activateTagsCommand(keys)}. ${remedy.note}`.trim() };
}

/**
 * The remedy for a wrong map tag. It acts only where the right value is certain and would count: AWS credits resources
 * that were launched after the agreement was accepted (MAP user guide, FAQ), so a tag on an older one is worth nothing.
 */
export function tagRemediation(
  rule: RuleDefinition,
  carrier: Carrier,
  diagnosis: Diagnosis & { readonly defect: Defect },
  context: FactContext,
): Remediation {
  const note = (reasons: readonly string[]) =>
    [MEANING[diagnosis.defect], ...reasons, rule.remediation.note].filter((text) => text !== '').join(' ');
  const agreement = certainAgreement(diagnosis, context);
  const obstacles =
    typeof agreement === 'string'
      ? [{ predates: false, text: agreement }, ...ownerObstacles(carrier)]
      : [
          ...ownerObstacles(carrier),
          ...agreementObstacles(agreement, context.today),
          ...ageObstacles(agreement, carrier),
        ];
  if (typeof agreement === 'string' || obstacles.length > 0) {
    const kind = obstacles.every(({ predates }) => predates) ? 'recreate' : 'manual';
    return { kind, action: null, command: null, note: note(obstacles.map(({ text }) => text)) };
  }
  const { key } = context.settings.tag;
  const value = agreement.tagValue;
  return {
    kind: 'automatic',
    action: { type: 'put-tag', arn: carrier.arn, key, value },
    command: putTagCommand(carrier, key, value),
    note: note([]),
  };
}

/** The agreement whose value the tag should have, or a sentence on why none is certain. */
function certainAgreement(diagnosis: Diagnosis, { account, settings, today }: FactContext): Agreement | string {
  const { agreements } = settings;
  const covering = agreements.filter((agreement) => covers(agreement, account));
  const [first] = covering;
  if (diagnosis.defect !== 'missing') {
    const meant = agreementOfValue(diagnosis.correction, account, agreements, today);
    return meant ?? 'Which agreement was meant is not certain.';
  }
  if (first === undefined) return `No configured agreement covers account ${account.id}.`;
  if (covering.length === 1) return first;
  const ids = covering.map(({ id }) => id).join(', ');
  return `Which of the agreements ${ids} this usage belongs to is not known.`;
}

function ownerObstacles({ tags }: Carrier): readonly Obstacle[] {
  if (tags === undefined) return [{ predates: false, text: 'The tags of the resource could not be read.' }];
  if (!tags.has(DATAZONE_KEY)) return [];
  return [{ predates: false, text: 'Amazon DataZone manages this resource; change the tag there.' }];
}

function agreementObstacles(agreement: Agreement, today: IsoDate): readonly Obstacle[] {
  const { id, acceptedOn, startsOn, endsOn } = agreement;
  const obstacles: Obstacle[] = [];
  if (!isInTerm(agreement, today)) {
    obstacles.push({ predates: false, text: `Agreement ${id} runs from ${startsOn} to ${endsOn}, not on ${today}.` });
  }
  if (acceptedOn <= BEDROCK_ELIGIBLE_AFTER) {
    const text = `Agreement ${id} was accepted on ${acceptedOn}; Bedrock counts only after ${BEDROCK_ELIGIBLE_AFTER}.`;
    obstacles.push({ predates: false, text });
  }
  return obstacles;
}

function ageObstacles({ id, acceptedOn }: Agreement, { createdAt }: Carrier): readonly Obstacle[] {
  if (createdAt === undefined) {
    return [{ predates: false, text: `It is not known whether the resource was created after ${id} was accepted.` }];
  }
  const createdOn = dayOf(createdAt);
  if (createdOn > acceptedOn) return [];
  const text = `The resource was created on ${createdOn}, not after ${id} was accepted on ${acceptedOn}: create it anew with the tag, which then counts.`;
  return [{ predates: true, text }];
}
