import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  InvokeCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';

/** Role of functions in tests. */
export const ROLE_ARN = 'arn:aws:iam::123456789012:role/function-role';

/** Returns a deployment package from file contents by name. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
  );
}

/** Creates a Node.js function from the source of `index.mjs` and waits until it is Active. */
export async function deploy(
  lambda: LambdaClient,
  functionName: string,
  source: string,
  overrides: Partial<CreateFunctionCommandInput> = {},
): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: functionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: ROLE_ARN,
      Code: { ZipFile: zipOf({ 'index.mjs': source }) },
      MemorySize: 512,
      Timeout: 10,
      ...overrides,
    }),
  );
  await waitUntilSettled(lambda, functionName);
}

const POLLS_MAX = 200;

/** Waits until a function is Active and no update is in progress. */
export async function waitUntilSettled(lambda: LambdaClient, functionName: string): Promise<void> {
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const { Configuration: configuration } = await lambda.send(
      new GetFunctionCommand({ FunctionName: functionName }),
    );
    if (configuration?.State === 'Active' && configuration.LastUpdateStatus === 'Successful') {
      return;
    }
    await delay(5);
  }
  throw new Error(`Cannot wait for ${functionName}: it must settle within ${POLLS_MAX} polls`);
}

/** Result of one invocation. */
export interface Invoked {
  readonly functionError: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of many shapes.
  readonly payload: any;
  readonly log: string;
  readonly executedVersion: string | undefined;
}

/** Invokes a function with the log tail. */
export async function invoke(
  lambda: LambdaClient,
  functionName: string,
  event: unknown = {},
): Promise<Invoked> {
  const output = await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify(event),
      LogType: 'Tail',
    }),
  );
  return {
    functionError: output.FunctionError,
    payload: JSON.parse(output.Payload?.transformToString() ?? 'null'),
    log: Buffer.from(output.LogResult ?? '', 'base64').toString(),
    executedVersion: output.ExecutedVersion,
  };
}

/** Returns the number before `ms` or `MB` in a REPORT line. */
export function reported(log: string, field: string): number | undefined {
  const match = new RegExp(`\\t${field}: ([0-9.]+) (?:ms|MB)`).exec(log);
  return match === null ? undefined : Number(match[1]);
}
