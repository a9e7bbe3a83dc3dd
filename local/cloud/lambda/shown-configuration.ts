import type { Caller, RequiredPermission } from '../cloud-service.ts';
import { renderConfiguration } from './configuration-view.ts';
import type { FunctionRecord, VersionRecord } from './function-record.ts';

/**
 * Renders a function's configuration as one caller sees it: without the values of its environment
 * variables if they are encrypted with a key that the caller may not use.
 */
export function shownConfiguration(
  caller: Caller,
  record: FunctionRecord,
  version: VersionRecord,
  qualifier?: string,
): Readonly<Record<string, unknown>> {
  const configuration = renderConfiguration(record, version, qualifier);
  const key = configuration.KMSKeyArn;
  if (typeof key !== 'string' || configuration.Environment === undefined) return configuration;
  if (caller.isAllowed(keyPermission('kms:Decrypt', key, record.arn))) return configuration;
  return {
    ...configuration,
    Environment: {
      Error: {
        ErrorCode: 'AccessDeniedException',
        Message: `User: ${caller.arn} is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`,
      },
    },
  };
}

/**
 * Returns the permission for a key that Lambda uses with the caller's permissions, on behalf of a
 * function.
 */
export function keyPermission(
  action: string,
  keyArn: string,
  functionArn: string,
): RequiredPermission {
  const region = functionArn.split(':')[3] ?? '';
  return {
    action,
    resource: keyArn,
    context: {
      'kms:ViaService': `lambda.${region}.amazonaws.com`,
      'kms:EncryptionContext:aws:lambda:FunctionArn': functionArn,
    },
  };
}
