import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { StateError } from '../support/state-machine/state-error.ts';

/** Parameters of `arn:aws:states:::lambda:invoke`, as the definition fills them in. */
export interface EngineInvocation {
  readonly FunctionName: string;
  readonly Payload: unknown;
}

/** The engine's own integration with Lambda, and the errors that it makes of Lambda's. */
export async function invokeAsEngine(
  client: LambdaClient,
  { FunctionName, Payload }: EngineInvocation,
): Promise<unknown> {
  const answer = await client
    .send(
      new InvokeCommand({
        FunctionName,
        LogType: 'Tail',
        Payload: Buffer.from(JSON.stringify(Payload)),
      }),
    )
    .catch((error: Error) => {
      throw new StateError(`Lambda.${error.name}`, error.message);
    });
  const text = answer.Payload?.transformToString() ?? '';
  if (answer.FunctionError !== undefined) {
    throw new StateError(JSON.parse(text).errorType ?? 'Lambda.Unknown', text);
  }
  return {
    LogResult: answer.LogResult,
    SdkResponseMetadata: { RequestId: answer.$metadata.requestId },
  };
}
