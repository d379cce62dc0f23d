import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { auditedSandbox } from './support/audited-sandbox.ts';
import { expectDecent } from './support/decent.ts';
import { runCli } from './support/run-cli.ts';

interface Garbage {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

const text = (body: string) => Buffer.from(body);

/** Half of them look like something that a client would go on with. */
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json({ maxDepth: 3 }).map(text),
  fc
    .constantFrom(
      '',
      'null',
      '[]',
      '{}',
      '{"Accounts":[null]}',
      '{"Accounts":"x","NextToken":7}',
      '{"Accounts":[{"Id":"\\u001b[2J","Name":{"a":1},"State":[]}]}',
      '{"Organization":{"Id":5,"MasterAccountId":null}}',
      '{"Regions":[{"RegionName":"../..","RegionOptStatus":"\\u001b"}]}',
      '{"inferenceProfileSummaries":[{"inferenceProfileArn":"x","models":[{}],"createdAt":"never"}]}',
      '{"inferenceProfileSummaries":[null]}',
      '{"tags":[{"key":null,"value":7}]}',
      '{"ResourceTagMappingList":[{"ResourceARN":"x","Tags":[null]}],"PaginationToken":"a"}',
      '{"__type":"AccessDeniedException","message":"\\u001b[31m\\n    at forged (file.ts:1:1)"}',
      '{"__type":["x"],"message":{"a":1},"Message":null}',
      '{"message":"',
      '<html><body>502 Bad Gateway</body></html>',
      '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>&#27;[2J</Message></Error></ErrorResponse>',
      '<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>',
      '<AssumeRoleResponse><AssumeRoleResult><Credentials/></AssumeRoleResult></AssumeRoleResponse>',
      '<a><b></a>',
    )
    .map(text),
);

/** What once went wrong: the SDK takes over a type and a message that are no texts. */
const KNOWN: readonly Garbage[] = [
  { status: 404, type: 'application/json', body: text('{"__type":["x"],"message":{"a":1},"Message":null}') },
];

const garbage: fc.Arbitrary<Garbage> = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 302, 400, 403, 404, 413, 429, 500, 503, 599),
  type: fc.constantFrom('application/json', 'application/x-amz-json-1.1', 'text/xml', 'text/html', ''),
  body,
});

/** A server before the sandbox that answers by itself once it has passed some requests on. */
async function garbler(sandboxUrl: string) {
  const state: { left: number; answer: Garbage } = { left: 0, answer: { status: 200, type: '', body: text('') } };
  const server = createServer((incoming, outgoing) => {
    if (state.left > 0) {
      state.left -= 1;
      passOn(incoming, outgoing, sandboxUrl);
      return;
    }
    incoming.resume();
    const { status, type, body: bytes } = state.answer;
    outgoing.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'garbage' }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, state };
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, url: string): void {
  const { method, url: target, headers } = incoming;
  const forward = request(`${url}${target}`, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  forward.on('error', () => outgoing.destroy());
  incoming.pipe(forward);
}

test('whatever is answered, from whichever request on, an audit ends in an exit code, without a stack', async () => {
  const { argv, sandbox } = await auditedSandbox();
  const { url, state } = await garbler(sandbox.url);
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  const codes = new Set<number>();

  await fc.assert(
    fc.asyncProperty(garbage, fc.nat(25), async (answer, left) => {
      Object.assign(state, { answer, left });

      const ended = await runCli([...argv, '--quiet', '--deadline', '1']);

      expectDecent(ended);
      codes.add(ended.code);
    }),
    { numRuns: 25, examples: KNOWN.map((known) => [known, 3]) },
  );

  expect([...codes].sort()).toEqual(expect.arrayContaining([3, 4]));
});
