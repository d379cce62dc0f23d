import type { CreatedProfile, ProfilePlan } from '../domain/profile.ts';
import { wrap } from './layout.ts';

const WIDTH = 80;

/** What those who call the models must change, once the profile is there: lines of a text. */
export function callerGuide({ plan, arn }: Pick<CreatedProfile, 'plan' | 'arn'>): readonly string[] {
  return [
    'What callers must change',
    ...step(
      1,
      `Where they pass ${plan.source.id} as the model id (InvokeModel, Converse, batch jobs, agents, knowledge bases, flows and prompts), they pass this ARN:`,
    ),
    `   ${arn}`,
    ...step(2, 'Their IAM policy must allow to invoke the profile and the models behind it:'),
    '',
    ...JSON.stringify(invokePolicy(plan, arn), null, 2).split('\n'),
    '',
    ...step(
      3,
      'Clients that derive features from the model id (prompt caching, context size, price tables) see an opaque id: tell them the model by their own settings, and compare token counts before and after, since lost caching costs money.',
    ),
    ...step(
      4,
      'The Responses and Chat Completions APIs reject an application inference profile; Converse and InvokeModel take it.',
    ),
    ...step(5, 'Direct calls of the model, and of a system-defined profile, work as before and keep earning nothing.'),
    '',
    ...wrap(
      'Tags are not retroactive: usage counts from the first call through the profile. Cost Explorer can take 24 hours to show it.',
      WIDTH,
    ),
  ];
}

/**
 * The statement that a caller needs: a call through a profile is authorized for the profile and for each model behind it.
 * Source: Amazon Bedrock user guide, "Prerequisites for inference profiles".
 */
export function invokePolicy({ order, source, modelArns }: ProfilePlan, arn: string): object {
  const copied = source.kind === 'system-profile' ? [order.copyFrom] : [];
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'InvokeThroughTheProfile',
        Effect: 'Allow',
        Action: 'bedrock:InvokeModel*',
        Resource: [arn, ...copied, ...modelArns],
      },
    ],
  };
}

function step(number: number, text: string): readonly string[] {
  return wrap(text, WIDTH, `${number}. `, '   ');
}
