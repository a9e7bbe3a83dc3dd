import { isAnswered } from '../aws/aws-call.ts';
import type { AliasChange } from '../aws/function-alias.ts';
import type { MemoryChange } from '../aws/function-memory.ts';
import type { LambdaApi } from '../aws/lambda-api.ts';
import { isStillApplicable, type TargetFunction } from '../contract/target-function.ts';
import { NotReadyError, RevisionConflictError, TunerError } from '../errors.ts';

/** What became of a conditional change of a function. */
export type ChangeOutcome = 'written' | 'superseded';

/** Writes of the same change: the second one only where the first was not answered. */
const WRITE_COUNT_MAX = 2;

/** How a write that failed stands, learnt by reading the function again. */
type WriteStanding = 'written' | 'changedByOthers' | 'unchanged';

/**
 * Makes a write that is conditional on the revision that was read, so that it takes effect at most
 * once however often it is sent. Where its answer is lost, the function is read to learn what became of it.
 */
async function writeOnce(
  write: () => Promise<void>,
  readStanding: () => Promise<WriteStanding>,
): Promise<ChangeOutcome> {
  for (let writeCount = 1; ; writeCount++) {
    try {
      await write();
      return 'written';
    } catch (error) {
      if (!(error instanceof TunerError) || error.category === 'throttled') {
        throw error;
      }
      const standing = await standingOrThrow(readStanding, error);
      if (standing !== 'unchanged') {
        return standing === 'written' ? 'written' : 'superseded';
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
async function standingOrThrow(
  readStanding: () => Promise<WriteStanding>,
  first: TunerError,
): Promise<WriteStanding> {
  try {
    return await readStanding();
  } catch (error) {
    throw error instanceof TunerError ? first : error;
  }
}

/** Dependencies of writing the memory size. */
export type MemoryWritePorts = Pick<LambdaApi, 'setFunctionMemory' | 'describeFunction'>;

/** Writes the memory size of `$LATEST`, if it still is what was read. */
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

/** Dependencies of moving an alias. */
export type AliasWritePorts = Pick<LambdaApi, 'pointAlias' | 'readAlias'>;

/** Points an alias to a version, if it still is what was read. */
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
