import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { REPORT_FORMATS } from '../../src/lambda/events.ts';
import { functionStage, refusalOf } from '../support/function-stage.ts';

function request(method: string, query: Readonly<Record<string, string>> = {}, body?: string) {
  return {
    version: '2.0',
    rawPath: '/',
    requestContext: { http: { method, path: '/' } },
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(body !== undefined && { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
  };
}

describe('a report of a stored run', () => {
  test.for(REPORT_FORMATS)('%s is returned as a document, and as a link that needs no credentials', async (format) => {
    const { audit, report } = await functionStage();
    const audited = await audit();
    const run = 'run' in audited ? audited.run : '';
    const { document, contentType } = Object(await report({ action: 'report', run, format }));
    expect(document.length).toBeGreaterThan(100);
    const linked = Object(await report({ action: 'report', format, as: 'link' }));
    const lifeMs = Date.parse(linked.expiresAt) - Date.now();
    expect(lifeMs).toBeGreaterThan(880_000);
    expect(lifeMs).toBeLessThanOrEqual(900_000);
    const answer = await fetch(linked.url);
    expect(await answer.text()).toBe(document);
    expect(answer.headers.get('content-type')).toBe(contentType);
  });

  test('over HTTP, query and body mean the same, and mistakes have their status', async () => {
    const { audit, report } = await functionStage();
    const http = async (event: object) => Object(await report(event));
    expect(await http(request('GET', { format: 'json' }))).toMatchObject({ statusCode: 404 });
    await audit();
    const got = await http(request('GET', { format: 'csv' }));
    expect(got).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' },
    });
    expect(await http(request('POST', {}, '{"format":"csv"}'))).toEqual(got);
    expect(await http(request('GET', { format: 'csv', as: 'link' }))).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
    });
    expect(await http(request('GET', { format: 'xlsx' }))).toMatchObject({
      statusCode: 400,
      body: expect.stringContaining('format'),
    });
    expect(await http(request('GET', { format: 'csv', tag: 'x' }))).toMatchObject({
      statusCode: 400,
      body: expect.stringContaining('event tag'),
    });
    expect(await http(request('POST', {}, 'no JSON'))).toMatchObject({ statusCode: 400 });
    expect(await http(request('DELETE'))).toMatchObject({ statusCode: 405, headers: { allow: 'GET, POST' } });
  });

  test('that is too large for an answer is a link, to which HTTP is led', async () => {
    const { audit, report, bucket } = await functionStage();
    await audit();
    const [key = ''] = (await bucket.keys('runs/')).filter((each) => each.endsWith('findings.ndjson.gz'));
    const lines = gunzipSync(await bucket.bytes(key)).toString();
    await bucket.put(key, gzipSync(lines.repeat(1_000)));
    const answer = Object(await report({ action: 'report', format: 'json' }));
    expect(answer).toMatchObject({ isTooLarge: true, url: expect.stringContaining('report.json') });
    const led = Object(await report(request('GET', { format: 'json' })));
    expect(led).toMatchObject({ statusCode: 303, headers: { location: expect.stringContaining('X-Amz-Signature') } });
  });

  test('that is not there is said to be so', async () => {
    const { report } = await functionStage();
    expect(await refusalOf(report({ action: 'report', format: 'text' }))).toContain('NoSuchRunError');
  });
});
