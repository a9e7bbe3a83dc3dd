import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCodeSigningConfigCommand,
  type GetFunctionCommandOutput,
  type LambdaClient,
  PublishVersionCommand,
  PutRuntimeManagementConfigCommand,
} from '@aws-sdk/client-lambda';
import { regionOfArn } from '../core/function-reference.ts';
import {
  CallRejectedError,
  FunctionNotFoundError,
  NotReadyError,
  ResourceConflictError,
  RevisionConflictError,
  TunerError,
} from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type CloneOrder, cloneRequest } from './clone-request.ts';
import {
  type ClonePlan,
  type CloneState,
  type CloneView,
  cloneView,
  readCloneState,
} from './clone-view.ts';
import { type CodeShelf, functionCode } from './function-code.ts';
import { configurationDigest, readFunction } from './function-description.ts';
import type { FunctionInput } from './gateway.ts';

/**
 * Longest wait for a new clone inside a step, milliseconds. Most clones are ready within a second
 * or two, and polling is cheaper than another step. Slower ones (VPC, SnapStart, images) take more
 * steps.
 */
const READY_WAIT_MS_MAX = 8_000;

/**
 * Pause between two reads of a clone, milliseconds. GetFunction has a separate rate limit of 100
 * per second.
 */
const READY_POLL_MS = 200;

/**
 * Makes the operation that ensures a clone of a function: creates it unless it exists, and waits a
 * little until it is ready.
 *
 * @param shelf Stores code that is too large to be sent directly.
 * @throws {NotReadyError} If the clone exists and is not ready for invocations yet.
 * @throws {RevisionConflictError} If the target was changed after the run began.
 * @throws {UnsupportedFunctionError} If the target cannot be cloned, or a function that this run
 *   did not make has the clone's name.
 */
export function cloneMaker(
  shelf: CodeShelf,
): (client: LambdaClient, context: CallContext, plan: ClonePlan) => Promise<CloneState> {
  return (client, context, plan) => ensureClone(client, shelf, context, plan);
}

/**
 * Makes the operation that creates a clone unless it exists, and does not wait until it is ready.
 *
 * @throws The same errors as the operation of `cloneMaker`.
 */
export function cloneStarter(
  shelf: CodeShelf,
): (client: LambdaClient, context: CallContext, plan: ClonePlan) => Promise<void> {
  return async (client, context, plan) => {
    await startClone(client, shelf, context, plan);
  };
}

async function startClone(
  client: LambdaClient,
  shelf: CodeShelf,
  context: CallContext,
  plan: ClonePlan,
): Promise<CloneView> {
  const state = await readCloneState(client, context, plan);
  if (state.kind !== 'absent') return state;
  await waitForTurn(context, plan);
  return await createClone(client, shelf, context, plan);
}

async function ensureClone(
  client: LambdaClient,
  shelf: CodeShelf,
  context: CallContext,
  plan: ClonePlan,
): Promise<CloneState> {
  const waitUntilMs = context.clock.nowMs() + plan.createDelayMs + READY_WAIT_MS_MAX;
  let state: CloneView = await startClone(client, shelf, context, plan);
  let isRepaired = false;
  while (state.kind !== 'ready' && state.kind !== 'refused') {
    if (context.clock.nowMs() >= waitUntilMs) {
      throw new NotReadyError(`Clone "${plan.cloneName}" is not ready yet`);
    }
    if (!isRepaired && (state.kind === 'unpublished' || state.kind === 'otherRuntime')) {
      isRepaired = true;
      await repairClone(client, context, plan, state.kind);
    }
    await context.clock.sleepMs(READY_POLL_MS);
    state = await readCloneState(client, context, plan);
  }
  return state;
}

async function repairClone(
  client: LambdaClient,
  context: CallContext,
  { cloneName, functionArn, runtimeVersionArn }: ClonePlan,
  kind: 'unpublished' | 'otherRuntime',
): Promise<void> {
  const address = { FunctionName: functionArn };
  await (kind === 'unpublished'
    ? callAws(`publish clone "${cloneName}"`, context, (abortSignal) =>
        client.send(new PublishVersionCommand(address), { abortSignal }),
      )
    : callAws(`pin the runtime of clone "${cloneName}"`, context, (abortSignal) =>
        client.send(
          new PutRuntimeManagementConfigCommand({
            ...address,
            UpdateRuntimeOn: 'Manual',
            RuntimeVersionArn: runtimeVersionArn,
          }),
          { abortSignal },
        ),
      ));
}

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
  const [code, signing] = await Promise.all([
    functionCode(target, regionOfArn(plan.functionArn), shelf, context),
    readCodeSigning(client, context, target),
  ]);
  const request = cloneRequest(target, code, { ...plan, ...signing });
  await plan.recordClone();
  try {
    const created = await callAws(`create clone "${plan.cloneName}"`, context, (abortSignal) =>
      client.send(new CreateFunctionCommand(request), { abortSignal }),
    );
    return cloneView(created, plan);
  } catch (error) {
    if (isSizeRefused(error)) {
      return { kind: 'refused', message: error.message };
    }
    if (error instanceof ResourceConflictError) {
      // An earlier attempt created it, and its answer was lost.
      return { kind: 'pending' };
    }
    throw error;
  }
}

/**
 * Reads the target's code signing configuration. If that fails, the clone goes without: few
 * policies demand one.
 */
async function readCodeSigning(
  client: LambdaClient,
  context: CallContext,
  { Configuration }: GetFunctionCommandOutput,
): Promise<Pick<CloneOrder, 'codeSigningConfigArn'>> {
  const name = Configuration?.FunctionName;
  if (Configuration?.PackageType === 'Image' || name === undefined) {
    return {};
  }
  try {
    const { CodeSigningConfigArn } = await callAws(
      `read the code signing of "${name}"`,
      context,
      (abortSignal) =>
        client.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: name }), {
          abortSignal,
        }),
    );
    return CodeSigningConfigArn === undefined ? {} : { codeSigningConfigArn: CodeSigningConfigArn };
  } catch (error) {
    if (error instanceof TunerError && error.category === 'permanent') {
      return {};
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

/** Refuses a target that was changed: samples of different code or configuration must never mix. */
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

/**
 * Whether Lambda refused the memory size. New accounts may have a lower limit than 10240 MB, which
 * only shows here: "'MemorySize' value failed to satisfy constraint: Member must have value less
 * than or equal to 3008".
 */
function isSizeRefused(error: unknown): error is CallRejectedError {
  return (
    error instanceof CallRejectedError &&
    ['InvalidParameterValueException', 'ValidationException'].includes(error.code) &&
    /\bmemory ?size\b'? (?:value )?(?:failed to satisfy|must)/i.test(error.message)
  );
}
