import { readFile, stat } from 'node:fs/promises';
import { quote } from '../../config/problem-text.ts';
import { ConfigError } from '../../domain/errors.ts';
import { verifyPack } from '../../report/verify-pack.ts';
import { verifyJson, verifyText } from '../../report/verify-text.ts';
import { checkPlaces } from '../check-places.ts';
import type { ExitCode, Io } from '../io.ts';
import { commonCommand } from '../options.ts';
import { writeResult } from '../write-reports.ts';

/** It is read whole; a pack of a large organization has a hundredth of that. */
const LARGEST = 1_000_000_000;

export function verifyCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = commonCommand('verify', ['format', 'quiet', 'no-color'], ['text', 'json'])
    .description('Checks an evidence pack against its manifest, and names what was altered, removed or added.')
    .argument('<file>', 'the pack');
  return command.action(async (file, options) => {
    await checkPlaces(undefined, options.format);
    const check = await verifyPack(await readPack(file));
    if (!check) throw refused('this is no evidence pack; expected a file of report --format evidence=FILE', file);
    await writeResult(options, io, { text: ({ width }) => verifyText(check, width), json: verifyJson(check) });
    exit(check.problems.length === 0 ? 0 : 1);
  });
}

async function readPack(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) throw refused('the file is too large for an evidence pack; expected one below 1 GB', file);
    return await readFile(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw refused(`the file cannot be read (${String(error.code)}); expected an evidence pack`, file);
  }
}

function refused(text: string, file: string): ConfigError {
  return new ConfigError([{ place: '<file>', path: '', text: `${text}; got ${quote(file)}` }]);
}
