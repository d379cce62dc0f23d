import { SandboxError } from './errors.ts';

export interface ByteRange {
  readonly start: number;
  /** The last byte. */
  readonly end: number;
}

/** What a `Range` header asks for of so many bytes; undefined where it says nothing that S3 heeds, and all is meant. */
export function rangeOf(header: string, size: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (start >= size || end < start) {
    const message = 'The requested range is not satisfiable';
    throw new SandboxError({ code: 'InvalidRange', status: 416 }, message, { ActualObjectSize: size });
  }
  return { start, end };
}
