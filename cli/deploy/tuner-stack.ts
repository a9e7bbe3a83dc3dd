import type { Stack } from '../../shared/aws/stack.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';

/** `lambda-autotuner 0.1.0: …`, as a release describes its template. */
const DESCRIPTION = /^lambda-autotuner (\S+):/;

/** States in which a stack cannot be changed, only removed. */
const DEAD_STATUS = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/;

/** The version of the tuner in a stack; `undefined` if no release made the stack. */
export function deployedVersion({ description }: Stack): string | undefined {
  return DESCRIPTION.exec(description)?.[1];
}

/** Whether a stack describes itself as something else. One without a description may be a tuner. */
function isOther(stack: Stack): boolean {
  return stack.description !== '' && deployedVersion(stack) === undefined;
}

function isOfServerless({ outputs }: Stack): boolean {
  return outputs.ServerlessDeploymentBucketName !== undefined;
}

/** Whether there is nothing in a stack yet: a change set was prepared for it, and no more. */
export function isShell({ status }: Stack): boolean {
  return status === 'REVIEW_IN_PROGRESS';
}

/** Why `deploy` must not change a stack, and what to do; `undefined` if it may. */
export function refusalToChange(stack: Stack, options: StackOptions): string | undefined {
  const { name, status } = stack;
  if (isOfServerless(stack)) {
    return `The stack ${name} has its code in a bucket of the Serverless Framework, which alone can change it: choose another --stage or --stack`;
  }
  if (isOther(stack)) {
    return `The stack ${name} is not the tuner's, and would be replaced by it: choose another --stage or --stack`;
  }
  if (DEAD_STATUS.test(status)) {
    return `The stack ${name} is ${status}, which cannot be changed: autotune destroy ${placeFlags(options)} removes it`;
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return `The stack ${name} is ${status}, which cannot be changed: let the console of CloudFormation continue its roll-back first`;
  }
  return status.endsWith('_IN_PROGRESS')
    ? `The stack ${name} is ${status}: wait until CloudFormation is done, which autotune status ${placeFlags(options)} tells`
    : undefined;
}

/** Why `destroy` must not remove a stack, and what to do; `undefined` if it may. */
export function refusalToRemove(stack: Stack): string | undefined {
  return isOfServerless(stack) || isOther(stack)
    ? `The stack ${stack.name} is not one of autotune deploy, or of a release: remove it with what made it (npx serverless remove, where that was the Serverless Framework)`
    : undefined;
}
