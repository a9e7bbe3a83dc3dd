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

/** Number of runs that are shown. */
const RUN_COUNT = 5;

/** Lists the last runs of a tuner: when each began, its status, its function and its verdict. */
export async function lastRunLines(
  account: Pick<DeploymentAccount, 'listExecutions' | 'readExecution'>,
  { outputs: { StateMachineArn: machine } }: Pick<Stack, 'outputs'>,
): Promise<readonly string[]> {
  if (machine === undefined) return [];
  let runs: readonly ListedExecution[];
  try {
    runs = await account.listExecutions(machine, RUN_COUNT);
  } catch (error) {
    // The rest of the status can be shown without the runs.
    rethrowDefect(error);
    return [`Last runs   unknown: ${error.message}`];
  }
  if (runs.length === 0) return ['Last runs   none'];
  const lines = await Promise.all(runs.map((run) => runLines(account, run)));
  return [`Last runs   ${PROGRAM} report NAME shows the answer of one`, ...lines.flat()];
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
    // An execution that can be listed may still be unreadable; show what the list says.
    if (error instanceof PermissionDeniedError) return [line];
    throw error;
  }
}

const verdict = z.looseObject({ verdict: z.looseObject({ text: z.string() }) });

/** The verdict in the output of a tuning run, or of a comparison of releases. */
const verdictOutput = z.union([
  z.pipe(
    z.looseObject({ decision: verdict }),
    z.transform(({ decision }) => decision),
  ),
  verdict,
]);

/** Returns the verdict, or why there is none; empty while the run goes on. */
function saidAt(end: ExecutionEnd | undefined): string {
  if (end === undefined) return '';
  return end.status === 'SUCCEEDED'
    ? (z.safeParse(verdictOutput, ownResult(end.output)).data?.verdict.text ?? '')
    : whyText(end);
}
