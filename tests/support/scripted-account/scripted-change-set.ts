import { ApiError } from '../../../local/cloud/wire/api-error.ts';
import {
  readListParameter,
  readStructurePrefixes,
} from '../../../local/cloud/wire/query-protocol.ts';
import type { ScriptedBucket } from './scripted-buckets.ts';
import {
  changesBetween,
  emptyStack,
  type ResourceChange,
  type ScriptedStack,
  type StackTemplate,
} from './scripted-stack.ts';

/** A change set as CloudFormation keeps it. */
export interface ScriptedChangeSet {
  readonly id: string;
  readonly stack: ScriptedStack;
  readonly template: StackTemplate;
  readonly parameters: Readonly<Record<string, string>>;
  readonly changes: readonly ResourceChange[];
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly reason: string;
}

/** CloudFormation's reason for a change set without changes. */
const EMPTY_REASON =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

const CHANGEABLE = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/;

/**
 * Prepares a change set, and an empty stack for it if the stack is new.
 *
 * @throws {ApiError} If CloudFormation would refuse it.
 */
export function prepareChangeSet(
  asked: URLSearchParams,
  {
    stacks,
    buckets,
    failures,
  }: {
    readonly stacks: ScriptedStack[];
    /** The reason why no change can be prepared, under `ChangeSet`. */
    readonly failures: ReadonlyMap<string, string>;
    readonly buckets: ReadonlyMap<string, ScriptedBucket>;
  },
): ScriptedChangeSet {
  const name = asked.get('StackName') ?? '';
  const present = stacks.find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
  refuseState(present, asked);
  const template = readTemplate(asked.get('TemplateURL') ?? '', buckets);
  const parameters = readParameters(asked, template, present);
  if (!readListParameter(asked, 'Capabilities').includes('CAPABILITY_IAM')) {
    throw new ApiError(
      400,
      'InsufficientCapabilitiesException',
      'Requires capabilities : [CAPABILITY_IAM]',
    );
  }
  const stack = present ?? emptyStack(name, 'REVIEW_IN_PROGRESS', stacks.length);
  if (present === undefined) stacks.push(stack);
  const before = stack.template && { template: stack.template, parameters: stack.parameters };
  const changes = [
    ...changesBetween(before, { template, parameters }),
    ...(asked.get('DeploymentMode') === 'REVERT_DRIFT' ? reversions(stack) : []),
  ];
  const isEmpty = before !== undefined && changes.length === 0;
  const reason = failures.get('ChangeSet') ?? (isEmpty ? EMPTY_REASON : '');
  return {
    id: `${stack.id.replace(':stack/', ':changeSet/')}-${asked.get('ChangeSetName')}`,
    stack,
    template,
    parameters,
    changes,
    status: reason === '' ? 'CREATE_COMPLETE' : 'FAILED',
    reason,
  };
}

/**
 * Returns the changes that bring resources back to the template, as a drift-aware change set has
 * them.
 */
function reversions({ template, drift }: ScriptedStack): readonly ResourceChange[] {
  return [...drift].map(([logicalId, differences]) => ({
    action: differences === 'deleted' ? 'Add' : 'Modify',
    logicalId,
    type: template?.Resources[logicalId]?.Type ?? '',
  }));
}

function refuseState(stack: ScriptedStack | undefined, asked: URLSearchParams): void {
  const name = asked.get('StackName') ?? '';
  if (asked.get('ChangeSetType') === 'CREATE') {
    if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') return;
    throw new ApiError(
      400,
      'ValidationError',
      `Stack [${name}] already exists and cannot be created again with the changeSet [${asked.get('ChangeSetName')}].`,
    );
  }
  if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') {
    throw new ApiError(400, 'ValidationError', `Stack [${name}] does not exist`);
  }
  if (!CHANGEABLE.test(stack.status)) {
    throw new ApiError(
      400,
      'ValidationError',
      `Stack:${stack.id} is in ${stack.status} state and can not be updated.`,
    );
  }
}

function readTemplate(url: string, buckets: ReadonlyMap<string, ScriptedBucket>): StackTemplate {
  const [, bucketName = '', key = ''] = /^https:\/\/([^.]+)\.s3\.[^/]+\/(.+)$/.exec(url) ?? [];
  const content = buckets.get(bucketName)?.objects.get(key);
  if (content === undefined) {
    throw new ApiError(400, 'ValidationError', 'S3 error: The specified key does not exist.');
  }
  return JSON.parse(Buffer.from(content).toString());
}

/** @throws {ApiError} If a parameter is not in the template, or has no value. */
function readParameters(
  asked: URLSearchParams,
  { Parameters }: StackTemplate,
  stack: ScriptedStack | undefined,
): Readonly<Record<string, string>> {
  const given = readStructurePrefixes(asked, 'Parameters').map((prefix) => {
    const key = asked.get(`${prefix}ParameterKey`) ?? '';
    const isKept = asked.get(`${prefix}UsePreviousValue`) === 'true';
    const value = isKept ? stack?.parameters[key] : (asked.get(`${prefix}ParameterValue`) ?? '');
    if (value === undefined) {
      throw new ApiError(
        400,
        'ValidationError',
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    return [key, value] as const;
  });
  const list = (names: readonly string[]) => `[${names.join(', ')}]`;
  const unknown = given.map(([key]) => key).filter((key) => !(key in Parameters));
  if (unknown.length > 0) {
    throw new ApiError(
      400,
      'ValidationError',
      `Parameters: ${list(unknown)} do not exist in the template`,
    );
  }
  const defaults = Object.entries(Parameters).flatMap(([key, { Default }]) =>
    Default === undefined ? [] : [[key, String(Default)] as const],
  );
  const values = Object.fromEntries([...defaults, ...given]);
  const missing = Object.keys(Parameters).filter((key) => values[key] === undefined);
  if (missing.length > 0) {
    throw new ApiError(400, 'ValidationError', `Parameters: ${list(missing)} must have values`);
  }
  return values;
}
