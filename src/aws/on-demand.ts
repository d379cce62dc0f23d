import type * as EventBridge from './event-bridge.ts';
import type * as Invoke from './invoke.ts';
import type * as Parameter from './parameter.ts';
import type * as Scheduler from './scheduler.ts';
import type * as Secret from './secret.ts';
import type * as Sns from './sns.ts';

/*
 * Adapters that many runs never need, each with an SDK client of its own. They are loaded at their first call, so that
 * in a bundle they are files of their own and cost a function nothing until then. They are what they are otherwise.
 */

export const publish: typeof Sns.publish = async (...given) => (await import('./sns.ts')).publish(...given);

export const putEvents: typeof EventBridge.putEvents = async (...given) =>
  (await import('./event-bridge.ts')).putEvents(...given);

export const readSecret: typeof Secret.readSecret = async (...given) =>
  (await import('./secret.ts')).readSecret(...given);

export const readParameter: typeof Parameter.readParameter = async (...given) =>
  (await import('./parameter.ts')).readParameter(...given);

export const schedule: typeof Scheduler.schedule = async (...given) =>
  (await import('./scheduler.ts')).schedule(...given);

export const invokeLater: typeof Invoke.invokeLater = async (...given) =>
  (await import('./invoke.ts')).invokeLater(...given);
