import fc from 'fast-check';

const accountId = fc.stringMatching(/^\d{12}$/);
const ouId = fc.stringMatching(/^ou-[0-9a-z]{4}-[0-9a-z]{8}$/);
const scope = optional({ ous: fc.array(ouId, { maxLength: 2 }), accounts: fc.array(accountId, { maxLength: 2 }) });
const severity = fc.constantFrom('critical', 'high', 'medium', 'low', 'informational');
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => /\S/.test(text) && !/[\u007f\ufffe\uffff]/.test(text));
const day = (from: string, to: string) =>
  fc
    .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

const agreement = fc.record(
  {
    id: fc.stringMatching(/^[A-Z0-9]{10}$/),
    name,
    acceptedOn: day('2020-01-01', '2024-12-31'),
    startsOn: day('2025-01-01', '2025-12-31'),
    endsOn: day('2026-01-01', '2030-12-31'),
    payerAccountId: accountId,
    creditPercent: fc.double({ min: 0, max: 100, noNaN: true }),
    scope,
  },
  { requiredKeys: ['id', 'acceptedOn', 'endsOn'] },
);

/** Configurations that are in order, as a file would have them. */
export const configurations = fc.record(
  {
    version: fc.constant(1),
    agreements: fc.uniqueArray(agreement, { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
    organization: optional({
      auditRole: fc.stringMatching(/^[\w+=,.@-]{1,64}$/),
      externalId: fc.stringMatching(/^[\w+=,.@:/-]{2,64}$/),
      include: scope,
      exclude: scope,
      regions: fc.oneof(fc.constant('enabled'), fc.constant(['eu-central-1', 'us-east-1'])),
    }),
    tag: optional({
      key: fc.stringMatching(/^[a-z][a-zA-Z0-9._:/=+@-]{0,60}$/).filter((key) => !key.startsWith('aws:')),
      prefix: fc.stringMatching(/^\w{1,8}$/),
    }),
    rules: optional({
      directories: fc.array(name, { maxLength: 2 }),
      settings: fc.dictionary(
        fc.stringMatching(/^[a-z]{1,6}(-[a-z0-9]{1,6}){0,2}$/),
        fc.oneof(fc.constantFrom('on', 'off'), fc.record({ severity })),
        { maxKeys: 3 },
      ),
    }),
    owners: optional({ tagKey: name, accounts: fc.dictionary(accountId, name, { maxKeys: 3 }) }),
    spend: optional({ enabled: fc.boolean(), minFindingUsd: fc.stringMatching(/^\d{1,5}(\.\d{1,2})?$/) }),
    remediation: optional({ accounts: fc.oneof(fc.constant('all'), fc.array(accountId, { maxLength: 2 })) }),
    alerts: optional({ minSeverity: severity }),
    store: fc.oneof(
      fc.record({ type: fc.constant('directory'), path: name }, { requiredKeys: ['type'] }),
      fc.record(
        { type: fc.constant('s3'), bucket: fc.constant('runs'), prefix: name },
        { requiredKeys: ['type', 'bucket'] },
      ),
    ),
  },
  { requiredKeys: ['version', 'agreements'] },
);

/** A section in which every key may be missing. */
function optional<T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(shape, { requiredKeys: [] });
}
