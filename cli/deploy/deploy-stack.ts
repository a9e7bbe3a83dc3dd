import { isDeepStrictEqual } from 'node:util';
import { parameterNames, parameterValues } from '../../local/deployment/stack-parameters.ts';
import type { ChangeSet } from '../../shared/aws/change-set.ts';
import type { Stack } from '../../shared/aws/stack.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { rethrowDefect } from '../../shared/errors.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { PROGRAM } from '../program-name.ts';
import { askToGoOn } from './agreement.ts';
import type { Artifacts } from './artifacts.ts';
import type { DeploymentAccount } from './deployment-account.ts';
import { followStack, seenEvents } from './follow-stack.ts';
import { planLines } from './plan-text.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';
import {
  isShell,
  isUnderWay,
  isWhole,
  refusalToChange,
  replacedVersionText,
  stackAdvice,
} from './tuner-stack.ts';
import { uploadArtifacts } from './upload-artifacts.ts';

const EXIT_NOT_DONE = 1;

/** Milliseconds between two polls of a change set, and the largest number of polls. */
const POLL_MS = 1_000;
const POLL_COUNT_MAX = 300;

/**
 * Stands for the required parameters that an existing stack has already; the values are not used.
 */
const PRESENT_PARAMS = { targetRoles: '*' };

/** Printed if a deployment ends without a change: the code was uploaded before that. */
const UNCHANGED = 'Nothing was changed except the bucket with the code.';

/**
 * Puts the tuner into an account, or changes what is there.
 *
 * @returns The exit code.
 * @throws {UsageError} If there is no terminal to ask on.
 * @throws {CannotDeployError} If a parameter is wrong.
 * @throws {TunerError} If the account refuses.
 */
export async function deployTuner(
  account: DeploymentAccount,
  options: StackOptions,
  { artifacts, interrupt }: { readonly artifacts: Artifacts; readonly interrupt: AbortSignal },
): Promise<number> {
  const { stackName } = options;
  const found = await account.readStack(stackName);
  const stack = found === undefined || isShell(found) ? undefined : found;
  const refusal = stack === undefined ? undefined : refusalToChange(stack, options);
  if (refusal !== undefined) {
    console.log(refusal);
    return EXIT_NOT_DONE;
  }
  const given = givenParameters(options, stack);
  const place = await uploadArtifacts(account, options, { artifacts, stack, interrupt });
  const parameters = { ...given, ...place.parameters };
  const isDriftReverted = stack !== undefined && options.isDriftReverted;
  if (
    stack !== undefined &&
    !isDriftReverted &&
    (await isUpToDate(account, stack, { artifacts, parameters }))
  ) {
    console.log(upToDateText(stackName));
    return 0;
  }
  const known = Object.keys(artifacts.template.Parameters);
  const changeSetId = await account.createChangeSet({
    name: stackName,
    isNew: stack === undefined,
    templateUrl: place.templateUrl,
    parameters,
    keptParameters: Object.keys(stack?.parameters ?? {}).filter(
      (name) => known.includes(name) && !(name in parameters),
    ),
    tags: { 'autotuner:service': 'lambda-autotuner', 'autotuner:stage': options.stage },
    isDriftReverted,
  });
  const prepared = { changeSetId, stackName, isShellOurs: found === undefined };
  let isBegun = false;
  try {
    const changeSet = await readPrepared(account, changeSetId, interrupt);
    if (changeSet.state !== 'ready') return sayWhyNot(changeSet, options);
    const plan = planLines(changeSet, artifacts.template, {
      ...account.caller,
      stackName,
      parameters: { ...stack?.parameters, ...parameters },
      replacedVersion: stack && replacedVersionText(stack, artifacts.template),
    });
    console.log(plan.join('\n'));
    if (options.isPlan || !(options.isAgreed || (await askToGoOn('Go on', interrupt)))) {
      console.log(UNCHANGED);
      return options.isPlan ? 0 : EXIT_NOT_DONE;
    }
    const { stackId } = changeSet;
    const seen = await seenEvents(account, stackId);
    interrupt.throwIfAborted();
    isBegun = true;
    await account.executeChangeSet(changeSet.id);
    const made = await followStack(account, { stackId, known: seen }, interrupt);
    return sayEnd(made, options);
  } finally {
    if (!isBegun) await discard(account, prepared);
  }
}

function upToDateText(stackName: string): string {
  return `Nothing to change: ${stackName} is up to date.`;
}

function sayWhyNot({ state, reason }: ChangeSet, { stackName }: StackOptions): number {
  if (state === 'empty') {
    console.log(upToDateText(stackName));
    return 0;
  }
  const text =
    state === 'preparing'
      ? `it has not finished within ${(POLL_COUNT_MAX * POLL_MS) / 1000} s: run the command again`
      : cleanText(reason, MESSAGE_LENGTH_MAX);
  console.log(`CloudFormation cannot prepare the change of ${stackName}: ${text}\n${UNCHANGED}`);
  return EXIT_NOT_DONE;
}

/**
 * The parameters that are given, by their names in the template.
 *
 * @throws {CannotDeployError} If one is not known, or has a value that the template refuses;
 *   without a stack, if one is missing.
 */
function givenParameters(
  { params }: StackOptions,
  stack: Stack | undefined,
): Readonly<Record<string, string>> {
  const present = stack === undefined ? {} : PRESENT_PARAMS;
  const values = parameterValues({ ...present, ...params });
  return Object.fromEntries(
    Object.entries(parameterNames())
      .filter(([option]) => params[option] !== undefined)
      .map(([, name]) => [name, [values.get(name) ?? ''].flat().join(',')]),
  );
}

/** Parses JSON; `undefined` for other text. A template may be YAML, but ours never is. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a change set would be empty. Comparing is much faster than making one. */
async function isUpToDate(
  account: DeploymentAccount,
  stack: Stack,
  {
    artifacts,
    parameters,
  }: { readonly artifacts: Artifacts; readonly parameters: Readonly<Record<string, string>> },
): Promise<boolean> {
  const isKept = Object.entries(parameters).every(
    ([name, value]) => stack.parameters[name] === value,
  );
  return (
    /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status) &&
    isKept &&
    isDeepStrictEqual(readJson(await account.readTemplate(stack.name)), artifacts.template)
  );
}

async function readPrepared(
  account: DeploymentAccount,
  id: string,
  interrupt: AbortSignal,
): Promise<ChangeSet> {
  for (let count = 1; ; count++) {
    interrupt.throwIfAborted();
    const changeSet = await account.readChangeSet(id);
    if (changeSet.state !== 'preparing' || count === POLL_COUNT_MAX) return changeSet;
    await systemClock.sleepMs(POLL_MS, interrupt);
  }
}

interface Prepared {
  readonly changeSetId: string;
  readonly stackName: string;
  /** Whether the stack did not exist before, not even as an empty shell. */
  readonly isShellOurs: boolean;
}

/** Deletes a change set, with the empty shell of a stack if that was made for it. */
async function discard(
  account: DeploymentAccount,
  { changeSetId, stackName, isShellOurs }: Prepared,
): Promise<void> {
  try {
    await account.deleteChangeSet(changeSetId);
    const left = isShellOurs ? await account.readStack(stackName) : undefined;
    if (left !== undefined && isShell(left)) await account.deleteStack(left.id);
  } catch (error) {
    // Only printed: the outcome or the error before it matters more than a change set left behind.
    rethrowDefect(error);
    console.log(`The prepared change set is still there: ${error.message}`);
  }
}

function sayEnd(stack: Stack | undefined, options: StackOptions): number {
  const flags = placeFlags(options);
  if (stack !== undefined && /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) {
    console.log(`Deployed as ${stack.name}.

Tune a function:    ${PROGRAM} my-fn ${flags.replace('--stack', '--state-machine')}
See what is there:  ${PROGRAM} status ${flags}
Remove all:         ${PROGRAM} destroy ${flags}`);
    return 0;
  }
  console.log(failureText(stack, options));
  return EXIT_NOT_DONE;
}

function failureText(stack: Stack | undefined, options: StackOptions): string {
  if (stack === undefined) {
    return `CloudFormation could not create ${options.stackName}: the stack was removed meanwhile`;
  }
  const { name, status, statusReason } = stack;
  if (isUnderWay(stack)) return `CloudFormation is still at work: ${stackAdvice(stack, options)}`;
  const reason =
    statusReason === undefined ? '' : `, ${cleanText(statusReason, MESSAGE_LENGTH_MAX)}`;
  return isWhole(stack)
    ? `CloudFormation could not change ${name}, and has rolled back the change (${status}${reason}): fix what failed, and deploy again`
    : `CloudFormation could not deploy ${name} (${status}${reason}): ${stackAdvice(stack, options)}`;
}
