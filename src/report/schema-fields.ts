import * as z from 'zod';

/** What several parts of the published schema are made of. */

export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/)
  .describe('UTC, ISO-8601');
export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('UTC day');
export const AccountId = z.string().regex(/^\d{12}$/);
export const Count = z.int().min(0);
export const Amount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('Money as a decimal string, never a float');
export const Texts = z.array(z.string()).readonly();
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const Tags = z.record(z.string(), z.string());
export const Action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('put-tag'), arn: z.string(), key: z.string(), value: z.string() }),
  z.strictObject({ type: z.literal('remove-tag'), arn: z.string(), key: z.string() }),
]);
