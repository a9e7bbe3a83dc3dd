import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CallRejectedError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';

/** The identity that calls AWS, and the region it calls. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  readonly region: string;
}

/**
 * Reads whose credentials are used. Every caller may ask this.
 *
 * @throws {TunerError} If there are no credentials, or they are not valid.
 */
export async function readCaller(access: AwsAccess, context: CallContext): Promise<Caller> {
  const client = new STSClient(clientConfig(access));
  try {
    const region = await client.config.region().catch((error: unknown) => {
      throw new CallRejectedError(
        'Cannot find the region: it must be given, by --region, AWS_REGION or the AWS configuration',
        'MissingRegion',
        { cause: error },
      );
    });
    const answer = await callAws('find out whose credentials these are', context, (abortSignal) =>
      client.send(new GetCallerIdentityCommand({}), { abortSignal }),
    );
    return { accountId: answer.Account ?? '', arn: answer.Arn ?? '', region };
  } finally {
    client.destroy();
  }
}

/**
 * Returns the ARN whose policies apply to a caller: the role of a session, otherwise the caller
 * itself. A session's ARN does not contain the path of its role.
 */
export function callerRoleArn(arn: string): string {
  return arn.replace(/^(arn:[^:]+:)sts(::\d+:)assumed-role\/([^/]+)\/.*$/, '$1iam$2role/$3');
}
