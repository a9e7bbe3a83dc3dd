import { isAnswered } from '../../shared/aws/aws-call.ts';
import type {
  FunctionAddress,
  FunctionDescription,
} from '../../shared/aws/function-description.ts';
import type { MemoryChange } from '../../shared/aws/function-memory.ts';
import type { Application, ApplyConfigInput } from '../../shared/contract/apply-config.ts';
import { isStillApplicable } from '../../shared/contract/target-function.ts';
import {
  NotReadyError,
  RevisionConflictError,
  TunerError,
  UnsupportedFunctionError,
} from '../../shared/errors.ts';

/** What ApplyConfig needs of the world. */
export interface ApplyConfigPorts {
  setMemory(region: string, change: MemoryChange): Promise<void>;
  describe(region: string, address: FunctionAddress): Promise<FunctionDescription>;
}

/**
 * Writes the chosen memory size, once, and only if the function is still the one that was read
 * when the run began. The only task that ever writes to the function.
 *
 * @throws {UnsupportedFunctionError} If the write cannot be made conditional.
 */
export async function applyConfig(
  ports: ApplyConfigPorts,
  input: ApplyConfigInput,
): Promise<Application> {
  const { request, target, decision } = input;
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
  switch (await writeOnce(ports, input, target.revisionId)) {
    case 'applied':
      return {
        kind: 'applied',
        powerValue,
        message: `Memory changed from ${target.powerValue} to ${powerValue} MB`,
      };
    case 'superseded':
      return {
        kind: 'superseded',
        powerValue: target.powerValue,
        message:
          'Not applied, because the function was changed while it was being tuned: the measurements may not fit it any more. Start the run again',
      };
  }
}

/** Writes of the same change: the second one only where nobody knows what became of the first. */
const WRITE_COUNT_MAX = 2;

/**
 * The write is conditional on the revision that was read, so that it takes effect at most once
 * however often it is sent. Where its answer is lost, the function itself tells.
 */
async function writeOnce(
  { setMemory, describe }: ApplyConfigPorts,
  { target, decision }: ApplyConfigInput,
  revisionId: string,
): Promise<'applied' | 'superseded'> {
  const { functionArn, region } = target;
  const { powerValue } = decision;
  for (let writeCount = 1; ; writeCount++) {
    try {
      await setMemory(region, { functionArn, powerValue, expectedRevisionId: revisionId });
      return 'applied';
    } catch (error) {
      if (!(error instanceof TunerError) || error.category === 'throttled') {
        throw error;
      }
      const now = await describeOrThrow(describe, region, functionArn, error);
      if (now.revisionId !== revisionId) {
        return now.powerValue === powerValue && isStillApplicable(target, now)
          ? 'applied'
          : 'superseded';
      }
      if (error instanceof RevisionConflictError || error instanceof NotReadyError) {
        return 'superseded';
      }
      // Without an answer the write may still be on its way: sent again, one of the two is refused.
      if (isAnswered(error) || writeCount >= WRITE_COUNT_MAX) {
        throw error;
      }
    }
  }
}

/** What failed first is what a person should read. */
async function describeOrThrow(
  describe: ApplyConfigPorts['describe'],
  region: string,
  functionArn: string,
  first: TunerError,
): Promise<FunctionDescription> {
  try {
    return await describe(region, { functionArn });
  } catch (error) {
    throw error instanceof TunerError ? first : error;
  }
}
