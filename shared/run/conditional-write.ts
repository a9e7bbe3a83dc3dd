import { isAnswered } from '../aws/aws-call.ts';
import type { AliasMove, AliasView } from '../aws/function-alias.ts';
import type { FunctionAddress, FunctionDescription } from '../aws/function-description.ts';
import type { MemoryChange } from '../aws/function-memory.ts';
import { isStillApplicable, type TargetFunction } from '../contract/target-function.ts';
import { NotReadyError, RevisionConflictError, TunerError } from '../errors.ts';

/** What became of a conditional write. */
export type WriteOutcome = 'written' | 'superseded';

/** Writes of the same change: the second one only where nobody knows what became of the first. */
const WRITE_COUNT_MAX = 2;

/** How a write that failed stands, told by reading what it was to change. */
type Standing = 'written' | 'changedByOthers' | 'unchanged';

/**
 * Makes a write that is conditional on the revision that was read, so that it takes effect at most
 * once however often it is sent. Where its answer is lost, what it was to change tells.
 */
async function writeOnce(
  write: () => Promise<void>,
  readStanding: () => Promise<Standing>,
): Promise<WriteOutcome> {
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
  readStanding: () => Promise<Standing>,
  first: TunerError,
): Promise<Standing> {
  try {
    return await readStanding();
  } catch (error) {
    throw error instanceof TunerError ? first : error;
  }
}

/** What writing the memory size needs of the world. */
export interface MemoryWritePorts {
  setMemory(region: string, change: MemoryChange): Promise<void>;
  describe(region: string, address: FunctionAddress): Promise<FunctionDescription>;
}

/** Writes the memory size of `$LATEST`, if it still is what was read. */
export async function writeMemory(
  { setMemory, describe }: MemoryWritePorts,
  target: TargetFunction,
  change: Omit<MemoryChange, 'functionArn'>,
): Promise<WriteOutcome> {
  const { functionArn, region } = target;
  return await writeOnce(
    () => setMemory(region, { functionArn, ...change }),
    async () => {
      const now = await describe(region, { functionArn });
      if (now.revisionId === change.expectedRevisionId) {
        return 'unchanged';
      }
      return now.powerValue === change.powerValue && isStillApplicable(target, now)
        ? 'written'
        : 'changedByOthers';
    },
  );
}

/** What moving an alias needs of the world. */
export interface AliasWritePorts {
  moveAlias(region: string, move: AliasMove): Promise<void>;
  readAlias(region: string, functionArn: string, name: string): Promise<AliasView>;
}

/** Points an alias to a version, if it still is what was read. */
export async function writeAlias(
  { moveAlias, readAlias }: AliasWritePorts,
  region: string,
  move: AliasMove,
): Promise<WriteOutcome> {
  return await writeOnce(
    () => moveAlias(region, move),
    async () => {
      const now = await readAlias(region, move.functionArn, move.name);
      if (now.revisionId === move.expectedRevisionId) {
        return 'unchanged';
      }
      return now.functionVersion === move.functionVersion ? 'written' : 'changedByOthers';
    },
  );
}
