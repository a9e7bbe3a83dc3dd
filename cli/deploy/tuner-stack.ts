import type { Stack } from '../../shared/aws/stack.ts';
import { PROGRAM } from '../program-name.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';

/** `lambda-autotuner 0.1.0: …`, as a release describes its template. */
const DESCRIPTION = /^lambda-autotuner (\S+):/;

/** States in which a stack cannot be changed, only removed. */
const DEAD_STATUS = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/;

/** The state of a stack that could neither be changed nor be put back. */
const STUCK_STATUS = 'UPDATE_ROLLBACK_FAILED';

/** States in which a stack is whole, and does its work. */
const WHOLE_STATUS = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;

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

/** Whether CloudFormation is at work on a stack. A shell waits for somebody, without end. */
export function isUnderWay(stack: Stack): boolean {
  return stack.status.endsWith('_IN_PROGRESS') && !isShell(stack);
}

/** Whether a stack is whole: as it was last deployed, or as before that. */
export function isWhole({ status }: Stack): boolean {
  return WHOLE_STATUS.test(status);
}

function isDead({ status }: Stack): boolean {
  return DEAD_STATUS.test(status);
}

function isStuck({ status }: Stack): boolean {
  return status === STUCK_STATUS;
}

/** The command that makes a stack that is not there. */
export function firstDeploy(options: StackOptions): string {
  return `${PROGRAM} deploy ${placeFlags(options)} --param targetRoles=MY-ROLE`;
}

/** What to do about a stack that is not whole; `undefined` if it is. */
export function nextStep(stack: Stack, options: StackOptions): string | undefined {
  const flags = placeFlags(options);
  if (isWhole(stack)) return undefined;
  if (isShell(stack)) {
    return `nothing is deployed yet, only prepared: ${firstDeploy(options)} goes on`;
  }
  if (isUnderWay(stack)) {
    return `wait until CloudFormation is done, which ${PROGRAM} status ${flags} tells`;
  }
  if (isStuck(stack)) {
    return `let CloudFormation go on with putting back what there was: aws cloudformation continue-update-rollback --stack-name ${stack.name}${options.region === undefined ? '' : ` --region ${options.region}`}`;
  }
  return isDead(stack)
    ? `${PROGRAM} destroy ${flags} removes it, and ${firstDeploy(options)} makes it anew`
    : 'the console of CloudFormation shows its events';
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
  return isUnderWay(stack) || isDead(stack) || isStuck(stack)
    ? `The stack ${name} is ${status}, which cannot be changed: ${nextStep(stack, options)}`
    : undefined;
}

/** Why `destroy` must not remove a stack, and what to do; `undefined` if it may. */
export function refusalToRemove(stack: Stack): string | undefined {
  return isOfServerless(stack) || isOther(stack)
    ? `The stack ${stack.name} is not one of autotune deploy, or of a release: remove it with what made it (npx serverless remove, where that was the Serverless Framework)`
    : undefined;
}
