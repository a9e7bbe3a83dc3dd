import { IAMClient } from '@aws-sdk/client-iam';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type Api, bindOperations } from './gateway.ts';
import { simulatePermissions } from './permission-simulation.ts';

/** IAM, a global service, within a step. */
export type PermissionsApi = Api<{ readonly simulatePermissions: typeof simulatePermissions }>;

/** Returns the IAM operations for a task. */
export function permissionsApi(access: AwsAccess): (context: CallContext) => PermissionsApi {
  const client = new IAMClient(clientConfig(access));
  return bindOperations({ simulatePermissions }, () => client);
}
