import type { Stack, StackEvent } from '../../shared/aws/stack.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { PROGRAM } from '../program-name.ts';
import type { DeploymentAccount } from './deployment-account.ts';

/** Milliseconds between two polls of a stack. */
const POLL_MS = 2_000;

/** Longest time to follow a stack; CloudFormation ends every operation on ours far earlier. */
const FOLLOWED_MS_MAX = 60 * 60 * 1000;

interface FollowedStack {
  readonly stackId: string;
  /** Ids of events that are not reported again. */
  readonly known: ReadonlySet<string>;
}

/** Reads the ids of the events that a stack has before an operation on it. */
export async function seenEvents(
  account: DeploymentAccount,
  stackId: string,
): Promise<ReadonlySet<string>> {
  return new Set((await account.readEvents(stackId)).map(({ id }) => id));
}

/**
 * Follows a stack until CloudFormation is done with it, and prints what happens.
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
      console.log(
        `CloudFormation goes on with what it has begun: ${PROGRAM} status shows how far it is`,
      );
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
    // The stack is read before its events, so that its last events are reported, too.
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
    // Just after a change set was executed, the stack may still be REVIEW_IN_PROGRESS.
    if (stack === undefined || !stack.status.endsWith('_IN_PROGRESS')) return stack;
    if (systemClock.nowMs() > untilMs) return stack;
    await systemClock.sleepMs(POLL_MS, interrupt);
  }
}

/**
 * Whether a resource failed. Skips resources that CloudFormation cancelled because another one
 * failed; only the one that failed is reported.
 */
function isFailure({ status, reason }: StackEvent): boolean {
  return status.endsWith('_FAILED') && !/^Resource \w+ cancelled$/.test(reason);
}
