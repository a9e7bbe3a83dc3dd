import type { Stack } from '../../shared/aws/stack.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { rethrowDefect } from '../../shared/errors.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { PROGRAM } from '../program-name.ts';
import { askToGoOn } from './agreement.ts';
import type { DeploymentAccount } from './deployment-account.ts';
import { followStack, seenEvents } from './follow-stack.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';
import { isUnderWay, refusalToRemove, stackAdvice } from './tuner-stack.ts';

const EXIT_NOT_DONE = 1;

/**
 * Removes the tuner from an account.
 *
 * @returns The exit code.
 * @throws {UsageError} If there is no terminal to ask on.
 * @throws {TunerError} If the account refuses.
 */
export async function destroyTuner(
  account: DeploymentAccount,
  options: StackOptions,
  interrupt: AbortSignal,
): Promise<number> {
  const { stackName, isAgreed, isStoreDeleted } = options;
  const { accountId, region } = account.caller;
  const stack = await account.readStack(stackName);
  if (stack === undefined) {
    console.log(`There is no stack ${stackName} in ${region}, account ${accountId}.`);
    return 0;
  }
  const refusal = refusalToRemove(stack);
  if (refusal !== undefined) {
    console.log(refusal);
    return EXIT_NOT_DONE;
  }
  const store = stack.outputs.StoreBucketName;
  console.log(`Stack ${stackName} in ${region}, account ${accountId}, will be removed.`);
  if (store !== undefined || isStoreDeleted) console.log(storeText(store, isStoreDeleted));
  if (!(isAgreed || (await askToGoOn('Go on', interrupt)))) return EXIT_NOT_DONE;
  const startedAtMs = systemClock.nowMs();
  const known = await seenEvents(account, stack.id);
  interrupt.throwIfAborted();
  await account.deleteStack(stackName);
  const left = await followStack(account, { stackId: stack.id, known }, interrupt);
  if (left !== undefined && left.status !== 'DELETE_COMPLETE') {
    console.log(whyLeft(left, options));
    return EXIT_NOT_DONE;
  }
  if (isStoreDeleted && store !== undefined && !(await deleteStore(account, store))) {
    return EXIT_NOT_DONE;
  }
  const seconds = ((systemClock.nowMs() - startedAtMs) / 1000).toFixed(0);
  const kept = [
    ...(store === undefined || isStoreDeleted ? [] : [store]),
    ...(stack.parameters.ArtifactBucket === undefined ? [] : [stack.parameters.ArtifactBucket]),
  ];
  console.log(`Removed in ${seconds} s. Still there: ${kept.join(', ') || 'nothing'}.`);
  return 0;
}

function whyLeft(stack: Stack, options: StackOptions): string {
  if (isUnderWay(stack)) return `CloudFormation is still at work: ${stackAdvice(stack, options)}`;
  const reason =
    stack.statusReason === undefined
      ? ''
      : `, ${cleanText(stack.statusReason, MESSAGE_LENGTH_MAX)}`;
  return `CloudFormation could not remove ${stack.name} (${stack.status}${reason}): fix what failed, and run ${PROGRAM} destroy ${placeFlags(options)} again`;
}

/**
 * Deletes the store of a removed stack. A failure is printed with its remedy: without the stack,
 * another `destroy` would not find the store.
 */
async function deleteStore(account: DeploymentAccount, store: string): Promise<boolean> {
  try {
    await account.deleteBucket(store);
    return true;
  } catch (error) {
    rethrowDefect(error);
    console.log(
      `The stack is removed, and its store ${store} is still there: ${error.message}. Delete it with aws s3 rb s3://${store} --force`,
    );
    return false;
  }
}

/**
 * A stack whose creation never completed has no output that names its store, and mostly no store.
 */
function storeText(store: string | undefined, isDeleted: boolean): string {
  if (store === undefined) {
    return 'It does not name the bucket of its store, so none is deleted: look for one in S3.';
  }
  return isDeleted
    ? `Its store ${store} will be deleted, with all results.`
    : `Its store ${store} stays: --delete-store deletes it as well.`;
}
