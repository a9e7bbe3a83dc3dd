import {
  type EvaluationResult,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import type { PermissionQuestion } from '../core/task-permissions.ts';
import { PermissionDeniedError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** IAM's answer to one question. */
type PermissionAnswer = 'allowed' | 'denied' | 'unknown';

/** IAM's answers about one role, or the fact that the caller may not simulate it. */
export type SimulationResult =
  | { readonly kind: 'answered'; readonly answers: readonly PermissionAnswer[] }
  | { readonly kind: 'notPermitted'; readonly message: string };

/** The questions about one role, all asked at once. */
export interface RoleQuestions {
  readonly roleArn: string;
  readonly questions: readonly PermissionQuestion[];
}

/**
 * Asks IAM whether a role has some permissions, in as few calls as possible: the rate limit of the
 * simulation is undocumented and low. One call is for resources of one type, with one context.
 *
 * A denial with missing context keys depends on facts that a simulation cannot know (SCP tags,
 * source address, …), so it is `unknown`, not `denied`.
 */
export async function simulatePermissions(
  client: IAMClient,
  context: CallContext,
  { roleArn, questions }: RoleQuestions,
): Promise<SimulationResult> {
  const simulate = async (group: readonly PermissionQuestion[]) => {
    const answer = await callAws(`simulate the policies of "${roleArn}"`, context, (abortSignal) =>
      client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: roleArn,
          ActionNames: [...new Set(group.map(({ action }) => action))],
          ResourceArns: [...new Set(group.map(({ resourceArn }) => resourceArn))],
          ContextEntries: Object.entries(group[0]?.context ?? {}).map(([key, value]) => ({
            ContextKeyName: key,
            ContextKeyType: 'string',
            ContextKeyValues: [value],
          })),
          MaxItems: RESULT_COUNT_MAX,
        }),
        { abortSignal },
      ),
    );
    return answer.EvaluationResults ?? [];
  };
  const groups = Map.groupBy(questions, groupKey);
  try {
    const entries = [...groups].map(async ([key, group]) => [key, await simulate(group)] as const);
    const results = new Map(await Promise.all(entries));
    return {
      kind: 'answered',
      answers: questions.map((question) =>
        answerOf(question, results.get(groupKey(question)) ?? []),
      ),
    };
  } catch (error) {
    if (error instanceof PermissionDeniedError) {
      return { kind: 'notPermitted', message: error.message };
    }
    throw error;
  }
}

/** Returns what the questions of one call have in common: service, resource type and context. */
function groupKey({ resourceArn, context = {} }: PermissionQuestion): string {
  const [, , service = '', , , resource = ''] = resourceArn.split(':');
  const [type] = resource.split('/');
  return JSON.stringify([service, type, Object.entries(context).toSorted()]);
}

/**
 * Most results of one call; a role of the tuner is asked about fewer than ten actions on two
 * resources.
 */
const RESULT_COUNT_MAX = 1000;

/**
 * Finds IAM's answer to a question. Since 2026, there is one result for each action, with the
 * resources inside it. Before, there was one for each action on each resource. Both are supported.
 */
function answerOf(
  { action, resourceArn }: PermissionQuestion,
  results: readonly EvaluationResult[],
): PermissionAnswer {
  const ofAction = results.filter(({ EvalActionName }) => EvalActionName === action);
  for (const result of ofAction) {
    const specific = result.ResourceSpecificResults?.find(
      ({ EvalResourceName }) => EvalResourceName === resourceArn,
    );
    if (specific !== undefined) {
      return judge(specific.EvalResourceDecision, specific.MissingContextValues);
    }
  }
  const whole =
    ofAction.find(({ EvalResourceName }) => EvalResourceName === resourceArn) ??
    (ofAction.length === 1 ? ofAction[0] : undefined);
  return judge(whole?.EvalDecision, whole?.MissingContextValues);
}

function judge(
  decision: string | undefined,
  missing: readonly string[] | undefined,
): PermissionAnswer {
  if (decision === 'allowed') {
    return 'allowed';
  }
  return decision === undefined || (missing !== undefined && missing.length > 0)
    ? 'unknown'
    : 'denied';
}
