import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ADMINISTRATOR_CREDENTIALS } from '../cloud/iam/administrator-credentials.ts';
import { startLocalCloud } from '../cloud/start-local-cloud.ts';
import { deployFunction, type FunctionSource } from './deploy-function.ts';

/** Failure of a function. */
export interface FunctionFailure {
  /** Error type in Lambda's answer, such as `TypeError` or `Runtime.HandlerNotFound`. */
  readonly errorType: string;
  readonly errorMessage: string;
  /** Empty if the runtime gives none. */
  readonly stack: readonly string[];
}

/** Result of one invocation. */
export interface FunctionInvocation {
  /** `undefined` if it succeeded. */
  readonly failure: FunctionFailure | undefined;
  /** The last 4 KB of the log. */
  readonly log: string;
}

/**
 * Runs a function in a separate local cloud. A failed invocation is repeated once, because a
 * function that fails only sometimes can be tuned; one that timed out is not repeated.
 *
 * @param signal Aborts the invocation; the cloud is stopped before the promise rejects.
 * @throws {CannotDeployError} If Lambda refuses the function.
 */
export async function tryFunction(
  source: FunctionSource,
  payload: unknown,
  signal: AbortSignal,
): Promise<FunctionInvocation> {
  const running = await startLocalCloud({ pendingMs: 0 });
  const client = new LambdaClient({
    endpoint: running.endpoint,
    region: running.cloud.region,
    credentials: ADMINISTRATOR_CREDENTIALS,
    maxAttempts: 1,
  });
  try {
    await deployFunction(client, source);
    // If both fail, the first result is returned: its log includes the initialisation.
    const first = await invoke(client, { functionName: source.functionName, payload, signal });
    if (first.failure === undefined || first.failure.errorType === 'Sandbox.Timedout') {
      return first;
    }
    const second = await invoke(client, { functionName: source.functionName, payload, signal });
    return second.failure === undefined ? second : first;
  } finally {
    client.destroy();
    await running.stop();
  }
}

async function invoke(
  client: LambdaClient,
  {
    functionName,
    payload,
    signal,
  }: { readonly functionName: string; readonly payload: unknown; readonly signal: AbortSignal },
): Promise<FunctionInvocation> {
  const { FunctionError, LogResult, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify(payload),
      LogType: 'Tail',
    }),
    { abortSignal: signal },
  );
  return {
    failure:
      FunctionError === undefined ? undefined : readFailure(Payload?.transformToString() ?? ''),
    log: Buffer.from(LogResult ?? '', 'base64').toString(),
  };
}

/** Node.js calls the stack `trace`, Python `stackTrace`; a custom runtime may send anything. */
function readFailure(payload: string): FunctionFailure {
  try {
    const { errorType, errorMessage, trace, stackTrace } = JSON.parse(payload);
    const stack: unknown = trace ?? stackTrace;
    return {
      errorType: String(errorType ?? 'Error'),
      errorMessage: String(errorMessage ?? payload),
      stack: Array.isArray(stack)
        ? stack.flatMap((line) => String(line).trimEnd().split('\n'))
        : [],
    };
  } catch {
    return { errorType: 'Error', errorMessage: payload, stack: [] };
  }
}
