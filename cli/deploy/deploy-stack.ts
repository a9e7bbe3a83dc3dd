import { isDeepStrictEqual } from 'node:util';
import { parameterNames, parameterValues } from '../../local/deployment/stack-parameters.ts';
import type { ChangeSet } from '../../shared/aws/change-set.ts';
import type { Stack } from '../../shared/aws/stack.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { askToGoOn } from './agreement.ts';
import { type Artifacts, readArtifacts } from './artifacts.ts';
import type { DeploymentAccount } from './deployment-account.ts';
import { followStack, seenEvents } from './follow-stack.ts';
import { roleLines } from './role-text.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';
import { isShell, refusalToChange } from './tuner-stack.ts';

const EXIT_NOT_DONE = 1;

/** What the keys of the code begin with, in a bucket that is made for it. */
const KEY_PREFIX = 'lambda-autotuner/';

/** Between two looks at a change set, and how often to look. */
const POLL_MS = 1_000;
const POLL_COUNT_MAX = 300;

/** What a stack has that is there already, whatever its value. */
const PRESENT_PARAMS = { targetRoles: '*' };

/**
 * Puts the tuner into an account, or changes what is there.
 *
 * @returns The exit code.
 * @throws {UsageError} If there is no release, or nobody to ask.
 * @throws {CannotDeployError} If a parameter is wrong.
 * @throws {TunerError} If the account refuses.
 */
export async function deployTuner(
  account: DeploymentAccount,
  options: StackOptions,
  interrupt: AbortSignal,
): Promise<number> {
  const artifacts = readArtifacts();
  const { stackName } = options;
  const found = await account.readStack(stackName);
  const stack = found === undefined || isShell(found) ? undefined : found;
  const refusal = stack === undefined ? undefined : refusalToChange(stack, options);
  if (refusal !== undefined) {
    console.log(refusal);
    return EXIT_NOT_DONE;
  }
  const given = givenParameters(options, stack);
  const place = await uploadArtifacts(account, options, { artifacts, stack });
  const parameters = { ...given, ...place.parameters };
  if (stack !== undefined && (await isUpToDate(account, stack, { artifacts, parameters }))) {
    console.log(`Nothing to change: ${stackName} is up to date.`);
    return 0;
  }
  const known = Object.keys(artifacts.template.Parameters);
  const changeSet = await prepare(account, {
    name: stackName,
    isNew: stack === undefined,
    templateUrl: place.templateUrl,
    parameters,
    keptParameters: Object.keys(stack?.parameters ?? {}).filter(
      (name) => known.includes(name) && !(name in parameters),
    ),
    tags: { 'autotuner:service': 'lambda-autotuner', 'autotuner:stage': options.stage },
  });
  let isBegun = false;
  try {
    if (changeSet.state !== 'ready') return sayWhyNot(changeSet, options);
    const plan = planLines(changeSet, artifacts, {
      ...account.caller,
      stackName: options.stackName,
      parameters: { ...stack?.parameters, ...parameters },
    });
    console.log(plan.join('\n'));
    if (options.isPlan || !(options.isAgreed || (await askToGoOn('Go on', interrupt)))) {
      console.log('Nothing was changed but the bucket with the code.');
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
    if (!isBegun) await discard(account, changeSet, stack);
  }
}

function sayWhyNot({ state, reason }: ChangeSet, { stackName }: StackOptions): number {
  if (state === 'empty') {
    console.log(`Nothing to change: ${stackName} is up to date.`);
    return 0;
  }
  const text =
    state === 'preparing'
      ? `what is to change was not prepared within ${(POLL_COUNT_MAX * POLL_MS) / 1000} s: run it again`
      : cleanText(reason, MESSAGE_LENGTH_MAX);
  console.log(`CloudFormation cannot: ${text}`);
  return EXIT_NOT_DONE;
}

/**
 * The parameters that are given, by their names in the template.
 *
 * @throws {CannotDeployError} If one is not known, or has a value that the template refuses; without
 *   a stack, if one is missing.
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

/** A template may be YAML, too: ours is not. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a change set could only be empty; to make one takes far longer than to compare. */
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

async function uploadArtifacts(
  account: DeploymentAccount,
  { bucketName: givenBucket }: StackOptions,
  { artifacts, stack }: { readonly artifacts: Artifacts; readonly stack: Stack | undefined },
) {
  const { accountId, region } = account.caller;
  const present = stack?.parameters;
  const bucket =
    givenBucket ?? present?.ArtifactBucket ?? `lambda-autotuner-${accountId}-${region}`;
  const prefix = bucket === present?.ArtifactBucket ? (present.ArtifactPrefix ?? '') : KEY_PREFIX;
  if (await account.ensureBucket(bucket)) {
    console.log(`Made the bucket ${bucket}, private and encrypted`);
  }
  let count = 0;
  for (const [name, content] of artifacts.files) {
    if (await account.hasObject(bucket, prefix + name)) continue;
    await account.upload(bucket, prefix + name, content);
    count += 1;
  }
  console.log(
    count === 0
      ? `The code is in ${bucket} already: nothing uploaded`
      : `Uploaded ${count} of ${artifacts.files.size} files to ${bucket}`,
  );
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    parameters: { ArtifactBucket: bucket, ArtifactPrefix: prefix },
    templateUrl: `https://${bucket}.s3.${region}.${domain}/${prefix}${artifacts.templateName}`,
  };
}

async function prepare(
  account: DeploymentAccount,
  wanted: Parameters<DeploymentAccount['createChangeSet']>[0],
): Promise<ChangeSet> {
  const id = await account.createChangeSet(wanted);
  for (let count = 1; ; count++) {
    const changeSet = await account.readChangeSet(id);
    if (changeSet.state !== 'preparing' || count === POLL_COUNT_MAX) return changeSet;
    await systemClock.sleepMs(POLL_MS);
  }
}

/** A stack that was only prepared is an empty shell, which goes with its change set. */
async function discard(
  account: DeploymentAccount,
  { id, stackId }: ChangeSet,
  stack: Stack | undefined,
): Promise<void> {
  await account.deleteChangeSet(id);
  const left = stack === undefined ? await account.readStack(stackId) : undefined;
  if (left !== undefined && isShell(left)) await account.deleteStack(stackId);
}

function planLines(
  { changes }: ChangeSet,
  { template }: Artifacts,
  place: Parameters<typeof roleLines>[1],
): readonly string[] {
  const verbs = { Add: 'make', Modify: 'change', Remove: 'delete' } as const;
  const count = (action: keyof typeof verbs) =>
    changes.filter((change) => change.action === action).length;
  const totals = (['Add', 'Modify', 'Remove'] as const)
    .filter((action) => count(action) > 0)
    .map((action) => `${verbs[action]} ${count(action)}`);
  return [
    '',
    `${template.Description}`,
    `Stack ${place.stackName} in ${place.region}, account ${place.accountId}: ${totals.join(', ') || 'no resource changes'}`,
    ...changes.map(
      ({ action, logicalId, resourceType, isReplaced }) =>
        `  ${action.toLowerCase().padEnd(6)} ${logicalId} (${resourceType})${isReplaced ? ', made anew' : ''}`,
    ),
    '',
    'What each role may do:',
    ...roleLines(template, place),
    '',
  ];
}

function sayEnd(stack: Stack | undefined, options: StackOptions): number {
  if (stack === undefined || !/^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) {
    console.log(
      `CloudFormation could not: ${stack?.status ?? 'the stack is gone'}${stack?.statusReason === undefined ? '' : `, ${cleanText(stack.statusReason, MESSAGE_LENGTH_MAX)}`}`,
    );
    const next = stack === undefined ? undefined : refusalToChange(stack, options);
    if (next !== undefined) console.log(next);
    return EXIT_NOT_DONE;
  }
  const flags = placeFlags(options);
  console.log(`Deployed as ${stack.name}.

Tune a function:    autotune my-fn ${flags.replace('--stack', '--state-machine')}
See what is there:  autotune status ${flags}
Remove all:         autotune destroy ${flags}`);
  return 0;
}
