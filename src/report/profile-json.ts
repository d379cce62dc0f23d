import type { Carrier } from '../domain/carrier.ts';
import type { JudgedProfile, Profile } from '../domain/profile.ts';
import type { ListedProfiles } from './profile-text.ts';

/** The list for programs: null for what could not be read. */
export function profileListJson({ accountId, region, day, profiles }: ListedProfiles): object {
  return { accountId, region, judgedAsOf: day, profiles: profiles.map(verificationJson) };
}

export function profileJson(profile: Profile): object {
  const { kind, description, modelArns } = profile;
  return { kind, ...carrierJson(profile), description, modelArns };
}

export function verificationJson({ profile, day, verdict, rules }: JudgedProfile): object {
  return {
    ...carrierJson(profile),
    judgedAsOf: day,
    verdict,
    rules: rules.map(({ id, severity, evaluation: { outcome, message, unknown, evidence } }) => ({
      id,
      severity,
      outcome,
      message,
      unknown,
      evidence,
    })),
  };
}

function carrierJson({ arn, id, name, accountId, region, createdAt, models, tags }: Carrier): object {
  const sorted = tags && [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    arn,
    id,
    name,
    accountId,
    region,
    createdAt: createdAt ?? null,
    models: models?.map((model) => model.id) ?? null,
    tags: sorted ? Object.fromEntries(sorted) : null,
  };
}
