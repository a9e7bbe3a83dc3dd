import type { Stack } from '../../shared/aws/stack.ts';
import { PROGRAM } from '../program-name.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';

/** The description that a release gives its template: `lambda-autotuner 0.1.0: …`. */
const DESCRIPTION = /^lambda-autotuner (\S+):/;

/** States in which a stack cannot be changed, only removed. */
const DEAD_STATUS = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/;

/** The state of a stack that could neither be changed nor rolled back. */
const STUCK_STATUS = 'UPDATE_ROLLBACK_FAILED';

/** States in which a stack is complete and working. */
const WHOLE_STATUS = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;

/** The version of the tuner in a stack; `undefined` if no release made the stack. */
export function deployedVersion({ description }: Stack): string | undefined {
  return DESCRIPTION.exec(description)?.[1];
}

/** Whether one version of the tuner is newer than another; a pre-release is older than its release. */
export function isNewerVersion(version: string, other: string): boolean {
  const [release, preRelease] = versionParts(version);
  const [otherRelease, otherPreRelease] = versionParts(other);
  if (release !== otherRelease) return isAfter(release, otherRelease);
  if (preRelease === '' || otherPreRelease === '') return preRelease < otherPreRelease;
  return isAfter(preRelease, otherPreRelease);
}

/** Splits a version into its numbers and its pre-release, which is empty for a release. */
function versionParts(version: string): readonly [string, string] {
  const [release = '', ...preRelease] = version.split('-');
  return [release, preRelease.join('-')];
}

function isAfter(text: string, other: string): boolean {
  return text.localeCompare(other, 'en', { numeric: true }) > 0;
}

/**
 * Says which version of the tuner a template would replace, and whether that one is newer;
 * `undefined` if it is the same one or not known.
 */
export function replacedVersionText(
  stack: Stack,
  { Description }: { readonly Description: string },
): string | undefined {
  const deployed = deployedVersion(stack);
  const own = DESCRIPTION.exec(Description)?.[1];
  if (deployed === undefined || own === undefined || deployed === own) return undefined;
  return isNewerVersion(deployed, own)
    ? `It replaces version ${deployed}, which is newer: to keep that, use npx lambda-autotuner@${deployed}`
    : `It replaces version ${deployed}.`;
}

/**
 * Whether a stack describes itself as another product. Without a description, it may be a tuner.
 */
function isOther(stack: Stack): boolean {
  return stack.description !== '' && deployedVersion(stack) === undefined;
}

function isOfServerless({ outputs }: Stack): boolean {
  return outputs.ServerlessDeploymentBucketName !== undefined;
}

/** Whether a stack is an empty shell: only a change set was made for it, but not executed. */
export function isShell({ status }: Stack): boolean {
  return status === 'REVIEW_IN_PROGRESS';
}

/**
 * Whether CloudFormation is working on a stack. A shell waits for its change set to be executed.
 */
export function isUnderWay(stack: Stack): boolean {
  return stack.status.endsWith('_IN_PROGRESS') && !isShell(stack);
}

/** Whether a stack is complete: as it was last deployed, or rolled back to the state before. */
export function isWhole({ status }: Stack): boolean {
  return WHOLE_STATUS.test(status);
}

function isDead({ status }: Stack): boolean {
  return DEAD_STATUS.test(status);
}

function isStuck({ status }: Stack): boolean {
  return status === STUCK_STATUS;
}

/** Returns the command that creates a missing stack. */
export function firstDeploy(options: StackOptions): string {
  return `${PROGRAM} deploy ${placeFlags(options)} --param targetRoles=MY-ROLE`;
}

/** Says what to do about a stack that is not complete; `undefined` if it is. */
export function stackAdvice(stack: Stack, options: StackOptions): string | undefined {
  const flags = placeFlags(options);
  if (isWhole(stack)) return undefined;
  if (isShell(stack)) {
    return `nothing is deployed yet, only prepared: ${firstDeploy(options)} deploys it`;
  }
  if (isUnderWay(stack)) {
    return `wait until CloudFormation is done; ${PROGRAM} status ${flags} shows when`;
  }
  if (isStuck(stack)) {
    return `let CloudFormation continue its rollback: aws cloudformation continue-update-rollback --stack-name ${stack.name}${options.region === undefined ? '' : ` --region ${options.region}`}`;
  }
  return isDead(stack)
    ? `${PROGRAM} destroy ${flags} removes it, and ${firstDeploy(options)} creates it again`
    : 'the console of CloudFormation shows its events';
}

/** Says why `deploy` must not change a stack, and what to do; `undefined` if it may. */
export function refusalToChange(stack: Stack, options: StackOptions): string | undefined {
  const { name, status } = stack;
  if (isOfServerless(stack)) {
    return `The stack ${name} has its code in a bucket of the Serverless Framework, so only that can change it: choose another --stage or --stack`;
  }
  if (isOther(stack)) {
    return `The stack ${name} is not the tuner's, and deploying the tuner would replace it: choose another --stage or --stack`;
  }
  return isUnderWay(stack) || isDead(stack) || isStuck(stack)
    ? `The stack ${name} is ${status}, which cannot be changed: ${stackAdvice(stack, options)}`
    : undefined;
}

/** Says why `destroy` must not remove a stack, and what to do; `undefined` if it may. */
export function refusalToRemove(stack: Stack): string | undefined {
  return isOfServerless(stack) || isOther(stack)
    ? `The stack ${stack.name} was not made by autotune deploy or from a release: remove it with the tool that made it (npx serverless remove for the Serverless Framework)`
    : undefined;
}
