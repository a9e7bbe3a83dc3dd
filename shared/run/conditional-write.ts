import { isAnswered } from '../aws/aws-call.ts';
import type { AliasChange } from '../aws/function-alias.ts';
import type { MemoryChange } from '../aws/function-memory.ts';
import type { LambdaApi } from '../aws/lambda-api.ts';
import { isStillApplicable, type TargetFunction } from '../contract/target-function.ts';
import { NotReadyError, RevisionConflictError, TunerError } from '../errors.ts';

/** Outcome of a conditional change of a function. */
export type ChangeOutcome = 'written' | 'superseded';

/** Most writes of the same change; the second one only if the first was not answered. */
const WRITE_COUNT_MAX = 2;

/** State of a failed write, found by reading the function again. */
type WriteEffect = 'written' | 'changedByOthers' | 'unchanged';

/**
 * Makes a write that is conditional on the revision id that was read, so that it takes effect at
 * most once, however often it is sent. If its answer is lost, the function is read to find out
 * whether it took effect.
 */
async function writeOnce(
  write: () => Promise<void>,
  readEffect: () => Promise<WriteEffect>,
): Promise<ChangeOutcome> {
  for (let writeCount = 1; ; writeCount++) {
    try {
      await write();
      return 'written';
    } catch (error) {
      if (!(error instanceof TunerError) || error.category === 'throttled') {
        throw error;
      }
      const standing = await effectOrThrow(readEffect, error);
      if (standing !== 'unchanged') {
        return standing === 'written' ? 'written' : 'superseded';
      }
      if (error instanceof RevisionConflictError || error instanceof NotReadyError) {
        return 'superseded';
      }
      // Without an answer, the first write may still arrive. If so, one of the two is refused.
      if (isAnswered(error) || writeCount >= WRITE_COUNT_MAX) {
        throw error;
      }
    }
  }
}

/**
 * Reads the state of a write. If that fails too, throws the first failure, which is the one a
 * person should read.
 */
async function effectOrThrow(
  readEffect: () => Promise<WriteEffect>,
  first: TunerError,
): Promise<WriteEffect> {
  try {
    return await readEffect();
  } catch (error) {
    throw error instanceof TunerError ? first : error;
  }
}

/** Dependencies of {@link writeMemory}. */
export type MemoryWritePorts = Pick<LambdaApi, 'setFunctionMemory' | 'describeFunction'>;

/** Writes the memory size of `$LATEST`, unless the function was changed after it was read. */
export async function writeMemory(
  { setFunctionMemory, describeFunction }: MemoryWritePorts,
  target: TargetFunction,
  change: Omit<MemoryChange, 'functionArn'>,
): Promise<ChangeOutcome> {
  const { functionArn } = target;
  return await writeOnce(
    () => setFunctionMemory({ functionArn, ...change }),
    async () => {
      const now = await describeFunction({ functionArn });
      if (now.revisionId === change.expectedRevisionId) {
        return 'unchanged';
      }
      return now.memoryMb === change.memoryMb && isStillApplicable(target, now)
        ? 'written'
        : 'changedByOthers';
    },
  );
}

/** Dependencies of {@link writeAlias}. */
export type AliasWritePorts = Pick<LambdaApi, 'pointAlias' | 'readAlias'>;

/** Points an alias to a version, unless the alias was changed after it was read. */
export async function writeAlias(
  { pointAlias, readAlias }: AliasWritePorts,
  change: AliasChange,
): Promise<ChangeOutcome> {
  return await writeOnce(
    () => pointAlias(change),
    async () => {
      const now = await readAlias(change);
      if (now.revisionId === change.expectedRevisionId) {
        return 'unchanged';
      }
      return now.functionVersion === change.functionVersion ? 'written' : 'changedByOthers';
    },
  );
}
