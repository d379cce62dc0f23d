/** Calls a second, and how many at once after a pause. */
interface Rate {
  readonly rate: number;
  readonly burst: number;
}

/**
 * Published quotas: AWS Account Management and Organizations service quotas, IAM and STS quotas, Resource Groups Tagging
 * API limits, quotas of EventBridge and SNS, for the smallest regions, of Secrets Manager and Systems Manager
 * (October 2026). Bedrock publishes none for these operations; the figure is ours, on the generous side. S3's is meant
 * for a prefix.
 */
const RATES: Readonly<Record<string, Rate>> = {
  'account:ListRegions': { rate: 5, burst: 5 },
  'events:PutEvents': { rate: 400, burst: 400 },
  'organizations:DescribeOrganization': { rate: 1, burst: 2 },
  'organizations:DescribeOrganizationalUnit': { rate: 2, burst: 2 },
  'organizations:ListAccounts': { rate: 8, burst: 12 },
  'organizations:ListTagsForResource': { rate: 10, burst: 15 },
  s3: { rate: 3500, burst: 3500 },
  'secretsmanager:GetSecretValue': { rate: 10_000, burst: 10_000 },
  'sns:Publish': { rate: 300, burst: 300 },
  'ssm:GetParameter': { rate: 40, burst: 40 },
  'sts:AssumeRole': { rate: 600, burst: 600 },
  'sts:GetCallerIdentity': { rate: 600, burst: 600 },
  'tag:GetResources': { rate: 15, burst: 15 },
};
const BEDROCK_RATE: Rate = { rate: 20, burst: 40 };

export interface RateLimiter {
  /** Whether the call fits into the quota of its caller, or into the rate given; counts it where it does. */
  take(action: string, caller: string, rate?: Rate): boolean;
}

/** Token buckets, one for each action and caller. `nowMs` is monotonic. */
export function createRateLimiter(nowMs: () => number): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(action, caller, given) {
      const { rate, burst } = given ?? RATES[action] ?? RATES[action.replace(/:.*/, '')] ?? BEDROCK_RATE;
      const now = nowMs();
      const key = `${action} ${caller}`;
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * rate) / 1000);
      buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      return tokens >= 1;
    },
  };
}
