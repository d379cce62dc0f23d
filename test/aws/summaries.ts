import type { InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import { MEMBER } from './support.ts';

export function arn(id: string, over: { readonly account?: string; readonly region?: string } = {}): string {
  return `arn:aws:bedrock:${over.region ?? 'us-east-1'}:${over.account ?? MEMBER}:application-inference-profile/${id}`;
}

export function model(name: string, region = 'us-east-1') {
  return { modelArn: `arn:aws:bedrock:${region}::foundation-model/${name}` };
}

export function summary(id: string, over: Partial<InferenceProfileSummary> = {}): InferenceProfileSummary {
  return {
    inferenceProfileArn: arn(id),
    inferenceProfileId: id,
    inferenceProfileName: `profile-${id}`,
    createdAt: new Date('2025-03-01T00:00:00.000Z'),
    models: [model('amazon.nova-pro-v1:0')],
    status: 'ACTIVE',
    type: 'APPLICATION',
    ...over,
  };
}
