import { setTimeout } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { ReportLink } from '../domain/alerts.ts';
import { AwsError } from '../domain/errors.ts';
import { checked, malformed, objectsAnswer } from './answers.ts';
import type { Need } from './need.ts';
import { pages } from './pages.ts';
import { PATIENCE, type Patience } from './patience.ts';
import type { Credentials, Transport } from './transport.ts';

/** A whole report goes in one request: that takes longer than a question to an API. */
export const STORE_PATIENCE: Patience = { ...PATIENCE, requestMs: 120_000, callMs: 600_000 };

/** Where the SDK's conventions name no region. Another region's bucket is found by way of it. */
const DEFAULT_REGION = 'us-east-1';

/** S3 answers 409 while another write to the same key is under way, and asks to try again. */
const CONFLICTS = 8;
const CONFLICT_PAUSE_MS = 50;

type Call = Parameters<Parameters<Transport['call']>[1]>[0];

const GET = 's3:GetObject';
const PUT = 's3:PutObject';
const LIST = 's3:ListBucket';
const DELETE = 's3:DeleteObject';

/** What functions do with objects that are no run: the configuration, what they remember, what a link leads to. */
export const OBJECT_NEEDS: readonly Need[] = [
  { action: GET, by: ['audit-function', 'report-function', 'apply-function'], on: ['{configurationObject}'] },
  ...[GET, PUT, DELETE].map((action): Need => ({ action, by: ['audit-function'], on: ['s3:::{bucket}/state/*'] })),
  ...[GET, PUT].map((action): Need => ({ action, by: ['report-function'], on: ['s3:::{bucket}/{prefix}reports/*'] })),
];

/** Objects of one bucket, by their keys. Every method throws AwsError. */
export interface Bucket {
  readonly name: string;
  /** Keys that begin with the prefix, in byte order; with `after`, only those behind it. */
  keys(prefix: string, after?: string): AsyncIterable<string>;
  /** The ETags of these objects, by key. */
  etags(prefix: string): Promise<ReadonlyMap<string, string>>;
  /** What stands between the prefix and the next slash, in byte order. */
  folders(prefix: string): Promise<readonly string[]>;
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, body: Uint8Array | string): Promise<void>;
  /** Writes only where nothing is; false where something is, be it by an attempt whose answer was lost. */
  create(key: string, body: Uint8Array | string): Promise<boolean>;
  /** Writes only where the object with that ETag is; false where another is, or none, as in {@link create}. */
  replace(key: string, body: Uint8Array | string, etag: string): Promise<boolean>;
  remove(key: string): Promise<void>;
  /** Removes only the object with that ETag; false where another is. What is gone already is removed. */
  removeExactly(key: string, etag: string): Promise<boolean>;
  /** An address from which whoever has it can fetch the object, for so many seconds; nothing is asked for it. */
  link(key: string, seconds: number, as: Download): Promise<string>;
  /** The same with how long it lasts, be it less because the session that signs it ends sooner. */
  timedLink(key: string, seconds: number, as: Download): Promise<ReportLink>;
}

/** How a link's object is offered. */
export interface Download {
  readonly type: string;
  readonly name: string;
}

export interface BucketOptions {
  readonly name: string;
  /** The SDK's conventions where left out. */
  readonly region?: string;
  readonly credentials?: Credentials;
}

export function createBucket(transport: Transport, { name, region, credentials }: BucketOptions): Bucket {
  let client = clientIn(transport, region, credentials);

  const send = async <T>(operation: string, ask: (client: S3Client, call: Call) => Promise<T>): Promise<T> => {
    try {
      return await transport.call(operation, (call) => ask(client, call));
    } catch (error) {
      const elsewhere = regionTold(error);
      if (elsewhere === undefined) throw error;
      // From here on it is asked where it is. The SDK's own way of following mixes up requests that run at once.
      client = clientIn(transport, elsewhere, credentials);
      return transport.call(operation, (call) => ask(client, call));
    }
  };

  const put = (key: string, body: Uint8Array | string, condition: Condition) => {
    const input = { Bucket: name, Key: key, Body: body, ContentType: typeOf(key), ...condition };
    return send(PUT, (s3, call) => s3.send(new PutObjectCommand(input), call));
  };

  const sign = async (key: string, seconds: number, { type, name: file }: Download): Promise<string> => {
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    const command = new GetObjectCommand({
      Bucket: name,
      Key: key,
      ResponseContentType: type,
      ResponseContentDisposition: `attachment; filename="${file}"`,
    });
    return send(GET, (s3) => getSignedUrl(s3, command, { expiresIn: seconds }));
  };

  const list = (prefix: string, more: { readonly Delimiter?: string; readonly StartAfter?: string | undefined }) =>
    pages(
      LIST,
      async (ContinuationToken: string | undefined) => {
        const input = { Bucket: name, Prefix: prefix, ContinuationToken, ...more };
        const answer = await send(LIST, (s3, call) => s3.send(new ListObjectsV2Command(input), call));
        const page = checked(LIST, objectsAnswer, answer);
        if (!page.IsTruncated || page.NextContinuationToken) return page;
        throw malformed(LIST, page.requestId, 'The listing is cut off and does not say where it goes on.');
      },
      ({ NextContinuationToken }) => NextContinuationToken,
    );

  return {
    name,
    async *keys(prefix, after) {
      for await (const { Contents } of list(prefix, { StartAfter: after })) {
        for (const object of Contents) if (object?.Key !== undefined) yield object.Key;
      }
    },
    async etags(prefix) {
      const found = new Map<string, string>();
      for await (const { Contents } of list(prefix, {})) {
        for (const object of Contents) if (object?.Key && object.ETag) found.set(object.Key, object.ETag);
      }
      return found;
    },
    async folders(prefix) {
      const found: string[] = [];
      for await (const { CommonPrefixes } of list(prefix, { Delimiter: '/' })) {
        for (const each of CommonPrefixes) if (each?.Prefix) found.push(each.Prefix.slice(prefix.length, -1));
      }
      return found;
    },
    async read(key) {
      try {
        return await send(GET, async (s3, call) => {
          const { Body, $metadata } = await s3.send(new GetObjectCommand({ Bucket: name, Key: key }), call);
          if (!Body) throw malformed(GET, $metadata.requestId ?? null, 'The answer has no body.');
          return Body.transformToByteArray();
        });
      } catch (error) {
        if (codeOf(error) === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    async write(key, body) {
      await put(key, body, {});
    },
    create: (key, body) => unlessTaken(() => put(key, body, { IfNoneMatch: '*' })),
    replace: (key, body, etag) => unlessTaken(() => put(key, body, { IfMatch: etag })),
    link: (key, seconds, as) => sign(key, seconds, as),
    async timedLink(key, seconds, as) {
      const url = await sign(key, seconds, as);
      return linkOf(url, seconds, await send(GET, (s3) => s3.config.credentials()));
    },
    async remove(key) {
      await send(DELETE, (s3, call) => s3.send(new DeleteObjectCommand({ Bucket: name, Key: key }), call));
    },
    removeExactly: (key, etag) =>
      unlessTaken(async () => {
        const input = { Bucket: name, Key: key, IfMatch: etag };
        try {
          await send(DELETE, (s3, call) => s3.send(new DeleteObjectCommand(input), call));
        } catch (error) {
          // By an attempt whose answer was lost, or by somebody else: then they are ahead, and the next write tells.
          if (codeOf(error) !== 'NoSuchKey') throw error;
        }
      }),
  };
}

/** Amazon S3 user guide, "Sharing objects with presigned URLs": a link ends with the session that signed it. */
function linkOf(url: string, seconds: number, { sessionToken, expiration }: AwsCredentialIdentity): ReportLink {
  if (sessionToken === undefined || expiration === undefined) {
    return { url, seconds, endsWithSession: sessionToken !== undefined };
  }
  // By the clock that signed it.
  const signedAt = new URL(url).searchParams.get('X-Amz-Date')?.replace(SIGNED_AT, '$1-$2-$3T$4:$5:$6Z') ?? '';
  const left = Math.floor((expiration.getTime() - Date.parse(signedAt)) / 1_000);
  return { url, seconds: Math.max(0, Math.min(seconds, left)), endsWithSession: false };
}

const SIGNED_AT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

function clientIn(transport: Transport, region: string | undefined, credentials: Credentials | undefined): S3Client {
  const client = new S3Client({
    ...transport.clientConfig(region, credentials),
    ...(region === undefined && { region: conventionalRegion() }),
  });
  // Within the first request, so that what is wrong with the settings is told like any failed call.
  client.middlewareStack.add(
    (next) => async (args) => {
      await chooseAddressing(client);
      return next(args);
    },
    { step: 'initialize', name: 'chooseAddressing' },
  );
  return client;
}

/** The bucket's region, where S3 answers that it is another one than the one that was asked. */
function regionTold(error: unknown): string | undefined {
  if (codeOf(error) !== 'PermanentRedirect' || !(error instanceof AwsError)) return undefined;
  const cause = error.cause;
  if (!(cause instanceof S3ServiceException)) return undefined;
  return cause.$response?.headers['x-amz-bucket-region'];
}

interface Condition {
  readonly IfNoneMatch?: '*';
  readonly IfMatch?: string;
}

/** False where the write's condition does not hold. */
async function unlessTaken(write: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write();
      return true;
    } catch (error) {
      // With If-Match, an object that is gone is no precondition that failed.
      if (codeOf(error) === 'PreconditionFailed' || codeOf(error) === 'NoSuchKey') return false;
      if (codeOf(error) !== 'ConditionalRequestConflict' || attempt === CONFLICTS) throw error;
      await setTimeout(CONFLICT_PAUSE_MS * attempt);
    }
  }
}

function conventionalRegion(): () => Promise<string> {
  return loadConfig({ ...NODE_REGION_CONFIG_OPTIONS, default: DEFAULT_REGION }, NODE_REGION_CONFIG_FILE_OPTIONS);
}

/** Where an endpoint is set, the bucket goes into the path: no bucket has a name of its own under that host. */
async function chooseAddressing({ config }: S3Client): Promise<void> {
  config.forcePathStyle =
    config.isCustomEndpoint === true || (await config.serviceConfiguredEndpoint?.()) !== undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof AwsError ? error.failure.code : undefined;
}

function typeOf(key: string): string {
  return key.endsWith('.gz') ? 'application/gzip' : 'application/json';
}
