/**
 * A worker thread that is one execution environment of a task Lambda: its own environment
 * variables, its own copy of the code, warm from the second call on.
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { TaskAnswer, TaskCall } from './task-message.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const { bundlePath } = workerData as { bundlePath: string };
const { handler } = createRequire(import.meta.url)(bundlePath) as { handler: Handler };

parentPort?.on('message', (call: TaskCall) => {
  void answer(call).then((result) => parentPort?.postMessage(result));
});

async function answer(call: TaskCall): Promise<TaskAnswer> {
  try {
    const output = await handler(call.event, lambdaContext(call));
    // Lambda passes JSON on; a value that JSON cannot represent must be lost here too.
    return { id: call.id, kind: 'answered', output: JSON.parse(JSON.stringify(output) ?? 'null') };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const trace = stack?.split('\n') ?? [];
    return { id: call.id, kind: 'failed', errorType: name, errorMessage: message, trace };
  }
}

function lambdaContext({ requestId, functionName, functionArn, memoryMb, timeoutMs }: TaskCall) {
  const deadlineMs = Date.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}
