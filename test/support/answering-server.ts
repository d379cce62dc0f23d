import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Reply = Answer | 'hang' | 'cut';

export interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
}

/**
 * A server on loopback for one test: each request gets the next answer, and those after the last one get that again.
 * `hang` never answers, `cut` breaks the connection.
 */
export async function answeringServer(...answers: readonly Reply[]) {
  const requests: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      requests.push({ request, body });
      const answer = answers[Math.min(requests.length, answers.length) - 1] ?? 'cut';
      if (answer === 'cut') request.socket.destroy();
      else if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address of this form.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: requests as readonly Asked[] };
}
