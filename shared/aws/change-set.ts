import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { type CallContext, callAws } from './aws-call.ts';
import { STACK_CAPABILITIES } from './stack.ts';

/** A stack change to prepare. */
export interface WantedStack {
  readonly name: string;
  /** Whether the stack does not exist yet. */
  readonly isNew: boolean;
  /** HTTPS address of the template in S3. */
  readonly templateUrl: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Names of parameters that keep their present value. */
  readonly keptParameters: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whether resources that were changed by hand are also reset to the template. */
  readonly isDriftReverted: boolean;
}

/** One resource that a change set makes, changes or deletes. */
interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual';
  readonly logicalId: string;
  readonly resourceType: string;
  /** Whether the change replaces the resource. */
  readonly isReplaced: boolean;
}

/** A change set, while it is prepared or after. */
export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly state: 'preparing' | 'ready' | 'empty' | 'failed';
  /** Why it failed. */
  readonly reason: string;
  readonly changes: readonly ResourceChange[];
}

/** CloudFormation's reason for a change set without changes; there is no code for it. */
const EMPTY_REASON = /didn't contain changes|no updates are to be performed/i;

/** Most pages of 100 changes; a template has at most 500 resources. */
const PAGE_COUNT_MAX = 10;

/** Starts to prepare a change set. Returns its id. */
export async function createChangeSet(
  client: CloudFormationClient,
  context: CallContext,
  { name, isNew, templateUrl, parameters, keptParameters, tags, isDriftReverted }: WantedStack,
): Promise<string> {
  const answer = await callAws(`prepare the stack "${name}"`, context, (abortSignal) =>
    client.send(
      new CreateChangeSetCommand({
        StackName: name,
        ChangeSetName: `autotuner-${context.clock.nowMs()}`,
        ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
        ...(isDriftReverted && { DeploymentMode: 'REVERT_DRIFT' }),
        TemplateURL: templateUrl,
        Capabilities: [...STACK_CAPABILITIES],
        Parameters: [
          ...Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
          })),
          ...keptParameters.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
        ],
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
      { abortSignal },
    ),
  );
  return answer.Id ?? '';
}

/** Reads a change set with all its pages. */
export async function readChangeSet(
  client: CloudFormationClient,
  context: CallContext,
  id: string,
): Promise<ChangeSet> {
  const changes: ResourceChange[] = [];
  let token: string | undefined;
  for (let page = 1; ; page++) {
    const answer = await callAws('read the changes', context, (abortSignal) =>
      client.send(new DescribeChangeSetCommand({ ChangeSetName: id, NextToken: token }), {
        abortSignal,
      }),
    );
    changes.push(
      ...(answer.Changes ?? []).flatMap(({ ResourceChange: change }) =>
        change === undefined
          ? []
          : {
              action: change.Action ?? 'Modify',
              logicalId: change.LogicalResourceId ?? '',
              resourceType: change.ResourceType ?? '',
              isReplaced: change.Replacement === 'True',
            },
      ),
    );
    token = answer.NextToken;
    if (token === undefined || page === PAGE_COUNT_MAX) {
      const reason = answer.StatusReason ?? '';
      return {
        id,
        stackId: answer.StackId ?? '',
        state: stateOf(answer.Status, reason),
        reason,
        changes,
      };
    }
  }
}

function stateOf(status: string | undefined, reason: string): ChangeSet['state'] {
  switch (status) {
    case 'CREATE_COMPLETE':
      return 'ready';
    case 'FAILED':
      return EMPTY_REASON.test(reason) ? 'empty' : 'failed';
    default:
      return 'preparing';
  }
}

/** Starts to execute a change set. */
export async function executeChangeSet(
  client: CloudFormationClient,
  context: CallContext,
  id: string,
): Promise<void> {
  await callAws('change the stack', context, (abortSignal) =>
    client.send(new ExecuteChangeSetCommand({ ChangeSetName: id }), { abortSignal }),
  );
}

/** Deletes a change set. */
export async function deleteChangeSet(
  client: CloudFormationClient,
  context: CallContext,
  id: string,
): Promise<void> {
  await callAws('throw the prepared changes away', context, (abortSignal) =>
    client.send(new DeleteChangeSetCommand({ ChangeSetName: id }), { abortSignal }),
  );
}
