import type {
  FunctionConfiguration,
  GetFunctionCommandOutput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Architecture } from '../core/architecture.ts';
import { definedOnly } from '../core/defined-only.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../core/untrusted-text.ts';
import { CallRejectedError, FunctionNotFoundError, UnsupportedFunctionError } from '../errors.ts';
import type { CallContext } from './aws-call.ts';
import type { CloneOrder } from './clone-request.ts';
import { configurationDigest, type FunctionAddress, readFunction } from './function-description.ts';

/** A clone to make, and the target that it is made from. */
export interface ClonePlan extends CloneOrder {
  readonly target: FunctionAddress;
  /** ARN of the clone itself. */
  readonly functionArn: string;
  /** The target's code and configuration when the run began; nothing else may be measured. */
  readonly codeSha256: string;
  readonly configurationDigest: string;
  /** The target's architecture. A clone on the other one differs from the target only in that. */
  readonly targetArchitecture: Architecture;
  /** The runtime build of the target; absent if Lambda does not state it. */
  readonly runtimeVersionArn?: string;
  /** How long to wait before the clone is created, milliseconds, unless it exists. */
  readonly createDelayMs: number;
  /**
   * Called right before the clone is created: what has to be undone is recorded before it is done.
   */
  readonly recordClone: () => Promise<void>;
}

/** The final state of making a clone. `refused`: this account does not allow the size. */
export type CloneState =
  | { readonly kind: 'ready'; readonly qualifier: string }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * The present state of a clone in Lambda. `unpublished`: Lambda throttled the snapshot of a clone
 * with SnapStart (429), and kept the function without a version. `otherRuntime`: while a new
 * runtime build is rolled out, a new function gets it, and an older function may not have it yet.
 */
export type CloneView =
  | CloneState
  | { readonly kind: 'absent' | 'pending' | 'unpublished' | 'otherRuntime' };

/**
 * Reads the state of a clone.
 *
 * @throws {UnsupportedFunctionError} If a function that this run did not make has its name.
 * @throws {CallRejectedError} If Lambda could not start the clone.
 */
export async function readCloneState(
  client: LambdaClient,
  context: CallContext,
  plan: ClonePlan,
): Promise<CloneView> {
  const address = { functionArn: plan.functionArn };
  const clone = await unlessAbsent(readFunction(client, context, address));
  if (clone === undefined) {
    return { kind: 'absent' };
  }
  refuseForeignClone(clone, plan);
  const configuration = clone.Configuration ?? {};
  if (!hasSnapStart(configuration)) {
    return cloneView(configuration, plan);
  }
  const version = { ...address, qualifier: SNAP_START_QUALIFIER };
  const published = await unlessAbsent(readFunction(client, context, version));
  if (published !== undefined) {
    return cloneView(published.Configuration ?? {}, plan);
  }
  const view = cloneView(configuration, plan);
  return view.kind === 'ready' ? { kind: 'unpublished' } : view;
}

async function unlessAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof FunctionNotFoundError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Refuses a function that this run did not make. The name proves nothing: anyone who can create
 * functions can take it, and that function would be invoked.
 */
function refuseForeignClone(
  { Configuration = {}, Tags }: GetFunctionCommandOutput,
  plan: ClonePlan,
): void {
  const { Architectures, ...configuration } = Configuration;
  const isMoved = plan.architecture !== plan.targetArchitecture;
  const digest = configurationDigest({
    ...configuration,
    ...definedOnly({ Architectures: isMoved ? [plan.targetArchitecture] : Architectures }),
    RuntimeVersionConfig: { RuntimeVersionArn: plan.runtimeVersionArn },
  });
  const difference = [
    [Tags?.[EXECUTION_TAG] !== plan.tags[EXECUTION_TAG], `its tag "${EXECUTION_TAG}"`],
    [Configuration.CodeSha256 !== plan.codeSha256, 'its code'],
    [digest !== plan.configurationDigest, 'its configuration or role'],
    [isMoved && Architectures?.[0] !== plan.architecture, 'its architecture'],
  ].flatMap(([isDifferent, what]) => (isDifferent ? [what] : []));
  if (difference.length > 0) {
    throw new UnsupportedFunctionError(
      `Cannot use "${plan.cloneName}" as a clone: it must be what this run made: ${difference.join(', ')} is not. Delete that function (and allow lambda:ListTags to the role of PrepareTier), then start again`,
    );
  }
}

/** The tag that names the execution that made a clone. */
export const EXECUTION_TAG = 'autotuner:execution';

/** A clone with SnapStart is measured at its first version. */
const SNAP_START_QUALIFIER = '1';

/**
 * Derives the state of a clone from its configuration.
 *
 * @throws {CallRejectedError} If Lambda could not start the clone.
 */
export function cloneView(configuration: FunctionConfiguration, plan: ClonePlan): CloneView {
  const { State, StateReason, LastUpdateStatus, RuntimeVersionConfig } = configuration;
  if (State === 'Failed' || LastUpdateStatus === 'Failed') {
    throw new CallRejectedError(
      `Cannot use clone "${plan.cloneName}": Lambda could not start it: ${cleanText(StateReason ?? configuration.LastUpdateStatusReason ?? '', MESSAGE_LENGTH_MAX)}`,
      configuration.StateReasonCode ?? 'Failed',
    );
  }
  if (State === 'Pending' || LastUpdateStatus === 'InProgress') {
    return { kind: 'pending' };
  }
  const runtime = RuntimeVersionConfig?.RuntimeVersionArn;
  const isPinnable = !hasSnapStart(configuration);
  // A runtime build belongs to one architecture.
  const isMoved = plan.architecture !== plan.targetArchitecture;
  if (isPinnable && !isMoved && runtime !== undefined && plan.runtimeVersionArn !== undefined) {
    if (runtime !== plan.runtimeVersionArn) return { kind: 'otherRuntime' };
  }
  return { kind: 'ready', qualifier: isPinnable ? '$LATEST' : SNAP_START_QUALIFIER };
}

function hasSnapStart({ SnapStart }: FunctionConfiguration): boolean {
  return SnapStart?.ApplyOn === 'PublishedVersions';
}
