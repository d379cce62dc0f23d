import { createTold } from '../aws/s3-told.ts';
import { AwsError, type ConfigError, formatProblem } from '../domain/errors.ts';
import { configurationMessage, configurationNotice } from '../report/configuration-notice.ts';
import { type NoticeBoard, noticeBoardOf } from './environment.ts';
import type { FunctionTools } from './function-tools.ts';

/** Below it, in the bucket of the stack, stands what was told of a bad configuration. */
const TOLD = 'state/configuration/';

/**
 * Logs what is wrong with the configuration; a function that has a topic tells it there too, once until it changes or is
 * mended.
 */
export async function tellProblems({ problems }: ConfigError, tools: FunctionTools): Promise<void> {
  const { cloud, log, machine } = tools;
  const board = noticeBoardOf(machine.env);
  const { topicArn, config } = board;
  const lines = problems.map(formatProblem);
  log.error('configuration is wrong', { source: config, problems: lines });
  if (topicArn === undefined) return;
  const notice = configurationNotice(config, lines, machine.instant());
  const sending = { route: { id: 'configuration', target: topicArn }, id: notice.id };
  const publish = () => cloud.publish(sending, configurationMessage(notice));
  const desk = toldOn(board, tools);
  await quietly(tools, () => (desk ? desk.once(notice.id, publish) : publish()));
}

/** Nothing is wrong any more: the next problem is told, be it the same. */
export async function forgetProblems(tools: FunctionTools): Promise<void> {
  const board = noticeBoardOf(tools.machine.env);
  if (board.topicArn !== undefined) await quietly(tools, () => toldOn(board, tools)?.forget());
}

function toldOn({ bucket }: NoticeBoard, { cloud }: FunctionTools) {
  return bucket === undefined ? undefined : createTold(cloud.bucket(bucket), TOLD);
}

/** What AWS refuses here must not hide what was to be told, nor stop what can be done. */
async function quietly({ log }: FunctionTools, work: () => Promise<unknown> | undefined): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { operation, code, requestId } = error.failure;
    log.error('the state of the configuration could not be told', { operation, code, requestId });
  }
}
