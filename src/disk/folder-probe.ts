import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { AwsError } from '../domain/errors.ts';
import type { StoreProbe } from '../ports/store-probe.ts';
import { isNoSuchFile } from './error-codes.ts';

/** Asks the system whether the folder, or where it does not exist yet the nearest one above it, may be written to. */
export function createFolderProbe(folder: string): StoreProbe {
  return {
    place: folder,
    async attempt() {
      try {
        const found = await nearest(path.resolve(folder));
        // With the dot, a file in the way is refused as what it is.
        await access(`${found}${path.sep}.`, constants.R_OK | constants.W_OK | constants.X_OK);
      } catch (error) {
        if (!(error instanceof Error) || !('code' in error)) throw error;
        const { message } = error;
        const code = String(error.code);
        throw new AwsError(
          { outcome: 'failed', operation: 'access', code, requestId: null, message },
          { cause: error },
        );
      }
    },
  };
}

async function nearest(folder: string): Promise<string> {
  const parent = path.dirname(folder);
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    if (!isNoSuchFile(error) || parent === folder) throw error;
    return nearest(parent);
  }
}
