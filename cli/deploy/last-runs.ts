import * as z from 'zod/mini';
import type { ExecutionEnd } from '../../shared/aws/execution-events.ts';
import type { ListedExecution } from '../../shared/aws/execution-list.ts';
import type { Stack } from '../../shared/aws/stack.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { PermissionDeniedError, rethrowDefect } from '../../shared/errors.ts';
import { functionOf, ownResult, whyText } from '../autotune/run-end.ts';
import { PROGRAM } from '../program-name.ts';
import { timeText } from '../time-text.ts';
import type { DeploymentAccount } from './deployment-account.ts';

/** Runs that are told. */
const RUN_COUNT = 5;

/** The last runs of a tuner: when each began, how it stands, its function and its verdict. */
export async function lastRunLines(
  account: Pick<DeploymentAccount, 'listExecutions' | 'readExecution'>,
  { outputs: { StateMachineArn: machine } }: Pick<Stack, 'outputs'>,
): Promise<readonly string[]> {
  if (machine === undefined) return [];
  let runs: readonly ListedExecution[];
  try {
    runs = await account.listExecutions(machine, RUN_COUNT);
  } catch (error) {
    // What is deployed can be told all the same.
    rethrowDefect(error);
    return [`Last runs   unknown: ${error.message}`];
  }
  if (runs.length === 0) return ['Last runs   none'];
  const lines = await Promise.all(runs.map((run) => runLines(account, run)));
  return [`Last runs   ${PROGRAM} report NAME tells the answer of one`, ...lines.flat()];
}

async function runLines(
  account: Pick<DeploymentAccount, 'readExecution'>,
  { executionArn, name, status, startedAtMs }: ListedExecution,
): Promise<readonly string[]> {
  const line = `  ${timeText(startedAtMs)}  ${status}  ${name}`;
  try {
    const { input, end } = await account.readExecution(executionArn);
    const said = [functionOf(input), saidAt(end)].filter((part) => part !== '').join(': ');
    return said === '' ? [line] : [line, `    ${cleanText(said, MESSAGE_LENGTH_MAX)}`];
  } catch (error) {
    // What may be listed may not be read: the rest is told all the same.
    if (error instanceof PermissionDeniedError) return [line];
    throw error;
  }
}

const verdict = z.looseObject({ verdict: z.looseObject({ text: z.string() }) });

/** Of a run that tuned, and of one that compared releases. */
const verdictOutput = z.union([
  z.pipe(
    z.looseObject({ decision: verdict }),
    z.transform(({ decision }) => decision),
  ),
  verdict,
]);

/** The verdict, or why there is none; empty while a run goes on. */
function saidAt(end: ExecutionEnd | undefined): string {
  if (end === undefined) return '';
  return end.status === 'SUCCEEDED'
    ? (z.safeParse(verdictOutput, ownResult(end.output)).data?.verdict.text ?? '')
    : whyText(end);
}
