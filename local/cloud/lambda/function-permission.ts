import type { ConditionContext, RequiredPermission } from '../cloud-service.ts';
import {
  type FunctionIdentifier,
  functionArn,
  parseFunctionIdentifier,
} from './function-identifier.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';

/** A function as the path and the `Qualifier` of a request name it. */
export interface AddressedFunction {
  readonly identifier: FunctionIdentifier;
  /** ARN of the function, with the qualifier if there is one. */
  readonly arn: string;
}

/**
 * Reads which function a request is about.
 *
 * @throws {ApiError} If the name is malformed.
 */
export function addressedFunction(
  { path, query }: LambdaRequest,
  { settings }: LambdaPorts,
): AddressedFunction {
  const qualifier = query.get('Qualifier') ?? undefined;
  const identifier = parseFunctionIdentifier(path.name ?? '', qualifier, settings);
  return { identifier, arn: functionArn(identifier, settings) };
}

/**
 * Returns the permission for an action on a function, with the function's tags as condition keys.
 */
export function functionPermission(
  action: string,
  { identifier, arn }: AddressedFunction,
  ports: LambdaPorts,
): RequiredPermission {
  const tags = ports.functions.find(identifier.name)?.tags ?? {};
  return { action: `lambda:${action}`, resource: arn, context: tagContext('ResourceTag', tags) };
}

/** Returns the condition keys for tags. */
export function tagContext(
  kind: 'ResourceTag' | 'RequestTag',
  tags: Readonly<Record<string, string>>,
): ConditionContext {
  const entries = Object.entries(tags).map(([key, value]) => [`aws:${kind}/${key}`, value]);
  return {
    ...Object.fromEntries(entries),
    ...(kind === 'RequestTag' ? { 'aws:TagKeys': Object.keys(tags) } : {}),
  };
}
