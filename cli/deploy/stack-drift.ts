import type { Stack } from '../../shared/aws/stack.ts';
import type { DriftDetection, DriftedResource } from '../../shared/aws/stack-drift.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { type Clock, systemClock } from '../../shared/runtime/clock.ts';
import { PROGRAM } from '../program-name.ts';
import type { DeploymentAccount } from './deployment-account.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';

/** The result of a drift detection. */
interface Drift {
  /** State of the detection at the last poll; it may still be under way. */
  readonly detection: DriftDetection;
  readonly resources: readonly DriftedResource[];
}

/** Milliseconds between two polls of a detection, and the largest number of polls: 15 minutes. */
const POLL_MS = 3_000;
const POLL_COUNT_MAX = 300;

/** Longest value of a property that is shown, characters. */
const VALUE_LENGTH_MAX = 80;

/**
 * Lets CloudFormation compare a stack with its template.
 *
 * @throws {TunerError} If the caller lacks the permission, or a detection is already under way.
 */
export async function findDrift(
  account: Pick<DeploymentAccount, 'detectDrift' | 'readDriftDetection' | 'readDriftedResources'>,
  { id }: Pick<Stack, 'id'>,
  { interrupt, clock = systemClock }: { readonly interrupt: AbortSignal; readonly clock?: Clock },
): Promise<Drift> {
  const detectionId = await account.detectDrift(id);
  let detection = await account.readDriftDetection(detectionId);
  for (let count = 1; detection.state === 'under way' && count < POLL_COUNT_MAX; count++) {
    await clock.sleepMs(POLL_MS, interrupt);
    detection = await account.readDriftDetection(detectionId);
  }
  const resources = detection.hasDrifted ? await account.readDriftedResources(id) : [];
  return { detection, resources };
}

/** Lists what drifted, resource by resource, and what to do about it. */
export function driftLines(
  { detection, resources }: Drift,
  options: StackOptions,
): readonly string[] {
  const { state, reason } = detection;
  const told = reason === '' ? '' : `: ${cleanText(reason, MESSAGE_LENGTH_MAX)}`;
  const unsure = {
    done: [],
    failed: [`Drift       not every resource could be compared${told}`],
    'under way': ['Drift       CloudFormation has not finished: run the command again'],
  }[state];
  if (resources.length === 0) {
    return state === 'done' ? ['Drift       none: every resource is as in the template'] : unsure;
  }
  return [
    ...unsure,
    `Drift       ${exactCountText(resources.length, 'resource differs', 'resources differ')} from the template`,
    ...resources.flatMap(resourceLines),
    `${PROGRAM} deploy ${placeFlags(options)} --revert-drift reverts it. A change that is meant to stay belongs in`,
    'a parameter: --param NAME=VALUE.',
  ];
}

function resourceLines(resource: DriftedResource): readonly string[] {
  const { logicalId, resourceType, kind, differences } = resource;
  return [
    `  ${logicalId} (${resourceType})${kind === 'deleted' ? ': deleted' : ''}`,
    ...differences.map(
      ({ path, expected, actual }) => `    ${path}: ${shown(expected)} became ${shown(actual)}`,
    ),
  ];
}

/** Formats a value. CloudFormation writes `null` for an absent one. */
function shown(value: string): string {
  return value === 'null' || value === '' ? 'nothing' : cleanText(value, VALUE_LENGTH_MAX);
}
