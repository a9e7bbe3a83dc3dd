import type { RequiredPermission } from '../cloud-service.ts';
import { evaluateConditions, type NormalisedContext } from './policy-condition.ts';
import type { PolicyDocument, PolicyStatement } from './policy-document.ts';
import { matchesWildcard } from './wildcard-pattern.ts';

/** What identity policies say about one action on one resource. */
export interface PolicyDecision {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** Condition keys that matching statements test and the context does not have. */
  readonly missingContextKeys: readonly string[];
}

/**
 * Evaluates identity policies: an explicit deny wins, and without an allow the action is denied.
 *
 * @throws {RangeError} If a condition uses an operator that the local cloud does not know.
 */
export function evaluatePolicies(
  policies: readonly PolicyDocument[],
  permission: RequiredPermission,
): PolicyDecision {
  const context = normaliseContext(permission);
  const missingKeys = new Set<string>();
  let isAllowed = false;
  let isDenied = false;
  for (const statement of policies.flatMap((policy) => asList(policy.Statement))) {
    if (!coversAction(statement, permission.action)) continue;
    if (!coversResource(statement, permission.resource)) continue;
    const result = evaluateConditions(statement.Condition ?? {}, context);
    for (const key of result.missingKeys) missingKeys.add(key);
    if (!result.isMet) continue;
    if (statement.Effect === 'Deny') isDenied = true;
    else isAllowed = true;
  }
  const allowance = isAllowed ? 'allowed' : 'implicitDeny';
  return {
    decision: isDenied ? 'explicitDeny' : allowance,
    missingContextKeys: [...missingKeys].sort(),
  };
}

function normaliseContext(permission: RequiredPermission): NormalisedContext {
  return new Map(
    Object.entries(permission.context ?? {}).map(([key, value]) => [
      key.toLowerCase(),
      asList(value),
    ]),
  );
}

function coversAction(statement: PolicyStatement, action: string): boolean {
  const isListed = (patterns: string | readonly string[]) =>
    asList(patterns).some((pattern) =>
      matchesWildcard(pattern, action, { isCaseSensitive: false }),
    );
  if (statement.Action !== undefined) return isListed(statement.Action);
  return statement.NotAction !== undefined && !isListed(statement.NotAction);
}

function coversResource(statement: PolicyStatement, resource: string): boolean {
  const isListed = (patterns: string | readonly string[]) =>
    asList(patterns).some((pattern) =>
      matchesWildcard(pattern, resource, { isCaseSensitive: true }),
    );
  if (statement.Resource !== undefined) return isListed(statement.Resource);
  return statement.NotResource !== undefined && !isListed(statement.NotResource);
}

function asList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
