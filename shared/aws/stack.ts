import {
  type StackEvent as AwsStackEvent,
  type Capability,
  CloudFormationClient,
  CloudFormationServiceException,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';

/**
 * Capabilities that a stack of this template needs; CloudFormation chooses the names of all roles.
 */
export const STACK_CAPABILITIES: readonly Capability[] = ['CAPABILITY_IAM'];

/** A stack as CloudFormation describes it. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  /** Such as `CREATE_COMPLETE`. */
  readonly status: string;
  readonly statusReason?: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly changedAtMs: number;
}

/** Something that happened to a resource of a stack. */
export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  /** Such as `CREATE_FAILED`. */
  readonly status: string;
  readonly reason: string;
  /** Whether the event is about the stack itself. */
  readonly isOfStack: boolean;
}

/** Makes the CloudFormation client of the stack's region. */
export function cloudFormationClient(access: AwsAccess): CloudFormationClient {
  return new CloudFormationClient(clientConfig(access));
}

/**
 * Reads a stack.
 *
 * @param name Name or id of the stack; a deleted stack is only found by its id.
 * @returns `undefined` if there is no such stack.
 */
export async function readStack(
  client: CloudFormationClient,
  context: CallContext,
  name: string,
): Promise<Stack | undefined> {
  const answer = await callAws(`read the stack "${name}"`, context, async (abortSignal) => {
    try {
      return await client.send(new DescribeStacksCommand({ StackName: name }), { abortSignal });
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  });
  const stack = answer?.Stacks?.[0];
  if (stack === undefined) return undefined;
  const pairs = <T>(
    items: readonly T[] | undefined,
    pair: (item: T) => readonly [string | undefined, string | undefined],
  ) =>
    Object.fromEntries(
      (items ?? []).map((item) => pair(item)).map(([key = '', value = '']) => [key, value]),
    );
  return {
    id: stack.StackId ?? name,
    name: stack.StackName ?? name,
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason !== undefined && { statusReason: stack.StackStatusReason }),
    description: stack.Description ?? '',
    parameters: pairs(stack.Parameters, (each) => [each.ParameterKey, each.ParameterValue]),
    outputs: pairs(stack.Outputs, (each) => [each.OutputKey, each.OutputValue]),
    changedAtMs: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0,
  };
}

/** Whether the stack does not exist. CloudFormation has no separate error code for this. */
function isAbsence(error: unknown): boolean {
  return (
    error instanceof CloudFormationServiceException &&
    error.name === 'ValidationError' &&
    /does not exist/.test(error.message)
  );
}

/** Reads the template with which a stack was created or last changed. */
export async function readStackTemplate(
  client: CloudFormationClient,
  context: CallContext,
  name: string,
): Promise<string> {
  const { TemplateBody = '' } = await callAws(
    `read the template of the stack "${name}"`,
    context,
    (abortSignal) =>
      client.send(new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }), {
        abortSignal,
      }),
  );
  return TemplateBody;
}

/** Starts to delete a stack. */
export async function deleteStack(
  client: CloudFormationClient,
  context: CallContext,
  name: string,
): Promise<void> {
  await callAws(`delete the stack "${name}"`, context, (abortSignal) =>
    client.send(new DeleteStackCommand({ StackName: name }), { abortSignal }),
  );
}

/** Most pages of 100 events that are read at once; creating the stack takes about 400 events. */
const EVENT_PAGE_COUNT_MAX = 20;

/**
 * Reads the events of a stack after those already known, oldest first.
 *
 * @param known Ids of the known events. Without them, returns the latest events, at most 100.
 */
export async function readStackEvents(
  client: CloudFormationClient,
  context: CallContext,
  { stackId, known }: { readonly stackId: string; readonly known?: ReadonlySet<string> },
): Promise<readonly StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < EVENT_PAGE_COUNT_MAX; page++) {
    const answer = await callAws('read the events of the stack', context, (abortSignal) =>
      client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }), {
        abortSignal,
      }),
    );
    for (const event of (answer.StackEvents ?? []).map(stackEvent)) {
      if (known?.has(event.id)) return events.toReversed();
      events.push(event);
    }
    NextToken = answer.NextToken;
    if (NextToken === undefined || known === undefined) break;
  }
  return events.toReversed();
}

function stackEvent(event: AwsStackEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason ?? '',
    isOfStack: event.PhysicalResourceId === event.StackId,
  };
}
