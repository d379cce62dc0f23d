import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/domain/evaluation.ts';
import type { JudgedProfile, ProfilePlan, ProfileVerdict, TagPlan } from '../../src/domain/profile.ts';
import { createdText, profilePlanText, taggedText, tagPlanText } from '../../src/report/profile-change-text.ts';
import { invokePolicy } from '../../src/report/profile-guide.ts';
import { profileJson, profileListJson, verificationJson } from '../../src/report/profile-json.ts';
import { profileListText, profileText, verificationText } from '../../src/report/profile-text.ts';
import { aFailure, anAgreement, aProfile } from '../support/builders.ts';

const EVIL = 'chat\u001b[2J\nforged: MAP counts it\u202e';
const MODEL_ARNS = ['us-east-1', 'us-west-2'].map(
  (region) => `arn:aws:bedrock:${region}::foundation-model/amazon.nova-pro-v1:0`,
);
const SYSTEM = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-pro-v1:0';
const NEW = aProfile().arn;

function rule(over: Partial<Evaluation> & { readonly id: string }): JudgedProfile['rules'][number] {
  const { id, ...evaluation } = over;
  return {
    id,
    title: 'A rule',
    severity: 'high',
    when: 'true',
    assert: 'true',
    evaluation: { ruleId: id, outcome: 'compliant', evidence: {}, message: '', unknown: '', ...evaluation },
  };
}

function judged(over: Partial<JudgedProfile> = {}): JudgedProfile {
  return {
    profile: aProfile(),
    day: '2026-06-01',
    verdict: 'counts',
    reasons: [],
    rules: [rule({ id: 'map-tag-missing' })],
    ...over,
  };
}

const profile = { ...aProfile(), kind: 'application', description: '', modelArns: MODEL_ARNS } as const;

const plan: ProfilePlan = {
  order: {
    name: 'chat',
    description: 'For chat',
    copyFrom: SYSTEM,
    tag: { key: 'map-migrated', value: 'migABCDE12345' },
    clientRequestToken: 'f'.repeat(64),
  },
  accountId: '111122223333',
  region: 'us-east-1',
  agreement: anAgreement(),
  source: { kind: 'system-profile', id: 'us.amazon.nova-pro-v1:0' },
  models: [{ id: 'amazon.nova-pro-v1:0', provider: 'amazon' }],
  modelArns: MODEL_ARNS,
  remarks: ['Something is not known.'],
  command: 'aws bedrock create-inference-profile --region us-east-1',
};

const tagPlan: TagPlan = {
  profile,
  tag: { key: 'map-migrated', value: 'migABCDE12345' },
  before: 'migabcde12345',
  remarks: [],
  command: 'aws bedrock tag-resource --region us-east-1',
};

describe('the text about a profile', () => {
  test.for([
    ['counts', 'MAP counts it, as far as the rules tell'],
    ['does-not-count', 'MAP does not count it'],
    ['unknown', 'whether MAP counts it is not known'],
    ['not-judged', 'no rule in force says anything about it'],
  ] as const satisfies readonly (readonly [ProfileVerdict, string])[])(
    'begins with the verdict %s',
    ([verdict, words]) => {
      expect(verificationText(judged({ verdict })).split('\n')[0]).toBe(`chat: ${words}`);
    },
  );

  test('has a line for every rule, and below it what does not hold or is not known', () => {
    const rules = [
      rule({ id: 'a' }),
      rule({ id: 'longer-name', outcome: 'non_compliant', message: 'It is wrong' }),
      rule({ id: 'c', outcome: 'insufficient_data', unknown: 'tag.present' }),
    ];

    expect(verificationText(judged({ rules })).split('\n').slice(-6)).toEqual([
      '  a            compliant',
      '  longer-name  non_compliant (high)',
      '      It is wrong',
      '  c            insufficient_data',
      '      tag.present is not known',
      '',
    ]);
  });

  test('tells the unknown from the absent', () => {
    const { tags: _, models: __, createdAt: ___, ...bare } = aProfile();

    expect(verificationText(judged({ profile: bare }))).toMatch(
      /created +unknown\n +models +unknown\n +tags +could not be read\n/,
    );
    expect(verificationText(judged({ profile: aProfile({ tags: new Map() }) }))).toMatch(/tags +none\n/);
    expect(verificationJson(judged({ profile: bare }))).toMatchObject({ createdAt: null, models: null, tags: null });
  });

  test('shows what AWS routes to, and who may tag it', () => {
    expect(profileText({ ...profile, description: 'For chat' })).toContain(
      `routes to    ${MODEL_ARNS[0]}\n               ${MODEL_ARNS[1]}\n`,
    );
    expect(profileText({ ...profile, kind: 'system-defined' })).toContain('nobody can tag it');
    expect(profileText({ ...profile, modelArns: [] })).toMatch(/routes to +unknown/);
  });

  test('says why MAP does not count it where no rule does', () => {
    const off = judged({ verdict: 'does-not-count', reasons: ['It has no tag.', 'It is too old.'] });

    expect(verificationText(off)).toMatch(/ {2}because +It has no tag\.\n +It is too old\.\n/);
    expect(verificationJson(off)).toMatchObject({ reasons: ['It has no tag.', 'It is too old.'] });
  });

  test('names its version in every JSON document, once', () => {
    const list = { accountId: '111122223333', region: 'us-east-1', day: '2026-06-01', profiles: [judged()] };

    for (const document of [profileListJson(list), profileJson(profile), verificationJson(judged())]) {
      expect(JSON.stringify(document)).toMatch(/^\{"schemaVersion":1,(?!.*schemaVersion)/);
    }
  });

  test('lists profiles with their reasons', () => {
    const bad = judged({
      verdict: 'does-not-count',
      rules: [rule({ id: 'a', outcome: 'non_compliant', message: 'It is wrong' })],
    });
    const list = { accountId: '111122223333', region: 'us-east-1', day: '2026-06-01', profiles: [judged(), bad] };

    const text = profileListText(list);

    expect(text).toMatch(
      /^Account 111122223333, us-east-1: 2 application inference profiles, judged as of 2026-06-01\.\n/,
    );
    expect(text).toMatch(/ {2}a: It is wrong\n$/);
    expect(profileListJson(list)).toMatchObject({ profiles: [{ verdict: 'counts' }, { verdict: 'does-not-count' }] });
  });

  test('cannot be forged by names and values', () => {
    const tags = new Map([[EVIL, EVIL]]);
    const evil = judged({ profile: aProfile({ name: EVIL, tags }) });

    for (const text of [verificationText(evil), profileText({ ...profile, name: EVIL, description: EVIL, tags })]) {
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      expect(text).not.toMatch(/^forged/m);
    }
  });
});

describe('the text about a change', () => {
  test('of a plan has everything that AWS is told', () => {
    const text = profilePlanText(plan);

    for (const part of [
      'chat',
      'For chat',
      SYSTEM,
      'map-migrated = "migABCDE12345"',
      'ABCDE12345 (Core platform)',
      'Something is not known.',
      plan.command,
    ]) {
      expect(text).toContain(part);
    }
  });

  test('of a new profile tells callers the ARN and a policy that is JSON', () => {
    const text = createdText({ plan, arn: NEW, wasThere: false, shows: true, judged: judged(), failure: null });
    const block = text.slice(text.indexOf('\n{\n'), text.indexOf('\n}\n') + 2);

    expect(text.split('\n')[0]).toBe(`Created ${NEW}`);
    expect(JSON.parse(block)).toEqual(invokePolicy(plan, NEW));
    expect(JSON.parse(block)).toMatchObject({
      Statement: [{ Action: 'bedrock:InvokeModel*', Resource: [NEW, SYSTEM, ...MODEL_ARNS] }],
    });
  });

  test('of a profile of one model names no system-defined profile in the policy', () => {
    const own = { ...plan, source: { kind: 'foundation-model', id: 'amazon.nova-pro-v1:0' } } as const;

    expect(invokePolicy(own, NEW)).toMatchObject({ Statement: [{ Resource: [NEW, ...MODEL_ARNS] }] });
  });

  test('says where the tag was not seen, and where nothing could be read', () => {
    const common = { plan, arn: NEW, wasThere: false, shows: false };
    const unseen = createdText({ ...common, judged: judged(), failure: null });
    const unread = createdText({ ...common, judged: null, failure: aFailure() });

    expect(unseen).toContain(`it was not seen yet. Look again: mapwarden profile verify ${NEW}`);
    expect(unread).toContain(`whether it shows could not be read. Look again: mapwarden profile verify ${NEW}`);
  });

  test('of a profile that an earlier order made claims no creation', () => {
    const text = createdText({ plan, arn: NEW, wasThere: true, shows: true, judged: judged(), failure: null });

    expect(text.split('\n')[0]).toBe(
      `Nothing was created: the same order made ${NEW} already, 2025-03-01T00:00:00.000Z`,
    );
    expect(text).not.toMatch(/^Created/m);
  });

  test('of a tag shows it before and after', () => {
    expect(tagPlanText(tagPlan)).toMatch(
      /before +map-migrated = "migabcde12345"\n +after +map-migrated = "migABCDE12345"\n/,
    );
    expect(tagPlanText({ ...tagPlan, before: null })).toMatch(/before +no map-migrated\n/);
  });

  test('offers no command, and claims no write, where the tag is there', () => {
    const there = { ...tagPlan, before: tagPlan.tag.value };
    const verification = { shows: true, judged: judged(), failure: null };

    expect(tagPlanText(there)).not.toContain('AWS CLI');
    expect(taggedText(verification, there)).toMatch(/^Nothing was written: /);
    expect(taggedText(verification, tagPlan)).toMatch(/^Tagged [\s\S]*not retroactive/);
  });

  test('has the profile for programs too', () => {
    expect(profileJson(profile)).toMatchObject({
      kind: 'application',
      modelArns: MODEL_ARNS,
      tags: { 'map-migrated': 'migABCDE12345' },
    });
  });
});
