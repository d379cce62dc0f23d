import type { RefusalReason } from '../domain/plan.ts';

/** What each reason for a refusal means, and what a person does about it. */
export const REFUSAL_MEANINGS: Readonly<Record<RefusalReason, string>> = {
  waived: 'a waiver accepts it. End the waiver if it is to be repaired.',
  unread: 'its tags could not be read. Close the coverage gap, then audit again.',
  'other-method': 'the account attributes its usage by another method. Tag what that method looks at.',
  'managed-elsewhere': 'another service manages its tags. Change the tag there.',
  'stripped-twice': 'the tag was set right twice and taken away twice. Find what writes the tags of the resource.',
  'configuration-changed': 'the present configuration judges the tag otherwise than the run did. Audit again.',
  'class-not-allowed': 'this defect may not be repaired. Name it in remediation.classes if it may.',
  'account-not-allowed':
    'tags may not be written there. Name it in remediation.accounts or remediation.ous if they may.',
  'foreign-value': 'the value may be that of somebody else. Ask its owner; it is never overwritten.',
  'value-not-certain': 'what was meant is not certain. Correct the tag by hand.',
  'no-agreement': 'no agreement covers the account. Correct the scope of an agreement if one does.',
  'several-agreements': 'more than one agreement covers the account. Narrow their scopes, or tag by hand.',
  'agreement-out-of-term': 'the agreement does not run today. A tag would earn nothing.',
  'agreement-accepted-too-early': 'the agreement is too old for Bedrock. Ask the AWS account team for a new one.',
  'model-unknown': 'its models could not be read. Audit again with a role that may read them.',
  'model-accepted-too-early': 'MAP counts one of its models for later agreements only. A tag would not help it.',
  'created-unknown': 'its age could not be read. Audit again with a role that may read it.',
  'created-before-acceptance': 'it is older than the agreement. Create it anew with the tag: mapwarden profile create.',
  'too-many-tags': 'it has as many tags as AWS allows. Remove one that is not needed.',
  breaker: 'too large a share of all carriers would change at once. Look whether the configuration is right.',
  'over-cap': 'the plan is full. Apply it, then plan again.',
};
