import type { ConditionContext } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { readListParameter, readStructurePrefixes } from '../wire/query-protocol.ts';
import { element, textElement } from '../wire/xml.ts';
import type { IdentityScope } from './caller-identity.ts';
import type { PolicyDocument } from './policy-document.ts';
import { evaluatePolicies, type PolicyDecision } from './policy-evaluation.ts';

const RESULTS_MAX_DEFAULT = 100;

/** Resource formats of the service authorization reference, for the actions the tuner asks about. */
const RESOURCE_TEMPLATES: Readonly<Record<string, string>> = {
  lambda: `arn:\${Partition}:lambda:\${Region}:\${Account}:function:\${FunctionName}`,
  s3: `arn:\${Partition}:s3:::\${BucketName}/\${ObjectName}`,
  iam: `arn:\${Partition}:iam::\${Account}:role/\${RoleNameWithPath}`,
};

/**
 * Answers SimulatePrincipalPolicy in the shape of 2026: one result per action, with the answer for
 * each resource inside.
 *
 * @returns The content of `SimulatePrincipalPolicyResult`.
 * @throws {ApiError} If the source is no role of this account, or a parameter is missing.
 */
export function simulatePrincipalPolicy(
  parameters: URLSearchParams,
  scope: IdentityScope,
): readonly string[] {
  const policies = readPolicies(parameters, scope);
  const actions = readListParameter(parameters, 'ActionNames');
  if (actions.length === 0) {
    throw new ApiError(400, 'ValidationError', 'ActionNames must have at least one member');
  }
  const resources = readListParameter(parameters, 'ResourceArns');
  const context = { ...sourceContext(parameters, scope), ...readContext(parameters) };

  const firstIndex = Number(parameters.get('Marker') ?? 0);
  const resultsMax = Number(parameters.get('MaxItems') ?? RESULTS_MAX_DEFAULT);
  const page = actions.slice(firstIndex, firstIndex + resultsMax);
  const isTruncated = firstIndex + page.length < actions.length;
  return [
    textElement('IsTruncated', isTruncated),
    ...(isTruncated ? [textElement('Marker', firstIndex + page.length)] : []),
    element(
      'EvaluationResults',
      ...page.map((action) => renderResult(action, resources, policies, context)),
    ),
  ];
}

function readPolicies(
  parameters: URLSearchParams,
  scope: IdentityScope,
): readonly PolicyDocument[] {
  const sourceArn = parameters.get('PolicySourceArn') ?? '';
  if (!/^arn:aws[\w-]*:iam::\d{12}:(role|user|group)\/.+$/.test(sourceArn)) {
    throw new ApiError(400, 'InvalidInput', `Invalid Entity Arn: ${sourceArn}`);
  }
  if (Object.keys(scope.roles).length === 0) {
    return [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }];
  }
  const role = scope.roles[sourceArn];
  if (role === undefined) {
    throw new ApiError(404, 'NoSuchEntity', `The entity ${sourceArn} cannot be found.`);
  }
  return role.policies;
}

function sourceContext(parameters: URLSearchParams, scope: IdentityScope): ConditionContext {
  return {
    'aws:PrincipalArn': parameters.get('PolicySourceArn') ?? '',
    'aws:PrincipalAccount': scope.accountId,
    'aws:PrincipalType': 'AssumedRole',
  };
}

function readContext(parameters: URLSearchParams): ConditionContext {
  return Object.fromEntries(
    readStructurePrefixes(parameters, 'ContextEntries').map((prefix) => [
      parameters.get(`${prefix}ContextKeyName`) ?? '',
      readListParameter(parameters, `${prefix}ContextKeyValues`),
    ]),
  );
}

function renderResult(
  action: string,
  resources: readonly string[],
  policies: readonly PolicyDocument[],
  context: ConditionContext,
): string {
  const asked = resources.length > 0 ? resources : ['*'];
  const answers = asked.map((resource) => ({
    resource,
    ...evaluatePolicies(policies, { action, resource, context }),
  }));
  const template = RESOURCE_TEMPLATES[action.split(':')[0] ?? ''] ?? '*';
  return element(
    'member',
    textElement('EvalActionName', action),
    textElement('EvalResourceName', resources.length > 0 ? template : '*'),
    textElement('EvalDecision', overallDecision(answers)),
    element('MatchedStatements'),
    renderMissing(answers.flatMap((answer) => answer.missingContextKeys)),
    resources.length === 0
      ? ''
      : element('ResourceSpecificResults', ...answers.map(renderResourceResult)),
  );
}

function overallDecision(answers: readonly PolicyDecision[]): PolicyDecision['decision'] {
  if (answers.some((answer) => answer.decision === 'explicitDeny')) return 'explicitDeny';
  return answers.every((answer) => answer.decision === 'allowed') ? 'allowed' : 'implicitDeny';
}

function renderResourceResult(answer: PolicyDecision & { readonly resource: string }): string {
  return element(
    'member',
    textElement('EvalResourceName', answer.resource),
    textElement('EvalResourceDecision', answer.decision),
    element('MatchedStatements'),
    renderMissing(answer.missingContextKeys),
  );
}

function renderMissing(keys: readonly string[]): string {
  const names = [...new Set(keys)].map((key) => textElement('member', key));
  return element('MissingContextValues', ...names);
}
