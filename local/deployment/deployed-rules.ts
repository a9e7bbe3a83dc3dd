import type { DeployedRules, EventRule, EventSchedule } from '../cloud/events/event-bus.ts';
import { isConditionMet, resolveTemplate, type TemplateNames } from './template-values.ts';

/** A resource of the template, unresolved. */
interface Resource {
  readonly Type: string;
  /** Name of the condition under which it is created; absent if it always is. */
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface RuleTarget {
  readonly Arn: string;
}

/** Reference to a file that is included as a whole. */
const INCLUDED_FILE = /^\$\{(file\([^)]+\))\}$/;

/**
 * Reads the rules of EventBridge and the schedules of EventBridge Scheduler among the resources of
 * serverless.yml. Disabled ones are left out.
 *
 * @param resources `resources` of serverless.yml.
 * @throws {RangeError} If one names something that is not defined.
 */
export function readDeployedRules(
  resources: readonly string[],
  names: TemplateNames,
  { region, accountId }: { readonly region: string; readonly accountId: string },
): DeployedRules {
  const arnStart = (service: string) => `arn:aws:${service}:${region}:${accountId}`;
  return {
    rules: enabledResources(resources, 'AWS::Events::Rule', names).map(([id, properties]) => ({
      ruleArn: `${arnStart('events')}:rule/${id}`,
      ...ruleOf(properties, names),
    })),
    schedules: enabledResources(resources, 'AWS::Scheduler::Schedule', names).map(
      ([id, properties]) => ({
        scheduleArn: `${arnStart('scheduler')}:schedule/default/${id}`,
        ...scheduleOf(properties, names),
      }),
    ),
  };
}

/**
 * Returns enabled resources by logical id, unresolved: values that are never read need not resolve
 * on this machine.
 */
function enabledResources(
  included: readonly string[],
  type: string,
  names: TemplateNames,
): readonly (readonly [string, Resource['Properties']])[] {
  return included
    .flatMap((reference) => INCLUDED_FILE.exec(reference)?.[1] ?? [])
    .flatMap((file) => {
      const { Resources } = names.variable(file) as { Resources: Record<string, Resource> };
      return Object.entries(Resources);
    })
    .filter(([, { Type }]) => Type === type)
    .filter(([, { Condition }]) => Condition === undefined || isConditionMet(Condition, names))
    .map(([id, { Properties }]) => [id, Properties] as const)
    .filter(([, { State }]) => State === undefined || resolveTemplate(State, names) === 'ENABLED');
}

function ruleOf(
  { EventPattern, ScheduleExpression, Targets }: Resource['Properties'],
  names: TemplateNames,
): Omit<EventRule, 'ruleArn'> {
  return {
    targetArns: (Targets as readonly RuleTarget[]).map(
      ({ Arn }) => resolveTemplate(Arn, names) as string,
    ),
    ...(EventPattern !== undefined && {
      eventPattern: resolveTemplate(EventPattern, names) as EventRule['eventPattern'] & object,
    }),
    ...(ScheduleExpression !== undefined && {
      scheduleExpression: String(resolveTemplate(ScheduleExpression, names)),
    }),
  };
}

function scheduleOf(
  { ScheduleExpression, Target }: Resource['Properties'],
  names: TemplateNames,
): Omit<EventSchedule, 'scheduleArn'> {
  const { Arn, Input } = Target as { readonly Arn: unknown; readonly Input: unknown };
  return {
    scheduleExpression: String(resolveTemplate(ScheduleExpression, names)),
    targetArn: String(resolveTemplate(Arn, names)),
    inputText: String(resolveTemplate(Input, names)),
  };
}
