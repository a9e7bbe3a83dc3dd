import type { PolicyDocument } from './policy-document.ts';

/** A role that a caller can act as. */
interface RoleDefinition {
  /** Requests signed with this access key are made as the role. */
  readonly accessKeyId: string;
  readonly policies: readonly PolicyDocument[];
}

/** Roles by ARN. */
export type RoleMap = Readonly<Record<string, RoleDefinition>>;

/** Name of a role: the last segment of its ARN. */
export function roleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

/** Finds the role that an access key belongs to. */
export function findRoleByAccessKey(roles: RoleMap, accessKeyId: string): string | undefined {
  return Object.keys(roles).find((arn) => roles[arn]?.accessKeyId === accessKeyId);
}
