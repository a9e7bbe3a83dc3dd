import type { MemoryChange } from '../../shared/aws/function-memory.ts';
import type { Application, ApplyConfigInput } from '../../shared/contract/apply-config.ts';
import {
  NotReadyError,
  RevisionConflictError,
  UnsupportedFunctionError,
} from '../../shared/errors.ts';

/** What ApplyConfig needs of the world. */
export interface ApplyConfigPorts {
  setMemory(region: string, change: MemoryChange): Promise<void>;
}

/**
 * Writes the chosen memory size, once, and only if the function is still the one that was read
 * when the run began. The only task that ever writes to the function.
 *
 * @throws {UnsupportedFunctionError} If the write cannot be made conditional.
 */
export async function applyConfig(
  { setMemory }: ApplyConfigPorts,
  { request, target, decision }: ApplyConfigInput,
): Promise<Application> {
  const { powerValue } = decision;
  if (powerValue === target.powerValue) {
    return { kind: 'unchanged', powerValue, message: `The function already has ${powerValue} MB` };
  }
  if (!request.apply) {
    return {
      kind: 'recommended',
      powerValue,
      message: `Not applied, because the request did not ask for it: set "apply" to true, or change the function's memory from ${target.powerValue} to ${powerValue} MB where it is defined`,
    };
  }
  if (target.revisionId === undefined) {
    throw new UnsupportedFunctionError(
      `Cannot change the memory of "${target.functionArn}": Lambda gave no revision id for it, so the write could undo somebody else's change: set "apply" to false`,
    );
  }
  try {
    await setMemory(target.region, {
      functionArn: target.functionArn,
      powerValue,
      expectedRevisionId: target.revisionId,
    });
  } catch (error) {
    if (error instanceof RevisionConflictError || error instanceof NotReadyError) {
      return {
        kind: 'superseded',
        powerValue: target.powerValue,
        message:
          'Not applied, because the function was changed while it was being tuned: the measurements may not fit it any more. Start the run again',
      };
    }
    throw error;
  }
  return {
    kind: 'applied',
    powerValue,
    message: `Memory changed from ${target.powerValue} to ${powerValue} MB`,
  };
}
