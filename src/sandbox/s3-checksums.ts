import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { PutObjectRequest } from '@aws-sdk/client-s3';
import { SandboxError } from './errors.ts';

type Given = Pick<PutObjectRequest, 'ContentMD5' | 'ChecksumCRC32' | 'ChecksumSHA1' | 'ChecksumSHA256'>;

/** Throws where a checksum that came along is not that of the bytes. */
export function verifyChecksums(given: Given, bytes: Uint8Array): void {
  const hash = (name: string) => createHash(name).update(bytes).digest('base64');
  const checks = [
    ['Content-MD5', given.ContentMD5, () => hash('md5')],
    ['CRC32', given.ChecksumCRC32, () => crc32Of(bytes)],
    ['SHA1', given.ChecksumSHA1, () => hash('sha1')],
    ['SHA256', given.ChecksumSHA256, () => hash('sha256')],
  ] as const;
  for (const [name, expected, compute] of checks) {
    if (expected === undefined || expected === compute()) continue;
    const message = `The ${name} you specified did not match the calculated checksum.`;
    throw new SandboxError({ code: 'BadDigest', status: 400 }, message);
  }
}

function crc32Of(bytes: Uint8Array): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum.toString('base64');
}
