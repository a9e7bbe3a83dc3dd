import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { TaskFailedError } from './task-runner.ts';

/** Parameters of `arn:aws:states:::lambda:invoke`, as the definition fills them in. */
interface InvokeParameters {
  readonly FunctionName: string;
  readonly LogType: 'Tail';
  readonly Payload: unknown;
}

/** How to reach the Lambda API. */
export interface LambdaEndpoint {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Makes the engine's own integration with Lambda, which the machine uses for slow functions. A
 * function that fails fails the state, with the error and without the log, as on AWS.
 */
export function directInvocation({ endpoint, region, credentials }: LambdaEndpoint) {
  const client = new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 });
  return async (parameters: unknown): Promise<unknown> => {
    const { FunctionName, LogType, Payload } = parameters as InvokeParameters;
    const answer = await invoke(client, FunctionName, LogType, Payload);
    const payloadText = answer.Payload?.transformToString() ?? '';
    if (answer.FunctionError !== undefined) {
      const { errorType = 'Lambda.Unknown', errorMessage = payloadText } = JSON.parse(payloadText);
      throw new TaskFailedError(errorType, errorMessage);
    }
    return {
      ExecutedVersion: answer.ExecutedVersion,
      LogResult: answer.LogResult,
      Payload: payloadText === '' ? null : JSON.parse(payloadText),
      StatusCode: answer.StatusCode,
      SdkResponseMetadata: { RequestId: answer.$metadata.requestId },
    };
  };
}

/** Errors of the API itself carry the service's name on Step Functions. */
async function invoke(
  client: LambdaClient,
  functionName: string,
  logType: 'Tail',
  payload: unknown,
) {
  try {
    return await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        LogType: logType,
        Payload: Buffer.from(JSON.stringify(payload)),
      }),
    );
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw new TaskFailedError(`Lambda.${name}`, message);
  }
}
