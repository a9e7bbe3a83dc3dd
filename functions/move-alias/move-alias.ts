import {
  type ProvisionedStatus,
  pointAlias,
  readAlias,
  readProvisionedStatus,
} from '../../shared/aws/function-alias.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import {
  type FunctionVersion,
  publishVersion,
  readVersion,
} from '../../shared/aws/function-version.ts';
import { type LambdaApi, lambdaApi } from '../../shared/aws/lambda-api.ts';
import {
  type AliasMove,
  aliasMoveSchema,
  type MoveAliasInput,
  moveAliasInputSchema,
  versionDescription,
} from '../../shared/contract/move-alias.ts';
import { isStillApplicable, type TargetFunction } from '../../shared/contract/target-function.ts';
import {
  CallRejectedError,
  NotReadyError,
  RevisionConflictError,
  TunerError,
} from '../../shared/errors.ts';
import { type AliasWritePorts, writeAlias } from '../../shared/run/conditional-write.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { defineTask } from '../../shared/task/define-task.ts';

/** Dependencies of MoveAlias. */
export interface MoveAliasPorts
  extends AliasWritePorts,
    Pick<
      LambdaApi,
      'describeFunction' | 'publishVersion' | 'readVersion' | 'readProvisionedStatus'
    > {
  readonly clock: Clock;
}

/** MoveAlias as the workflow runs it. */
export const moveAliasTask = defineTask({
  name: 'MoveAlias',
  input: moveAliasInputSchema,
  output: aliasMoveSchema,
  config: {},
  compose: ({ aws }) => {
    const lambdaAt = lambdaApi(aws, {
      describeFunction,
      publishVersion,
      readVersion,
      readAlias,
      pointAlias,
      readProvisionedStatus,
    });
    return (step) => ({ ...step, ...lambdaAt(step) });
  },
  run: moveAlias,
});

/**
 * Publishes the changed function as a version, and points the alias to it. May run any number of
 * times: it recognises its own version by the description, and each write is conditional on what
 * was read when the run began.
 *
 * An alias in the middle of another release, or a function that was released meanwhile, is left
 * alone. Versions are never deleted, not even those published here.
 *
 * @throws {NotReadyError} While Lambda prepares the version, or environments for the alias.
 */
export async function moveAlias(ports: MoveAliasPorts, input: MoveAliasInput): Promise<AliasMove> {
  const { target, application, verification } = input;
  const { alias, functionArn } = target;
  if (alias === undefined || application.kind !== 'applied') {
    return { kind: 'notNeeded' };
  }
  if (verification.kind !== 'verified') {
    return superseded(input, 'the function was changed right after');
  }
  const description = versionDescription(input.run.runId, application.powerValue);
  const now = await ports.readAlias({ functionArn, name: alias.name });
  const version =
    now.revisionId === alias.revisionId
      ? await publish(ports, input, description)
      : await ports.readVersion({ functionArn, qualifier: now.functionVersion });
  if (version === undefined) {
    return superseded(input, 'the function was released meanwhile');
  }
  if (version.description !== description) {
    return superseded(input, `it was moved to version ${version.functionVersion} meanwhile`);
  }
  if (!version.isActive) {
    throw new NotReadyError(
      `Version ${version.functionVersion} of "${functionArn}" is not active yet`,
    );
  }
  const { functionVersion } = version;
  if (now.functionVersion !== functionVersion) {
    const move = {
      functionArn,
      name: alias.name,
      functionVersion,
      expectedRevisionId: alias.revisionId,
    };
    if ((await writeAlias(ports, move)) === 'superseded') {
      return superseded(input, 'it was moved meanwhile');
    }
  }
  return {
    kind: 'moved',
    name: alias.name,
    functionVersion,
    functionVersionBefore: alias.functionVersion,
    movedAtMs: ports.clock.nowMs(),
    message: `Alias "${alias.name}" moved from version ${alias.functionVersion} to ${functionVersion}, which has ${application.powerValue} MB${await provisionedText(ports, target, alias.name)}`,
  };
}

/** @returns `undefined` if the function is no longer the one that was measured and changed. */
async function publish(
  ports: MoveAliasPorts,
  { target, application }: MoveAliasInput,
  description: string,
): Promise<FunctionVersion | undefined> {
  const { functionArn, codeSha256 } = target;
  const now = await ports.describeFunction({ functionArn });
  if (now.updateStatus === 'inProgress') {
    throw new NotReadyError(`An update of "${functionArn}" is still in progress`);
  }
  const isOurs = now.memoryMb === application.powerValue && isStillApplicable(target, now);
  if (!isOurs || now.revisionId === undefined) {
    return undefined;
  }
  try {
    return await ports.publishVersion({
      functionArn,
      description,
      expectedCodeSha256: codeSha256,
      expectedRevisionId: now.revisionId,
    });
  } catch (error) {
    if (error instanceof RevisionConflictError || isOtherCode(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Whether Lambda refused to publish because the code is not the expected one. */
function isOtherCode(error: unknown): boolean {
  return (
    error instanceof CallRejectedError &&
    error.code === 'InvalidParameterValueException' &&
    /CodeSHA256/i.test(error.message)
  );
}

/**
 * Describes the provisioned concurrency of the alias, for the message. Lambda replaces its
 * environments by new ones of the new size, which takes minutes; the step is repeated until then.
 * If the status may not be read, the move still counts.
 */
async function provisionedText(
  ports: MoveAliasPorts,
  { functionArn }: TargetFunction,
  name: string,
): Promise<string> {
  let status: ProvisionedStatus;
  try {
    status = await ports.readProvisionedStatus({ functionArn, qualifier: name });
  } catch (error) {
    if (error instanceof TunerError && error.category === 'permanent') {
      return '';
    }
    throw error;
  }
  switch (status.kind) {
    case 'none':
      return '';
    case 'ready':
      return ', and its provisioned concurrency is ready again';
    case 'failed':
      return `, but its provisioned concurrency could not be made ready again: ${status.reason}`;
    case 'inProgress':
      throw new NotReadyError(
        `The provisioned concurrency of "${functionArn}:${name}" is not ready yet`,
      );
  }
}

function superseded({ target, application }: MoveAliasInput, reason: string): AliasMove {
  return {
    kind: 'superseded',
    message: `Alias "${target.alias?.name}" was not moved, because ${reason}; $LATEST keeps ${application.powerValue} MB for the next release`,
  };
}
