import type { Io } from './io.ts';

/** The AWS SDK for JavaScript stops supporting Node 20 in January 2027; its own notice is ten lines and is silenced. */
const OLDEST_SUPPORTED = 22;

/** One line on stderr where the AWS SDK will soon not support this Node. */
export function noteOldNode({ nodeVersion, stderr }: Io): void {
  const major = Number(nodeVersion?.split('.')[0]);
  if (!(major < OLDEST_SUPPORTED)) return;
  stderr.write(
    `note: Node ${major} works, but the AWS SDK ends its support for it in January 2027; use Node ${OLDEST_SUPPORTED} or newer.\n`,
  );
}
