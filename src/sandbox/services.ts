import { ListRegions$ } from '@aws-sdk/client-account';
import {
  CreateInferenceProfile$,
  GetInferenceProfile$,
  ListInferenceProfiles$,
  ListTagsForResource$,
  TagResource$,
  UntagResource$,
} from '@aws-sdk/client-bedrock';
import {
  GetCostAndUsage$,
  GetDimensionValues$,
  GetTags$,
  ListCostAllocationTags$,
} from '@aws-sdk/client-cost-explorer';
import { PutEvents$ } from '@aws-sdk/client-eventbridge';
import { Invoke$ } from '@aws-sdk/client-lambda';
import {
  DescribeOrganization$,
  DescribeOrganizationalUnit$,
  ListAccounts$,
  ListTagsForResource$ as ListAccountTags$,
} from '@aws-sdk/client-organizations';
import { GetResources$ } from '@aws-sdk/client-resource-groups-tagging-api';
import {
  CopyObject$,
  DeleteObject$,
  DeleteObjects$,
  GetObject$,
  HeadObject$,
  ListObjectsV2$,
  PutObject$,
} from '@aws-sdk/client-s3';
import { CreateSchedule$ } from '@aws-sdk/client-scheduler';
import { GetSecretValue$ } from '@aws-sdk/client-secrets-manager';
import { Publish$ } from '@aws-sdk/client-sns';
import { GetParameter$ } from '@aws-sdk/client-ssm';
import { AssumeRole$, GetCallerIdentity$ } from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import { listRegions } from './account.ts';
import { getInferenceProfile, listInferenceProfiles, listTagsForResource } from './bedrock.ts';
import { createInferenceProfile, tagResource, untagResource } from './bedrock-writes.ts';
import type { Call } from './call.ts';
import { modelOf, type OperationModel } from './constraints.ts';
import { getCostAndUsage } from './cost-explorer.ts';
import { getDimensionValues, getTags, listCostAllocationTags } from './cost-lists.ts';
import { DIALECTS, type ServiceName } from './dialect.ts';
import { putEvents } from './events.ts';
import { invoke } from './lambda.ts';
import { describeOrganization, describeOrganizationalUnit, listAccounts, listAccountTags } from './organizations.ts';
import { copyObject, deleteObject, deleteObjects, getObject, headObject, putObject } from './s3.ts';
import { listObjects } from './s3-list.ts';
import { createSchedule } from './scheduler.ts';
import { getParameter, getSecretValue } from './secrets.ts';
import { publish } from './sns.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { getResources } from './tagging.ts';

/** An operation's schema, as the SDK's clients export it. */
type OperationSchema = typeof ListInferenceProfiles$;

export type Input = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly service: ServiceName;
  readonly name: string;
  /** IAM's name: `tag:GetResources`. */
  readonly action: string;
  readonly model: OperationModel;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Method, path template and status; undefined where the operation is not bound to HTTP. */
  readonly http: HttpBinding | undefined;
  run(input: Input, call: Call): object;
}

export interface HttpBinding {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export const OPERATIONS: readonly Operation[] = [
  operation('account', ListRegions$, listRegions),
  operation('bedrock', CreateInferenceProfile$, createInferenceProfile),
  operation('bedrock', GetInferenceProfile$, getInferenceProfile),
  operation('bedrock', ListInferenceProfiles$, listInferenceProfiles),
  operation('bedrock', ListTagsForResource$, listTagsForResource),
  operation('bedrock', TagResource$, tagResource),
  operation('bedrock', UntagResource$, untagResource),
  operation('ce', GetCostAndUsage$, getCostAndUsage),
  operation('ce', GetDimensionValues$, getDimensionValues),
  operation('ce', GetTags$, getTags),
  operation('ce', ListCostAllocationTags$, listCostAllocationTags),
  operation('events', PutEvents$, putEvents),
  operation('lambda', Invoke$, invoke),
  operation('organizations', DescribeOrganization$, describeOrganization),
  operation('organizations', DescribeOrganizationalUnit$, describeOrganizationalUnit),
  operation('organizations', ListAccounts$, listAccounts),
  operation('organizations', ListAccountTags$, listAccountTags),
  operation('s3', CopyObject$, copyObject),
  operation('s3', DeleteObject$, deleteObject),
  operation('s3', DeleteObjects$, deleteObjects),
  operation('s3', GetObject$, getObject),
  operation('s3', HeadObject$, headObject),
  operation('s3', ListObjectsV2$, listObjects),
  operation('s3', PutObject$, putObject),
  operation('scheduler', CreateSchedule$, createSchedule),
  operation('secretsmanager', GetSecretValue$, getSecretValue),
  operation('sns', Publish$, publish),
  operation('ssm', GetParameter$, getParameter),
  operation('sts', AssumeRole$, assumeRole),
  operation('sts', GetCallerIdentity$, getCallerIdentity),
  operation('tagging', GetResources$, getResources),
];

function operation<I, O extends object>(
  service: ServiceName,
  schema: OperationSchema,
  handler: (input: I, call: Call) => O,
): Operation {
  const [, , name, traits, input, output] = schema;
  return {
    service,
    name,
    action: `${DIALECTS[service].prefix}:${name}`,
    model: modelOf(service, name) ?? { errors: {} },
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
    http: bindingOf(traits),
    // The input has passed the operation's constraints by then, and the SDK's type is derived from the same model.
    run: (given, call) => handler(given as I, call),
  };
}

function bindingOf(traits: OperationSchema[3]): HttpBinding | undefined {
  if (typeof traits !== 'object' || traits.http === undefined) return undefined;
  const [method, path, status] = traits.http;
  return { method, path, status };
}
