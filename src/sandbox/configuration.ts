import { AUDIT_ROLE, type World } from './world.ts';

/** A complete `mapwarden.yaml` for the world: its agreements and, where its roles demand one, the external id. */
export function configurationFor(world: World): object {
  const roles = world.accounts.flatMap((account) => account.roles).filter(({ name }) => name === AUDIT_ROLE);
  const externalId = roles.find((role) => role.externalId !== undefined)?.externalId;
  return {
    version: 1,
    organization: { auditRole: AUDIT_ROLE, ...(externalId === undefined ? {} : { externalId }) },
    agreements: world.agreements.map((agreement) => ({
      id: agreement.id,
      name: agreement.name,
      acceptedOn: agreement.acceptedOn,
      endsOn: agreement.endsOn,
      ...(agreement.creditPercent === undefined ? {} : { creditPercent: agreement.creditPercent }),
      scope: { ous: [...agreement.ous], accounts: [] },
    })),
    tag: { key: 'map-migrated', prefix: 'mig' },
    attribution: { method: 'inference-profile' },
    owners: { tagKey: 'owner' },
  };
}
