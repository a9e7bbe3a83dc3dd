import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';

/** Who calls AWS, and where. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  readonly region: string;
}

/**
 * Asks whose credentials are used. Everyone may.
 *
 * @throws {TunerError} If there are none, or they are not valid.
 */
export async function readCaller(access: AwsAccess, context: CallContext): Promise<Caller> {
  const client = new STSClient(clientConfig(access));
  try {
    const region = await client.config.region();
    const answer = await callAws('find out whose credentials these are', context, (abortSignal) =>
      client.send(new GetCallerIdentityCommand({}), { abortSignal }),
    );
    return { accountId: answer.Account ?? '', arn: answer.Arn ?? '', region };
  } finally {
    client.destroy();
  }
}
