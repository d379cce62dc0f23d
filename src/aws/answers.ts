import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { AwsError } from '../domain/errors.ts';

/** Null and missing are the same to AWS's protocols. */
function given<T extends z.core.$ZodType>(schema: T) {
  return z.pipe(
    z.nullish(schema),
    z.transform((value: z.output<T> | null | undefined) => value ?? undefined),
  );
}

const text = given(z.string());
const instant = given(z.date());

/** False where it is missing. */
const flag = z.pipe(
  z.nullish(z.boolean()),
  z.transform((value: boolean | null | undefined) => value === true),
);

/** A decimal number as text; Cost Explorer writes very small ones with an exponent. */
const amount = z.string().check(z.regex(/^-?\d+(\.\d+)?(E[+-]?\d+)?$/i));

/** Empty where it is missing. */
function listOrNone<T extends z.core.$ZodType>(entry: T) {
  return z.pipe(
    z.nullish(z.array(entry)),
    z.transform((value: z.output<T>[] | null | undefined) => value ?? []),
  );
}

/** A list can hold null where AWS sent it, whatever the types of the SDK say. */
function listOf<T extends z.core.$ZodType>(entry: T) {
  return listOrNone(z.nullable(entry));
}

function structure<T extends z.core.$ZodShape>(members: T) {
  return given(z.object(members));
}

export const callerAnswer = z.object({ Arn: text, Account: text });

export const organizationAnswer = z.object({ Organization: structure({ Id: text, MasterAccountId: text }) });

const listedAccount = z.object({ Id: text, Name: text, State: text, Status: text, Paths: listOf(z.string()) });
export type ListedAccount = z.infer<typeof listedAccount>;
export const accountsAnswer = z.object({ Accounts: listOf(listedAccount), NextToken: text });

export const regionsAnswer = z.object({
  Regions: listOf(z.object({ RegionName: text, RegionOptStatus: text })),
  NextToken: text,
});

export const roleAnswer = z.object({
  AssumedRoleUser: structure({ Arn: text }),
  Credentials: structure({ AccessKeyId: text, SecretAccessKey: text, SessionToken: text, Expiration: instant }),
});

const listedProfile = z.object({
  inferenceProfileArn: text,
  inferenceProfileId: text,
  inferenceProfileName: text,
  createdAt: instant,
  models: listOf(z.object({ modelArn: text })),
});
export type ListedProfile = z.infer<typeof listedProfile>;
export const profilesAnswer = z.object({ inferenceProfileSummaries: listOf(listedProfile), nextToken: text });

export const profileAnswer = z.extend(listedProfile, { description: text });
export type ProfileAnswer = z.infer<typeof profileAnswer>;
export const createdProfileAnswer = z.object({ inferenceProfileArn: text });

export const tagsAnswer = z.object({ tags: listOf(z.object({ key: text, value: text })) });

/** A write answers with nothing but its request id. */
export const writeAnswer = z.object({});

const bulkTags = listOf(z.object({ Key: text, Value: text }));
export type BulkTags = z.infer<typeof bulkTags>;
const mapping = z.object({ ResourceARN: text, Tags: bulkTags });
export const bulkTagsAnswer = z.object({ ResourceTagMappingList: listOf(mapping) });

const costGroup = z.object({
  Keys: z.array(z.string()),
  // By metric; every query asks for one.
  Metrics: z.record(z.string(), z.object({ Amount: amount, Unit: text })),
});
export type CostGroupAnswer = z.infer<typeof costGroup>;
const costPeriod = z.object({
  TimePeriod: z.object({ Start: z.string() }),
  Groups: listOrNone(costGroup),
  Estimated: flag,
});
export type CostPeriodAnswer = z.infer<typeof costPeriod>;
/** In answers about money nothing may be missing: a sum of a part looks like a sum. */
export const costsAnswer = z.object({ ResultsByTime: z.array(costPeriod), NextPageToken: text });

export const dimensionValuesAnswer = z.object({
  DimensionValues: z.array(z.object({ Value: text })),
  NextPageToken: text,
});

export const tagValuesAnswer = z.object({ Tags: z.array(z.string()), NextPageToken: text });

const allocationTag = z.object({ TagKey: z.string(), Status: z.enum(['Active', 'Inactive']), LastUpdatedDate: text });
export type AllocationTagAnswer = z.infer<typeof allocationTag>;
export const allocationTagsAnswer = z.object({ CostAllocationTags: z.array(allocationTag), NextToken: text });

export const objectsAnswer = z.object({
  Contents: listOf(z.object({ Key: text, ETag: text })),
  CommonPrefixes: listOf(z.object({ Prefix: text })),
  IsTruncated: flag,
  NextContinuationToken: text,
});

export const organizationTagsAnswer = z.object({
  Tags: listOf(z.object({ Key: text, Value: text })),
  NextToken: text,
});

export const publishAnswer = z.object({ MessageId: text });

export const putEventsAnswer = z.object({
  Entries: z.array(z.object({ EventId: text, ErrorCode: text, ErrorMessage: text })),
});

export const secretAnswer = z.object({ SecretString: text });

export const parameterAnswer = z.object({ Parameter: structure({ Value: text }) });

/**
 * The members of an answer that are read, each of the type that AWS documents. The SDK passes on whatever JSON it was
 * sent: a number for a list would end the whole run. Throws AwsError.
 */
export function checked<T extends z.ZodMiniObject>(
  operation: string,
  shape: T,
  answer: { readonly $metadata?: { readonly requestId?: string | undefined } },
): z.infer<T> & { readonly requestId: string | null } {
  const requestId = answer.$metadata?.requestId ?? null;
  const result = z.safeParse(shape, answer, { error: en().localeError });
  if (result.success) return { ...result.data, requestId };
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw malformed(operation, requestId, `The answer is not as AWS documents it: ${place}: ${issue?.message ?? ''}.`);
}

/** An answer that says nothing, or nothing that can be believed. */
export function malformed(operation: string, requestId: string | null, message: string): AwsError {
  return unbelievable(operation, 'MalformedResponse', requestId, message);
}

/** An answer that cannot be believed, with a code of our own. */
export function unbelievable(operation: string, code: string, requestId: string | null, message: string): AwsError {
  return new AwsError({ outcome: 'failed', operation, code, requestId, message, unanswered: true });
}
