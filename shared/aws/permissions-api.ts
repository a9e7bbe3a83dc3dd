import { IAMClient } from '@aws-sdk/client-iam';
import type { CallContext } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type Api, bindOperations } from './gateway.ts';
import { simulatePermissions } from './permission-simulation.ts';

/** IAM within a step; it is one global service. */
export type PermissionsApi = Api<{ readonly simulatePermissions: typeof simulatePermissions }>;

/** IAM as a task uses it. */
export function permissionsApi(access: AwsAccess): (context: CallContext) => PermissionsApi {
  const client = new IAMClient(clientConfig(access));
  return bindOperations({ simulatePermissions }, () => client);
}
