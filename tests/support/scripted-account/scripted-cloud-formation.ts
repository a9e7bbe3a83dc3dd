import type { CloudService } from '../../../local/cloud/cloud-service.ts';
import { ApiError } from '../../../local/cloud/wire/api-error.ts';
import {
  queryErrorReply,
  queryReply,
  readQueryParameters,
} from '../../../local/cloud/wire/query-protocol.ts';
import { element, textElement } from '../../../local/cloud/wire/xml.ts';
import type { ScriptedBucket } from './scripted-buckets.ts';
import { prepareChangeSet, type ScriptedChangeSet } from './scripted-change-set.ts';
import type { ScriptedStack } from './scripted-stack.ts';

/** The content of CloudFormation, and its planned failures. */
export interface CloudFormationState {
  readonly stacks: ScriptedStack[];
  readonly changeSets: Map<string, ScriptedChangeSet>;
  readonly buckets: ReadonlyMap<string, ScriptedBucket>;
  /** Resources that cannot be created, changed or deleted, each with the reason. */
  readonly failures: Map<string, string>;
  /** Called when an operation begins, before it is carried out. */
  onBegin?: () => void;
}

type Answer = (asked: URLSearchParams, state: CloudFormationState) => readonly string[];

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const REQUEST_ID = 'scripted';
const CHANGED_AT = '2026-11-27T08:00:00Z';

/**
 * Number of changes or events on a page; AWS has 100, nearly as many as a stack of this template.
 */
const PAGE_SIZE = 20;

/**
 * Returns CloudFormation with the operations that deploy, inspect and remove a stack, with the
 * shapes and messages of the service. An operation has finished when its result is next read.
 */
export function scriptedCloudFormation(state: CloudFormationState): CloudService {
  return {
    signingName: 'cloudformation',
    errorCodes: {
      accessDenied: 'AccessDenied',
      throttled: { status: 400, code: 'Throttling' },
      internalFailure: 'InternalFailure',
    },
    resolveCall: (request) => {
      const asked = readQueryParameters(request);
      const action = asked.get('Action') ?? '';
      const answer = ANSWERS[action];
      if (answer === undefined) throw new ApiError(400, 'InvalidAction', action);
      return {
        action,
        resource: asked.get('StackName') ?? '*',
        permissions: [],
        execute: () => queryReply(action, NAMESPACE, REQUEST_ID, ...answer(asked, state)),
      };
    },
    renderError: (error) => queryErrorReply(error, NAMESPACE, REQUEST_ID),
  };
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  DescribeStacks: (asked, state) => [list('Stacks', [stackElements(findStack(asked, state))])],
  GetTemplate: (asked, state) => [
    textElement('TemplateBody', JSON.stringify(findStack(asked, state).template ?? {})),
  ],
  DescribeStackEvents: (asked, state) => {
    const { id, name, events } = findStack(asked, state);
    const page = pageOf(asked, events.toReversed());
    return [
      list(
        'StackEvents',
        page.members.map((event) => [
          textElement('EventId', event.id),
          textElement('StackId', id),
          textElement('StackName', name),
          textElement('LogicalResourceId', event.logicalId),
          textElement('PhysicalResourceId', event.logicalId === name ? id : event.logicalId),
          textElement('ResourceStatus', event.status),
          textElement('ResourceStatusReason', event.reason),
          textElement('Timestamp', CHANGED_AT),
        ]),
      ),
      ...page.token,
    ];
  },
  CreateChangeSet: (asked, state) => {
    const changeSet = prepareChangeSet(asked, state);
    state.changeSets.set(changeSet.id, changeSet);
    return [textElement('Id', changeSet.id), textElement('StackId', changeSet.stack.id)];
  },
  DescribeChangeSet: (asked, state) => {
    const { id, stack, changes, status, reason } = findChangeSet(asked, state);
    const page = pageOf(asked, changes);
    return [
      textElement('ChangeSetId', id),
      textElement('StackId', stack.id),
      textElement('Status', status),
      textElement('StatusReason', reason),
      list(
        'Changes',
        page.members.map(({ action, logicalId, type }) => [
          element(
            'ResourceChange',
            textElement('Action', action),
            textElement('LogicalResourceId', logicalId),
            textElement('ResourceType', type),
            textElement('Replacement', 'False'),
          ),
        ]),
      ),
      ...page.token,
    ];
  },
  DeleteChangeSet: (asked, state) => {
    state.changeSets.delete(findChangeSet(asked, state).id);
    return [];
  },
  ExecuteChangeSet: (asked, state) => {
    const changeSet = findChangeSet(asked, state);
    state.onBegin?.();
    state.changeSets.delete(changeSet.id);
    execute(changeSet, state.failures);
    return [];
  },
  DeleteStack: (asked, state) => {
    const stack = state.stacks.find((each) => isNamed(each, asked.get('StackName')));
    if (stack?.isProtected) {
      throw new ApiError(
        400,
        'ValidationError',
        `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
      );
    }
    state.onBegin?.();
    if (stack !== undefined) remove(stack, state.failures);
    return [];
  },
  DetectStackDrift: (asked, state) => [
    textElement('StackDriftDetectionId', findStack(asked, state).id),
  ],
  DescribeStackDriftDetectionStatus: (asked, state) => {
    const id = asked.get('StackDriftDetectionId') ?? '';
    const hasDrifted = state.stacks.some((stack) => stack.id === id && stack.drift.size > 0);
    return [
      textElement('DetectionStatus', 'DETECTION_COMPLETE'),
      textElement('StackDriftStatus', hasDrifted ? 'DRIFTED' : 'IN_SYNC'),
    ];
  },
  DescribeStackResourceDrifts: (asked, state) => {
    const { template, drift } = findStack(asked, state);
    return [
      list(
        'StackResourceDrifts',
        [...drift].map(([logicalId, differences]) => [
          textElement('LogicalResourceId', logicalId),
          textElement('ResourceType', template?.Resources[logicalId]?.Type ?? ''),
          textElement(
            'StackResourceDriftStatus',
            differences === 'deleted' ? 'DELETED' : 'MODIFIED',
          ),
          list(
            'PropertyDifferences',
            (differences === 'deleted' ? [] : differences).map(({ path, expected, actual }) => [
              textElement('PropertyPath', path),
              textElement('ExpectedValue', expected),
              textElement('ActualValue', actual),
            ]),
          ),
        ]),
      ),
    ];
  },
};

/** Returns one page of a list, and the token of the next page if there is one. */
function pageOf<T>(asked: URLSearchParams, all: readonly T[]) {
  const first = Number(asked.get('NextToken') ?? 0);
  const next = first + PAGE_SIZE;
  return {
    members: all.slice(first, next),
    token: next < all.length ? [textElement('NextToken', next)] : [],
  };
}

function list(name: string, members: readonly (readonly string[])[]): string {
  return element(name, ...members.map((children) => element('member', ...children)));
}

function pairs(name: string, prefix: string, values: Readonly<Record<string, string>>): string {
  return list(
    name,
    Object.entries(values).map(([key, value]) => [
      textElement(`${prefix}Key`, key),
      textElement(`${prefix}Value`, value),
    ]),
  );
}

function stackElements(stack: ScriptedStack): readonly string[] {
  return [
    textElement('StackId', stack.id),
    textElement('StackName', stack.name),
    textElement('StackStatus', stack.status),
    ...(stack.statusReason === undefined
      ? []
      : [textElement('StackStatusReason', stack.statusReason)]),
    ...(stack.template?.Description === undefined
      ? []
      : [textElement('Description', stack.template.Description)]),
    pairs('Parameters', 'Parameter', stack.parameters),
    pairs('Outputs', 'Output', stack.outputs),
    textElement('CreationTime', CHANGED_AT),
  ];
}

/** A deleted stack is found by its id only. */
function isNamed({ id, name, status }: ScriptedStack, asked: string | null): boolean {
  return id === asked || (name === asked && status !== 'DELETE_COMPLETE');
}

/** @throws {ApiError} If there is none. */
function findStack(asked: URLSearchParams, { stacks }: CloudFormationState): ScriptedStack {
  const name = asked.get('StackName');
  const stack = stacks.find((each) => isNamed(each, name));
  if (stack === undefined) {
    throw new ApiError(400, 'ValidationError', `Stack with id ${name} does not exist`);
  }
  return stack;
}

/** @throws {ApiError} If there is none. */
function findChangeSet(
  asked: URLSearchParams,
  { changeSets }: CloudFormationState,
): ScriptedChangeSet {
  const id = asked.get('ChangeSetName') ?? '';
  const changeSet = changeSets.get(id);
  if (changeSet === undefined) {
    throw new ApiError(404, 'ChangeSetNotFound', `ChangeSet [${id}] does not exist`);
  }
  return changeSet;
}

/** Executes a change set: all of it, or none with a rollback, which cancels the other changes. */
function execute(
  { stack, template, parameters, changes }: ScriptedChangeSet,
  failures: ReadonlyMap<string, string>,
): void {
  const isNew = stack.template === undefined;
  const verb = isNew ? 'CREATE' : 'UPDATE';
  const failed = changes.filter(({ logicalId }) => failures.has(logicalId));
  for (const { logicalId } of changes) {
    const isCancelled = failed.length > 0 && !failures.has(logicalId);
    tell(stack, logicalId, `${verb}_${failed.length > 0 ? 'FAILED' : 'COMPLETE'}`, {
      reason:
        failures.get(logicalId) ??
        (isCancelled ? `Resource ${isNew ? 'creation' : 'update'} cancelled` : ''),
    });
  }
  if (failed.length > 0) {
    stack.status = isNew ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
    // A stack whose creation was rolled back still has its description.
    if (isNew) stack.template = { ...template, Resources: {} };
  } else {
    Object.assign(stack, { status: `${verb}_COMPLETE`, template, parameters });
    for (const { logicalId } of changes) stack.drift.delete(logicalId);
    stack.outputs = { StoreBucketName: `${stack.name}-store` };
  }
  tell(stack, stack.name, stack.status);
}

function remove(stack: ScriptedStack, failures: ReadonlyMap<string, string>): void {
  const failed = Object.keys(stack.template?.Resources ?? {}).filter((id) => failures.has(id));
  for (const id of failed) tell(stack, id, 'DELETE_FAILED', { reason: failures.get(id) ?? '' });
  stack.status = failed.length > 0 ? 'DELETE_FAILED' : 'DELETE_COMPLETE';
  if (failed.length > 0) {
    stack.statusReason = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
  }
  tell(stack, stack.name, stack.status);
}

function tell(
  stack: ScriptedStack,
  logicalId: string,
  status: string,
  { reason = '' }: { readonly reason?: string } = {},
): void {
  stack.events.push({ id: String(stack.events.length), logicalId, status, reason });
}
