import path from 'node:path';
import type { Cloud } from '../compose/cloud.ts';
import { quote } from '../config/problem-text.ts';
import { readTextFile } from '../config/read-text-file.ts';
import { AwsError, ConfigError } from '../domain/errors.ts';
import { variableProblem } from './environment.ts';

/** A configuration as it is written, under the name that problems call it by. */
export interface ConfigurationText {
  readonly name: string;
  readonly text: string;
}

const VARIABLE = 'MAPWARDEN_CONFIG';
const EXPECTED = 'a file of the bundle, s3://bucket/key or ssm:/name';

/**
 * Reads what the variable names. A file is looked for beside the function's code. Throws ConfigError where there is none
 * or it may not be read, AwsError where AWS does not do its part.
 */
export async function configurationText(source: string, cloud: Cloud, folder: string): Promise<ConfigurationText> {
  if (source.startsWith('s3://')) return { name: source, text: await ofObject(source, cloud) };
  if (source.startsWith('ssm:')) return { name: source, text: await ofParameter(source, cloud) };
  const file = path.resolve(folder, source);
  return { name: file, text: readTextFile(file, VARIABLE, `${EXPECTED}, and the file to be there`) };
}

async function ofObject(source: string, cloud: Cloud): Promise<string> {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/.exec(source) ?? [];
  if (bucket === undefined || key === undefined) throw problem(`this is no address of an object`, source);
  const bytes = await readable(source, () => cloud.bucket(bucket).read(key));
  if (bytes === undefined) throw problem('there is no such object', source);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem('the object is no text in UTF-8', source);
  }
}

async function ofParameter(source: string, cloud: Cloud): Promise<string> {
  const name = source.slice('ssm:'.length);
  if (!/^\/[\w./-]+$/.test(name)) throw problem('this is no name of a parameter', source);
  const text = await readable(source, () => cloud.parameter(name));
  if (text === undefined) throw problem('the parameter has no text', source);
  return text;
}

/** What nobody can read by trying again is for a person to correct. */
async function readable<T>(source: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { outcome, code, operation } = error.failure;
    if (MISSING.has(code)) throw problem(`there is nothing there (${code})`, source);
    if (outcome === 'access-denied' || outcome === 'scp-denied') {
      throw problem(`${operation} is denied to this function (${code})`, source);
    }
    throw error;
  }
}

const MISSING: ReadonlySet<string> = new Set(['NoSuchBucket', 'ParameterNotFound']);

function problem(what: string, source: string): ConfigError {
  return new ConfigError([variableProblem(VARIABLE, `${what}; expected ${EXPECTED}; got ${quote(source)}`)]);
}
