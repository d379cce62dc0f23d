import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/config/settings.ts';
import { HEAD, load, problems } from './support/schema-problems.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:999988887777:finops';
const OTHER = 'arn:aws:sns:eu-west-1:999988887777:payments';
const SECRET = 'arn:aws:secretsmanager:eu-central-1:999988887777:secret:slack-a1B2c3';
const PARAMETER = 'arn:aws:ssm:eu-central-1:999988887777:parameter/mapwarden/slack';

const alertsOf = (text: string) => settingsOf(load(`${HEAD}alerts: ${text}\n`)).alerts;
const idsOf = (text: string) => alertsOf(text).routes.map(({ id }) => id);
const route = (text: string) => idsOf(`{ routes: [ { topicArn: "${TOPIC}", ${text} } ] }`)[0];

describe('alerts', () => {
  test('go nowhere unless the file says so', () => {
    expect(settingsOf(load(HEAD)).alerts).toEqual({ routes: [], remindAfterDays: 7 });
    expect(alertsOf('{ minSeverity: low, remindAfterDays: 3 }')).toEqual({ routes: [], remindAfterDays: 3 });
  });

  test('go to every receiver of the file, each told of everything but for the routes of the list', () => {
    const everything = { scope: { ous: [], accounts: [] }, owners: [], minSeverity: 'medium' };
    const id = expect.stringMatching(/^[a-z-]+-[0-9a-f]{12}$/);
    expect(
      alertsOf(`
  sns: { topicArn: "${TOPIC}" }
  slack: { webhookSecretArn: "${SECRET}" }
  eventBridge: { busName: mapwarden }
  minSeverity: medium
  routes:
    - { topicArn: "${OTHER}", ous: [ou-ab12-cdef3456], accounts: ["111122223333"], owners: [pay], minSeverity: low }
    - { topicArn: "${OTHER}", format: amazon-q }`).routes,
    ).toEqual([
      {
        id,
        channel: 'sns',
        target: OTHER,
        scope: { ous: ['ou-ab12-cdef3456'], accounts: ['111122223333'] },
        owners: ['pay'],
        minSeverity: 'low',
      },
      { id, channel: 'amazon-q', target: OTHER, ...everything },
      { id, channel: 'sns', target: TOPIC, ...everything },
      { id, channel: 'slack', target: SECRET, ...everything },
      { id, channel: 'event-bridge', target: 'mapwarden', ...everything },
    ]);
  });

  test('take the address of Slack from a secret or a parameter, and from nothing else', () => {
    const slack = (arn: string) => `alerts: { slack: { webhookSecretArn: "${arn}" } }`;
    expect(problems(`${HEAD}${slack(SECRET)}`)).toEqual([]);
    expect(problems(`${HEAD}${slack(PARAMETER)}`)).toEqual([]);
    expect(problems(`${HEAD}${slack('https://hooks.slack.com/services/T0/B0/x')}`)).toEqual([
      'm.yaml:4:38 alerts.slack.webhookSecretArn: is not valid; expected the ARN of a secret, or of a parameter of Systems Manager; got "an address that is not shown"',
    ]);
  });
});

describe('the id of a route', () => {
  test('stays the same wherever it stands, and in whichever order its filter is written', () => {
    const plain = route('owners: [a, b], accounts: ["111122223333", "222233334444"]');
    expect(route('accounts: ["222233334444", "111122223333", "222233334444"], owners: [b, a]')).toBe(plain);
    expect(
      idsOf(`
  sns: { topicArn: "${OTHER}" }
  routes:
    - { topicArn: "${OTHER}" }
    - { topicArn: "${TOPIC}", owners: [b, a], accounts: ["111122223333", "222233334444"] }`)[1],
    ).toBe(plain);
    expect(route('minSeverity: high')).toBe(route(''));
  });

  test('is another one for another receiver or filter', () => {
    const others = [
      '',
      'format: amazon-q',
      'minSeverity: low',
      'owners: [a]',
      'owners: [a, b]',
      'ous: [ou-ab12-cdef3456]',
      'accounts: ["111122223333"]',
      'owners: ["111122223333"]',
    ].map(route);
    const ids = [...others, ...idsOf(`{ routes: [ { topicArn: "${OTHER}" } ] }`)];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is the same for what is written twice, so that it is told once', () => {
    const [first, second] = idsOf(`{ sns: { topicArn: "${TOPIC}" }, routes: [ { topicArn: "${TOPIC}" } ] }`);
    expect(first).toBe(second);
  });
});

describe('signed links', () => {
  const hoursOf = (text: string) => alertsOf(text).routes.map(({ linkHours }) => linkHours);

  test('are made only where the file says how long they last, and change no id of a route', () => {
    expect(hoursOf(`{ sns: { topicArn: "${TOPIC}" } }`)).toEqual([undefined]);
    for (const hours of [1, 168]) {
      expect(hoursOf(`{ presignedLinkHours: ${hours}, sns: { topicArn: "${TOPIC}" } }`)).toEqual([hours]);
    }
    expect(idsOf(`{ presignedLinkHours: 24, sns: { topicArn: "${TOPIC}" } }`)).toEqual(
      idsOf(`{ sns: { topicArn: "${TOPIC}" } }`),
    );
  });

  test('go to those alone who are told of everything, since the report has everything', () => {
    const routes = ['accounts: ["111122223333"]', 'ous: [ou-ab12-cdef3456]', 'owners: [pay]', 'minSeverity: critical'];
    const listed = routes.map((text) => `{ topicArn: "${OTHER}", ${text} }`).join(', ');

    expect(hoursOf(`{ presignedLinkHours: 24, routes: [ ${listed} ] }`)).toEqual([undefined, undefined, undefined, 24]);
  });

  test.for(['0', '169', '1.5', '"24"', 'true'])('of %s hours are refused', (hours) => {
    expect(problems(`${HEAD}alerts: { presignedLinkHours: ${hours} }\n`).join()).toContain('alerts.presignedLinkHours');
  });
});
