import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { CallRejectedError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';

/** Name of the role's session, which CloudTrail shows. */
const SESSION_NAME = 'autotune';

/**
 * Assumes a role, for one hour.
 *
 * @param access Credentials of a principal that the role trusts.
 * @throws {TunerError} If the role does not exist, or may not be assumed.
 */
export async function assumeRole(
  access: AwsAccess,
  context: CallContext,
  roleArn: string,
): Promise<AwsAccess> {
  const client = new STSClient(clientConfig(access));
  try {
    const { Credentials } = await callAws(`assume the role ${roleArn}`, context, (abortSignal) =>
      client.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION_NAME }), {
        abortSignal,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
      throw new CallRejectedError(
        `Cannot assume the role ${roleArn}: STS gave no credentials`,
        'NoCredentials',
      );
    }
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return { ...access, credentials };
  } finally {
    client.destroy();
  }
}
