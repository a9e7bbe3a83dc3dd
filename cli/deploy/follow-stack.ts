import type { Stack, StackEvent } from '../../shared/aws/stack.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { PROGRAM } from '../program-name.ts';
import type { DeploymentAccount } from './deployment-account.ts';

/** Between two looks at a stack. */
const POLL_MS = 2_000;

/** CloudFormation ends every operation on a stack of this kind far earlier. */
const FOLLOWED_MS_MAX = 60 * 60 * 1000;

interface FollowedStack {
  readonly stackId: string;
  /** Ids of events that are not told again. */
  readonly known: ReadonlySet<string>;
}

/** The events that a stack has before something is done to it, by id. */
export async function seenEvents(
  account: DeploymentAccount,
  stackId: string,
): Promise<ReadonlySet<string>> {
  return new Set((await account.readEvents(stackId)).map(({ id }) => id));
}

/**
 * Follows a stack until CloudFormation is done with it, and says what it does.
 *
 * @returns The stack at the end; `undefined` if it is gone.
 */
export async function followStack(
  account: DeploymentAccount,
  followed: FollowedStack,
  interrupt: AbortSignal,
): Promise<Stack | undefined> {
  try {
    return await followEvents(account, followed, interrupt);
  } catch (error) {
    if (interrupt.aborted) {
      console.log(`CloudFormation goes on with what it has begun: ${PROGRAM} status tells`);
    }
    throw error;
  }
}

async function followEvents(
  account: DeploymentAccount,
  { stackId, known }: FollowedStack,
  interrupt: AbortSignal,
): Promise<Stack | undefined> {
  const seen = new Set(known);
  const done = new Set<string>();
  const untilMs = systemClock.nowMs() + FOLLOWED_MS_MAX;
  for (;;) {
    interrupt.throwIfAborted();
    // The stack before its events: what happened until it was done is told, too.
    const stack = await account.readStack(stackId);
    const doneBefore = done.size;
    for (const event of await account.readEvents(stackId, seen)) {
      seen.add(event.id);
      if (event.status.endsWith('_COMPLETE') && !event.isOfStack) done.add(event.logicalId);
      if (isFailure(event)) {
        console.log(`  ${event.logicalId} failed: ${cleanText(event.reason, MESSAGE_LENGTH_MAX)}`);
      }
    }
    if (done.size > doneBefore) console.log(`  ${exactCountText(done.size, 'resource')} done`);
    // A stack that is just begun may still be called REVIEW_IN_PROGRESS.
    if (stack === undefined || !stack.status.endsWith('_IN_PROGRESS')) return stack;
    if (systemClock.nowMs() > untilMs) return stack;
    await systemClock.sleepMs(POLL_MS, interrupt);
  }
}

/** Not what CloudFormation gave up because something else had failed: that is told of what had. */
function isFailure({ status, reason }: StackEvent): boolean {
  return status.endsWith('_FAILED') && !/^Resource \w+ cancelled$/.test(reason);
}
