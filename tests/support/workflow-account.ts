import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import type { LocalAccount } from '../../local/local-account.ts';
import type { ExecutionResult } from '../../local/workflow/engine/execution-result.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { type TuningResult, tuningResultSchema } from '../../shared/contract/tuning-result.ts';

/** Code of a function in a test: the body of an ES module that exports `handler`. */
export interface FunctionInTest {
  readonly functionName: string;
  readonly code: string;
  readonly settings?: Partial<CreateFunctionCommandInput>;
}

/** Outcome of an execution. */
export interface FinishedRun {
  readonly result: ExecutionResult;
  readonly executionArn: string;
  readonly history: readonly HistoryEvent[];
  readonly durationMs: number;
}

/** Creates a function in the account and waits until it can be invoked. */
export async function createFunction(
  { lambda, deployment }: LocalAccount,
  { functionName, code, settings }: FunctionInTest,
): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: functionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${deployment.accountId}:role/${functionName}`,
      MemorySize: 512,
      Timeout: 10,
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(code) }) },
      ...settings,
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { FunctionName: functionName },
  );
}

/** Publishes the present function as a version, and gives the function new code. */
export async function releaseCode(
  account: LocalAccount,
  functionName: string,
  code: string,
): Promise<void> {
  await account.lambda.send(new PublishVersionCommand({ FunctionName: functionName }));
  await updateCode(account, functionName, code);
}

/** Gives a function new code without publishing a version. */
export async function updateCode(
  { lambda }: LocalAccount,
  functionName: string,
  code: string,
): Promise<void> {
  await lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName: functionName,
      ZipFile: zipSync({ 'index.mjs': strToU8(code) }),
    }),
  );
  await waitUntilFunctionUpdatedV2(
    { client: lambda, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { FunctionName: functionName },
  );
}

/** Runs the workflow to its end. */
export async function runWorkflow(account: LocalAccount, input: unknown): Promise<FinishedRun> {
  const history: HistoryEvent[] = [];
  const startedAtMs = performance.now();
  const execution = account.workflow.start(input, { onEvent: (event) => history.push(event) });
  const result = await execution.result;
  return {
    result,
    executionArn: execution.executionArn,
    history,
    durationMs: performance.now() - startedAtMs,
  };
}

/** Returns the states that a run entered, in order. */
export function enteredStates({ history }: FinishedRun): readonly string[] {
  return history.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);
}

/** Returns the result of a run that must have succeeded. */
export function tuningResultOf({ result }: FinishedRun): TuningResult {
  if (result.status !== 'SUCCEEDED') {
    throw new Error(`The run did not succeed: ${JSON.stringify(result)}`);
  }
  return parseContract(tuningResultSchema, result.output, 'the result of the run');
}

/** Returns the names of the clones that exist. */
export function cloneNames({ cloud, deployment }: LocalAccount): readonly string[] {
  return cloud.cloud
    .listFunctions()
    .map(({ functionName }) => functionName)
    .filter((name) => name.startsWith(deployment.clonePrefix));
}

/** Returns the keys of objects that a run keeps only while it is in progress. */
export function journalKeys({ cloud, deployment }: LocalAccount): readonly string[] {
  return cloud.cloud
    .listBucketKeys(deployment.bucketName)
    .filter((key) => key.startsWith('journal/') || key.startsWith('payloads/'));
}
