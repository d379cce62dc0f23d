import { type Carrier, inKeyOrder } from '../domain/carrier.ts';
import type { JudgedProfile, Profile } from '../domain/profile.ts';
import type { ListedProfiles } from './profile-text.ts';

/** See docs/report-format.md for what may change while it is 1. */
const VERSION = { schemaVersion: 1 } as const;

/** The list for programs: null for what could not be read. */
export function profileListJson({ accountId, region, day, profiles }: ListedProfiles): object {
  return { ...VERSION, accountId, region, judgedAsOf: day, profiles: profiles.map(judgedJson) };
}

/** One profile as AWS describes it, for programs. */
export function profileJson(profile: Profile): object {
  const { kind, description, modelArns } = profile;
  return { ...VERSION, kind, ...carrierJson(profile), description, modelArns };
}

/** One profile with what every rule says of it, for programs. */
export function verificationJson(judged: JudgedProfile): object {
  return { ...VERSION, ...judgedJson(judged) };
}

function judgedJson({ profile, day, verdict, reasons, rules }: JudgedProfile): object {
  return {
    ...carrierJson(profile),
    judgedAsOf: day,
    verdict,
    reasons,
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
  const sorted = tags && inKeyOrder(tags);
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
