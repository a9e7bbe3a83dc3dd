import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  type GetFunctionCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { regionOfArn } from '../core/function-reference.ts';
import {
  CallRejectedError,
  FunctionNotFoundError,
  NotReadyError,
  ResourceConflictError,
  RevisionConflictError,
} from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type CloneOrder, cloneRequest } from './clone-request.ts';
import { type CodeShelf, functionCode } from './function-code.ts';
import { configurationDigest, type FunctionAddress, readFunction } from './function-description.ts';
import type { FunctionInput } from './gateway.ts';

/** What a clone is made of, and as what. */
export interface ClonePlan extends CloneOrder {
  readonly target: FunctionAddress;
  /** ARN of the clone itself. */
  readonly functionArn: string;
  /** The code and configuration that the run began with: nothing else is measured. */
  readonly codeSha256: string;
  readonly configurationDigest: string;
  /** How long to wait before it is made, milliseconds, where it is not there yet. */
  readonly createDelayMs: number;
}

/** How the making of a clone stands. `refused`: this account does not allow this size. */
export type CloneState =
  | { readonly kind: 'ready'; readonly qualifier: string }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Longest wait for a new clone inside a step: most are ready within a second or two, and asking
 * again is cheaper than another step. Slower ones (VPC, SnapStart, images) take more steps.
 */
const READY_WAIT_MS_MAX = 8_000;

/** Pause between two looks at a clone; GetFunction has a rate limit of its own, 100 per second. */
const READY_POLL_MS = 200;

/**
 * Makes the operation that ensures a clone of a function: creates it, or finds it created already,
 * and waits a little until it is ready.
 *
 * @param shelf Where code waits that is too large to be sent directly.
 * @throws {NotReadyError} If it exists and is not ready for invocations yet.
 * @throws {RevisionConflictError} If the target is not the function any more that the run began with.
 * @throws {UnsupportedFunctionError} If the target cannot be cloned.
 */
export function cloneMaker(
  shelf: CodeShelf,
): (client: LambdaClient, context: CallContext, plan: ClonePlan) => Promise<CloneState> {
  return (client, context, plan) => ensureClone(client, shelf, context, plan);
}

async function ensureClone(
  client: LambdaClient,
  shelf: CodeShelf,
  context: CallContext,
  plan: ClonePlan,
): Promise<CloneState> {
  let waitUntilMs = context.clock.nowMs() + READY_WAIT_MS_MAX;
  let state = await lookAtClone(client, context, plan);
  if (state.kind === 'absent') {
    await waitForTurn(context, plan);
    waitUntilMs += plan.createDelayMs;
    state = await createClone(client, shelf, context, plan);
  }
  while (state.kind === 'pending' && context.clock.nowMs() < waitUntilMs) {
    await context.clock.sleepMs(READY_POLL_MS);
    state = await lookAtClone(client, context, plan);
  }
  if (state.kind === 'pending' || state.kind === 'absent') {
    throw new NotReadyError(`Clone "${plan.cloneName}" is not ready yet`);
  }
  return state;
}

/** A clone as Lambda shows it now. */
type CloneView = CloneState | { readonly kind: 'absent' } | { readonly kind: 'pending' };

async function waitForTurn(
  { clock, deadlineMs }: CallContext,
  { cloneName, createDelayMs }: ClonePlan,
): Promise<void> {
  if (createDelayMs === 0) {
    return;
  }
  if (clock.nowMs() + createDelayMs >= deadlineMs) {
    throw new NotReadyError(`Clone "${cloneName}" waits for its turn to be made`);
  }
  await clock.sleepMs(createDelayMs);
}

async function createClone(
  client: LambdaClient,
  shelf: CodeShelf,
  context: CallContext,
  plan: ClonePlan,
): Promise<CloneView> {
  const target = await readFunction(client, context, plan.target);
  refuseChangedTarget(target, plan);
  const code = await functionCode(target, regionOfArn(plan.functionArn), shelf, context);
  try {
    const created = await callAws(`create clone "${plan.cloneName}"`, context, (abortSignal) =>
      client.send(new CreateFunctionCommand(cloneRequest(target, code, plan)), { abortSignal }),
    );
    return cloneView(created, plan);
  } catch (error) {
    if (isSizeRefused(error)) {
      return { kind: 'refused', message: error.message };
    }
    if (error instanceof ResourceConflictError) {
      // An earlier attempt made it, and its answer was lost.
      return { kind: 'pending' };
    }
    throw error;
  }
}

/** Deletes a clone with all its versions; no error if there is none. */
export async function deleteClone(
  client: LambdaClient,
  context: CallContext,
  { functionArn }: FunctionInput,
): Promise<void> {
  try {
    await callAws(`delete clone "${functionArn}"`, context, (abortSignal) =>
      client.send(new DeleteFunctionCommand({ FunctionName: functionArn }), { abortSignal }),
    );
  } catch (error) {
    if (!(error instanceof FunctionNotFoundError)) {
      throw error;
    }
  }
}

async function lookAtClone(
  client: LambdaClient,
  context: CallContext,
  plan: ClonePlan,
): Promise<CloneView> {
  const address = { functionArn: plan.functionArn };
  try {
    const { Configuration } = await readFunction(client, context, address);
    if (Configuration === undefined || !hasSnapStart(Configuration)) {
      return cloneView(Configuration ?? {}, plan);
    }
    const version = { ...address, qualifier: SNAP_START_QUALIFIER };
    return cloneView((await readFunction(client, context, version)).Configuration ?? {}, plan);
  } catch (error) {
    if (error instanceof FunctionNotFoundError) {
      return { kind: 'absent' };
    }
    throw error;
  }
}

/** The first version of a clone with SnapStart is the one that is measured. */
const SNAP_START_QUALIFIER = '1';

function cloneView(configuration: FunctionConfiguration, plan: ClonePlan): CloneView {
  const { State, StateReason, LastUpdateStatus } = configuration;
  if (State === 'Failed' || LastUpdateStatus === 'Failed') {
    throw new CallRejectedError(
      `Cannot use clone "${plan.cloneName}": Lambda could not start it: ${StateReason ?? configuration.LastUpdateStatusReason}`,
      configuration.StateReasonCode ?? 'Failed',
    );
  }
  if (State === 'Pending' || LastUpdateStatus === 'InProgress') {
    return { kind: 'pending' };
  }
  return {
    kind: 'ready',
    qualifier: hasSnapStart(configuration) ? SNAP_START_QUALIFIER : '$LATEST',
  };
}

function hasSnapStart({ SnapStart }: FunctionConfiguration): boolean {
  return SnapStart?.ApplyOn === 'PublishedVersions';
}

/** Samples of different code or configuration must never mix. */
function refuseChangedTarget(target: GetFunctionCommandOutput, plan: ClonePlan): void {
  const configuration = target.Configuration ?? {};
  if (
    configuration.CodeSha256 !== plan.codeSha256 ||
    configurationDigest(configuration) !== plan.configurationDigest
  ) {
    throw new RevisionConflictError(
      `Cannot clone "${plan.target.functionArn}": its code or configuration was changed while it was being tuned: start the run again`,
    );
  }
}

/** New accounts may have a lower limit than 10240 MB, which shows only here. */
function isSizeRefused(error: unknown): error is CallRejectedError {
  return (
    error instanceof CallRejectedError &&
    error.code === 'InvalidParameterValueException' &&
    /memory ?size/i.test(error.message)
  );
}
