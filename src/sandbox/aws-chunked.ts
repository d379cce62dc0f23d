import { SandboxError } from './errors.ts';

/** A body as it was before the client cut it into signed chunks, and the headers that came after it. */
export interface Unchunked {
  readonly bytes: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Undoes `Content-Encoding: aws-chunked`, in which the SDK sends streams: a line with the size in hex, the bytes, and
 * at the end trailers such as the checksum (S3 API reference, "Signature calculations: transferring payload in chunks").
 */
export function unchunk(body: Buffer): Unchunked {
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', offset);
    const size = Number.parseInt(body.toString('latin1', offset, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(size)) {
      const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
      throw new SandboxError({ code: 'IncompleteBody', status: 400 }, message);
    }
    offset = lineEnd + 2;
    if (size === 0) return { bytes: Buffer.concat(chunks), trailers: readTrailers(body.toString('latin1', offset)) };
    chunks.push(body.subarray(offset, offset + size));
    offset += size + 2;
  }
}

function readTrailers(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\r\n').flatMap((line) => {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  return Object.fromEntries(lines);
}
