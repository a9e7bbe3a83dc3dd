import type { Caller, RequiredPermission } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { evaluatePolicies } from './policy-evaluation.ts';
import { findRoleByAccessKey, type RoleMap, roleName } from './role-directory.ts';

/** Account that identities belong to. */
export interface IdentityScope {
  readonly accountId: string;
  readonly region: string;
  readonly roles: RoleMap;
}

/** Session name in the ARN of a role's caller. */
const SESSION_NAME = 'local';

/**
 * Identifies who makes a call. An access key of no configured role is the account's administrator.
 *
 * @param accessKeyId Absent for unsigned requests, which pass only where no roles are configured.
 * @throws {ApiError} If the request is unsigned and roles are configured.
 */
export function identifyCaller(accessKeyId: string | undefined, scope: IdentityScope): Caller {
  if (accessKeyId === undefined && Object.keys(scope.roles).length > 0) {
    throw new ApiError(403, 'MissingAuthenticationToken', 'Missing Authentication Token');
  }
  const roleArn =
    accessKeyId === undefined ? undefined : findRoleByAccessKey(scope.roles, accessKeyId);
  if (roleArn === undefined) return administrator(scope.accountId);
  const policies = scope.roles[roleArn]?.policies ?? [];
  return {
    roleArn,
    arn: `arn:aws:sts::${scope.accountId}:assumed-role/${roleName(roleArn)}/${SESSION_NAME}`,
    isAllowed: (permission) =>
      evaluatePolicies(policies, withGlobalKeys(permission, roleArn, scope)).decision === 'allowed',
  };
}

/** Returns the account's administrator as a caller. */
export function administrator(accountId: string): Caller {
  return { roleArn: undefined, arn: `arn:aws:iam::${accountId}:root`, isAllowed: () => true };
}

/**
 * Checks that a caller may do everything that its call needs.
 *
 * @throws {ApiError} If one of the permissions is missing.
 */
export function authorise(
  caller: Caller,
  permissions: readonly RequiredPermission[],
  accessDeniedCode: string,
): void {
  const missing = permissions.find((permission) => !caller.isAllowed(permission));
  if (missing === undefined) return;
  throw new ApiError(
    403,
    accessDeniedCode,
    `User: ${caller.arn} is not authorized to perform: ${missing.action} on resource: ${missing.resource} because no identity-based policy allows the ${missing.action} action`,
  );
}

function withGlobalKeys(
  permission: RequiredPermission,
  roleArn: string,
  scope: IdentityScope,
): RequiredPermission {
  return {
    ...permission,
    context: {
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': scope.accountId,
      'aws:PrincipalType': 'AssumedRole',
      'aws:RequestedRegion': scope.region,
      'aws:ResourceAccount': scope.accountId,
      'aws:SecureTransport': 'true',
      ...permission.context,
    },
  };
}
