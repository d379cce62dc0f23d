/** What can be made to go wrong, for one account or all, in one region or all. */
export const FAULT_KINDS = [
  /** AssumeRole into the account is denied. */
  'role-denied',
  /** AssumeRole answers with a session of another account. */
  'identity-mismatch',
  /** Every Bedrock call lacks a permission. */
  'access-denied',
  /** Tags can be read neither from Bedrock nor from the tagging API. */
  'tags-denied',
  /** The tagging API alone is closed. */
  'bulk-tags-denied',
  /** ListRegions lacks a permission. */
  'regions-denied',
  /** A service control policy denies Bedrock and the tagging API. */
  'scp-denied',
  /** The region is switched off, for ListRegions and for tokens. */
  'region-disabled',
  /** Throttled for ever, as `ThrottlingException`. */
  'throttled',
  /** Throttled for ever, in the other spellings that AWS uses. */
  'throttled-other',
  /** The first attempt of each call is throttled. */
  'throttled-once',
  'server-error',
  /** A load balancer's page instead of JSON. */
  'html-error',
  /** 200 with a body that is no JSON. */
  'malformed',
  'reset',
  /** Never answers. */
  'hang',
  /** The first session seen expires after a few calls; the next one works. */
  'expired-token',
  'suspended',
  'closed',
  /** Every other page of a list is empty, with a token. */
  'empty-pages',
  /** A list gives the same token for ever. */
  'repeat-token',
  /** Every call of Cost Explorer lacks a permission. */
  'ce-denied',
  /** Nobody has switched Cost Explorer on. */
  'ce-not-enabled',
  /** Throttled for ever, in Cost Explorer's spelling. */
  'ce-throttled',
  /** Costs are not there to be read; the list of cost allocation tags is. */
  'ce-unavailable',
  /** A load balancer's page in place of Cost Explorer. */
  'ce-html',
  /** Tags can be read but not written. */
  'tag-writes-denied',
  /** The same, by a service control policy. */
  'tag-writes-scp-denied',
  /** The first few writes of tags in a target are throttled. */
  'tag-writes-throttled',
  /** Every other profile of the world, the first one among them, denies writes of its tags. */
  'every-other-write-denied',
  /** A write of tags is seen from the third read of the resource on. */
  'lagging-reads',
  /** Writes happen, and the connection is cut before the answer. */
  'lost-write-answer',
  /** No permission to publish. */
  'sns-denied',
  /** Throttled for ever. */
  'sns-throttled',
  /** The topic's key may not be used. */
  'sns-kms-denied',
  /** Messages are published, and the connection is cut before the answer. */
  'sns-lost-answer',
  /** Slack has had enough for now. */
  'slack-limited',
  /** The channel is archived. */
  'slack-gone',
  'slack-error',
  /** Every other event of a request is throttled, the second one first. */
  'events-partial',
  /** No permission for any call of S3. */
  's3-denied',
  /** Every call of S3 is throttled. */
  's3-slow-down',
  /** S3 writes or deletes, and the connection is cut before the answer. */
  's3-lost-answer',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Twelve digits, or `*`. */
  readonly accountId: string;
  /** Left out: every region. */
  readonly region?: string;
}

/** Reads `KIND@ACCOUNT[/REGION]`, where ACCOUNT is twelve digits or `*`; undefined where the text is not one. */
export function parseFault(text: string): Fault | undefined {
  const match = /^([a-z0-9-]+)@(\d{12}|\*)(?:\/([a-z]{2,5}(?:-[a-z]+)+-\d))?$/.exec(text);
  const kind = FAULT_KINDS.find((known) => known === match?.[1]);
  const accountId = match?.[2];
  const region = match?.[3];
  if (kind === undefined || accountId === undefined) return undefined;
  return region === undefined ? { kind, accountId } : { kind, accountId, region };
}

/** Writes a fault; the inverse of {@link parseFault}. */
export function formatFault(fault: Fault): string {
  const place = fault.region === undefined ? fault.accountId : `${fault.accountId}/${fault.region}`;
  return `${fault.kind}@${place}`;
}

/** Whether one of the faults is of the kind and strikes calls to the account in the region. */
export function hasFault(faults: readonly Fault[], kind: FaultKind, accountId: string, region: string): boolean {
  return faults.some(
    (fault) =>
      fault.kind === kind &&
      (fault.accountId === '*' || fault.accountId === accountId) &&
      (fault.region === undefined || fault.region === region),
  );
}
