import { expect, test } from 'vitest';
import type { TestMessage } from '../../src/domain/alerts.ts';
import { Alert } from '../../src/report/alert-schema.ts';
import { slackProblems } from '../../src/report/slack-limits.ts';
import { TEST_FORMS } from '../../src/report/test-message.ts';

const MESSAGE: TestMessage = {
  schemaVersion: 1,
  kind: 'test',
  id: 'test-1',
  routeId: 'sns-0123456789ab',
  at: '2026-06-01T00:00:00.000Z',
  organizationId: 'o-x',
};

test('machines get a document that says it is a test and fits the published schema, people a mail', () => {
  const { subject, message, attributes, structure } = TEST_FORMS.sns(MESSAGE);
  const forms = JSON.parse(message);

  expect({ subject, attributes, structure }).toEqual({
    subject: 'mapwarden: test message',
    attributes: { kind: 'test' },
    structure: 'json',
  });
  expect(Alert.parse(JSON.parse(forms.default))).toEqual(MESSAGE);
  expect(forms.email).toContain('Nothing has happened');
  expect(forms.email).toContain('for the route sns-0123456789ab of organization o-x');
});

test('Slack gets a message within its limits', () => {
  const body = JSON.parse(TEST_FORMS.slack(MESSAGE));

  expect(slackProblems(body)).toEqual([]);
  expect(JSON.stringify(body)).toContain('This is a test');
});

test('Amazon Q gets a custom notification, and EventBridge one event', () => {
  const notification = JSON.parse(TEST_FORMS.amazonQ({ ...MESSAGE, organizationId: null }).message);
  const [batch = []] = TEST_FORMS.events(MESSAGE);

  expect(notification).toMatchObject({
    version: '1.0',
    source: 'custom',
    content: { title: 'mapwarden: test message' },
  });
  expect(notification.content.description).not.toContain('organization');
  expect(batch.map(({ source, detailType }) => [source, detailType])).toEqual([['mapwarden', 'Mapwarden Test']]);
  expect(Alert.parse(JSON.parse(batch[0]?.detail ?? ''))).toEqual(MESSAGE);
});
