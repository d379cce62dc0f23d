import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Recorder } from './metrics.ts';
import type { Ending } from './transport-faults.ts';
import type { WireRequest } from './wire.ts';

/** Most that a request may hold; AWS takes about this much for most operations. */
const MAX_BODY_BYTES = 1_048_576;
/** Objects of S3 and events of Lambda are larger; those of a bus fill a megabyte before they are written as JSON. */
const MAX_LARGE_BODY_BYTES = 67_108_864;
const TAKES_LARGE_BODIES = /\/(?:s3|events|lambda)\/aws4_request/;

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface Serving {
  /** A free one unless given. */
  readonly port: number | undefined;
  readonly recorder: Recorder;
  /** Whether a request to the path counts among those to AWS. */
  counts(path: string): boolean;
  serve(request: WireRequest): Promise<Ending>;
}

/** Listens on loopback. Rejects where the port is taken. */
export async function listen(serving: Serving): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => {
    void respond(incoming, outgoing, serving);
  });
  // A pooled connection that the server drops while the client writes to it would look like a fault nobody asked for.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    serving.recorder.connectionOpened();
    socket.setNoDelay(true);
    socket.once('close', serving.recorder.connectionClosed);
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(serving.port ?? 0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function respond(incoming: IncomingMessage, outgoing: ServerResponse, serving: Serving): Promise<void> {
  if (serving.counts(incoming.url ?? '')) {
    serving.recorder.requestBegan();
    outgoing.once('close', serving.recorder.requestEnded);
  }
  // Held from the start: an ended stream has no socket any more.
  const { socket } = incoming;
  const request = await receive(incoming).catch(() => undefined);
  if (request === undefined) {
    socket.destroy();
    return;
  }
  finish(socket, outgoing, await serving.serve(request));
}

/** Undefined where the client sent too much. Rejects where it went away. */
async function receive(incoming: IncomingMessage): Promise<WireRequest | undefined> {
  const chunks: Buffer[] = [];
  const isLarge = TAKES_LARGE_BODIES.test(incoming.headers.authorization ?? '');
  const most = isLarge ? MAX_LARGE_BODY_BYTES : MAX_BODY_BYTES;
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > most) return undefined;
    chunks.push(bytes);
  }
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const bytes = Buffer.concat(chunks);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: incoming.headers,
    body: bytes.toString('utf8'),
    bytes,
  };
}

function finish(socket: Socket, outgoing: ServerResponse, ending: Ending): void {
  switch (ending.kind) {
    case 'answer': {
      const { status, headers, body } = ending.response;
      // An answer to HEAD names the length of a body that it does not have.
      outgoing.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
      return;
    }
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'hang':
      return;
  }
}
