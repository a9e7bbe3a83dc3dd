import type { Stack } from '../../shared/aws/stack.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { timeText } from '../time-text.ts';
import { programVersion } from '../version.ts';
import type { DeploymentAccount } from './deployment-account.ts';
import { lastRunLines } from './last-runs.ts';
import { driftLines, findDrift } from './stack-drift.ts';
import type { StackOptions } from './stack-options.ts';
import { deployedVersion, firstDeploy, isWhole, stackAdvice } from './tuner-stack.ts';

const EXIT_NOT_DEPLOYED = 1;

/**
 * Prints what is deployed.
 *
 * @returns The exit code.
 * @throws {TunerError} If the account refuses.
 */
export async function printStatus(
  account: DeploymentAccount,
  options: StackOptions,
  interrupt: AbortSignal,
): Promise<number> {
  const { accountId, region } = account.caller;
  const stack = await account.readStack(options.stackName);
  if (stack === undefined) {
    console.log(
      `There is no stack ${options.stackName} in ${region}, account ${accountId}: ${firstDeploy(options)} creates it`,
    );
    return EXIT_NOT_DEPLOYED;
  }
  for (const line of stackLines(stack, options)) console.log(line);
  for (const line of await lastRunLines(account, stack)) console.log(line);
  if (options.isDriftAsked) {
    console.log('Drift: CloudFormation compares each resource, which may take minutes');
    for (const line of driftLines(await findDrift(account, stack, { interrupt }), options))
      console.log(line);
  }
  return isWhole(stack) ? 0 : EXIT_NOT_DEPLOYED;
}

function stackLines(stack: Stack, options: StackOptions): readonly string[] {
  const version = deployedVersion(stack);
  const own = programVersion();
  const compared = version === own ? '' : `; this program is ${own}`;
  const reason =
    stack.statusReason === undefined
      ? ''
      : `: ${cleanText(stack.statusReason, MESSAGE_LENGTH_MAX)}`;
  const step = stackAdvice(stack, options);
  return [
    `Stack       ${stack.name}, ${stack.status} since ${timeText(stack.changedAtMs)}${reason}`,
    ...(step === undefined ? [] : [`Next        ${step}`]),
    `Version     ${version ?? 'unknown: this stack was not made from a release'}${compared}`,
    'Parameters',
    ...Object.entries(stack.parameters)
      .filter(([, value]) => value !== '')
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => `  ${name} = ${value}`),
  ];
}
