import * as z from 'zod';

/** Limits of Block Kit (docs.slack.dev, reference of blocks and composition objects). */
const text = (most: number) => z.string().min(1).max(most);
const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(most), emoji: z.boolean().optional() });
const mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(most), verbatim: z.boolean().optional() });
const anyText = (most: number) => z.discriminatedUnion('type', [plain(most), mrkdwn(most)]);
const url = z.url().max(3000);

const shared = { block_id: text(255).optional() };

const image = { image_url: url, alt_text: text(2000) };
const imageElement = z.strictObject({ type: z.literal('image'), ...image });
const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: text(255).optional(),
  url: url.optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
});

const section = z
  .strictObject({
    type: z.literal('section'),
    ...shared,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, imageElement]).optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined);

/** The blocks that the sandbox knows; Slack knows more. */
const block = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('header'), ...shared, text: plain(150) }),
  z.strictObject({ type: z.literal('divider'), ...shared }),
  z.strictObject({
    type: z.literal('context'),
    ...shared,
    elements: z
      .array(z.union([anyText(3000), imageElement]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), ...shared, elements: z.array(button).min(1).max(25) }),
  z.strictObject({ type: z.literal('markdown'), ...shared, text: text(12_000) }),
  z.strictObject({ type: z.literal('image'), ...shared, ...image, title: plain(2000).optional() }),
]);

/** A message for an incoming webhook. Other members are passed over, as Slack does. */
export const SlackPayload = z.looseObject({
  text: z.string().max(40_000).optional(),
  blocks: z.array(block).max(50).refine(haveOwnIds).optional(),
});

/** Within a message each block id names one block. */
function haveOwnIds(blocks: readonly { readonly block_id?: string | undefined }[]): boolean {
  const ids = blocks.flatMap(({ block_id: id }) => (id === undefined ? [] : [id]));
  return new Set(ids).size === ids.length;
}

/** All texts of a message's blocks together. Slack names no limit; this one was found by trial (bolt-js issue 2509). */
const MAX_TOTAL = 13_200;

export function areTooLong(blocks: unknown): boolean {
  return lengthOf(blocks) > MAX_TOTAL;
}

function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, inner]) => sum + (name === 'text' && typeof inner === 'string' ? inner.length : lengthOf(inner)),
    0,
  );
}
