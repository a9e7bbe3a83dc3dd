import type { ListedExecution } from '../../shared/aws/execution-list.ts';
import type { DescribedExecution } from '../../shared/aws/execution-status.ts';
import { parseFunctionReference } from '../../shared/core/function-reference.ts';
import { CallRejectedError } from '../../shared/errors.ts';
import type { Account } from '../autotune/account.ts';
import { functionOf } from '../autotune/run-end.ts';
import { CannotFollowError } from '../autotune/tuner-arn.ts';

type Runs = Pick<Account, 'listExecutions' | 'readExecution'>;

/** Most executions that are searched for a function, and how many are read at a time. */
const LOOK_COUNT_MAX = 300;
const AT_A_TIME = 6;

/**
 * Finds a run by the name of its execution, or else the last run of a function that has ended.
 *
 * @throws {CannotFollowError} If there is no such run.
 * @throws {TunerError} If executions cannot be listed or read.
 */
export async function findRun(
  account: Runs,
  { stateMachineArn, name }: { readonly stateMachineArn: string; readonly name: string },
  interrupt: AbortSignal,
): Promise<DescribedExecution> {
  const named = await readNamed(account, stateMachineArn, name);
  if (named !== undefined) return named;
  const listed = await account.listExecutions(stateMachineArn, LOOK_COUNT_MAX);
  for (let first = 0; first < listed.length; first += AT_A_TIME) {
    interrupt.throwIfAborted();
    const found = await firstEnded(account, listed.slice(first, first + AT_A_TIME), name);
    if (found !== undefined) return found;
  }
  throw new CannotFollowError(
    `Cannot find a run of "${name}": no execution has this name, and none of the last ${listed.length} that have ended is of a function of this name: name the ARN of an execution, or another tuner with --stage, --region or --state-machine`,
  );
}

/** Reads an execution by its name; makes no call for a text that cannot be one. */
async function readNamed(
  account: Runs,
  stateMachineArn: string,
  name: string,
): Promise<DescribedExecution | undefined> {
  if (!/^[\w-]{1,80}$/.test(name)) return undefined;
  try {
    return await account.readExecution(
      `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
    );
  } catch (error) {
    if (error instanceof CallRejectedError && error.code === 'ExecutionDoesNotExist') {
      return undefined;
    }
    throw error;
  }
}

async function firstEnded(
  account: Runs,
  executions: readonly ListedExecution[],
  name: string,
): Promise<DescribedExecution | undefined> {
  const ended = executions.filter(({ status }) => status !== 'RUNNING');
  const read = await Promise.all(
    ended.map(({ executionArn }) => account.readExecution(executionArn)),
  );
  return read.find(({ input, end }) => end !== undefined && isOf(name, functionOf(input)));
}

/** Whether two references mean the same function; parts that either leaves out are not compared. */
function isOf(asked: string, tuned: string): boolean {
  const [one, other] = [parseFunctionReference(asked), parseFunctionReference(tuned)];
  if (one === undefined || other === undefined) return false;
  const isSame = (key: 'region' | 'accountId') =>
    one[key] === undefined || other[key] === undefined || one[key] === other[key];
  return (
    one.functionName === other.functionName &&
    isSame('region') &&
    isSame('accountId') &&
    (one.qualifier === undefined || one.qualifier === other.qualifier)
  );
}
