import { InvokeCommand, type LambdaClient, type LogType } from '@aws-sdk/client-lambda';
import { StateError } from './engine/state-error.ts';

/** Arguments of `states:::lambda:invoke`, as the definition fills them in. */
export interface InvokeParameters {
  readonly FunctionName: string;
  readonly LogType: LogType;
  readonly Payload: unknown;
}

/**
 * Name that Step Functions gives to a failure of Lambda without one (developer guide, "Error
 * handling").
 */
const UNKNOWN = 'Lambda.Unknown';

/**
 * Invokes a function as the integration of Step Functions with Lambda does.
 *
 * @throws {StateError} If the function or the call fails. The log is lost then, as on AWS.
 */
export async function invokeDirectly(
  client: LambdaClient,
  { Payload, ...parameters }: InvokeParameters,
): Promise<unknown> {
  const command = new InvokeCommand({
    ...parameters,
    Payload: Buffer.from(JSON.stringify(Payload)),
  });
  const answer = await client.send(command).catch((error: Error) => {
    throw new StateError(`Lambda.${error.name}`, error.message);
  });
  const text = answer.Payload?.transformToString() ?? '';
  if (answer.FunctionError !== undefined) {
    throw new StateError(errorTypeOf(text), text);
  }
  return {
    ExecutedVersion: answer.ExecutedVersion,
    LogResult: answer.LogResult,
    Payload: text === '' ? null : readPayload(text),
    StatusCode: answer.StatusCode,
    SdkResponseMetadata: { RequestId: answer.$metadata.requestId },
  };
}

/** A custom runtime may fail with any text. */
function errorTypeOf(text: string): string {
  try {
    const { errorType } = JSON.parse(text);
    return typeof errorType === 'string' ? errorType : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

/** @throws {StateError} If it is not JSON, which a custom runtime may answer. */
function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StateError(UNKNOWN, `The payload is not JSON: ${text}`);
  }
}
