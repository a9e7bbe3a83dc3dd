import type { Stack } from '../../shared/aws/stack.ts';
import type { DriftDetection, DriftedResource } from '../../shared/aws/stack-drift.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { type Clock, systemClock } from '../../shared/runtime/clock.ts';
import { PROGRAM } from '../program-name.ts';
import type { DeploymentAccount } from './deployment-account.ts';
import { placeFlags, type StackOptions } from './stack-options.ts';

/** What was found. */
interface Drift {
  /** The last look at the comparison; it may still be under way. */
  readonly detection: DriftDetection;
  readonly resources: readonly DriftedResource[];
}

/** Between two looks at a comparison, and how often to look: 15 minutes. */
const POLL_MS = 3_000;
const POLL_COUNT_MAX = 300;

/** Longest value of a property that is shown, characters. */
const VALUE_LENGTH_MAX = 80;

/**
 * Lets CloudFormation compare a stack with its template.
 *
 * @throws {TunerError} If it may not be asked, or compares already.
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

/** What drifted, resource by resource, and what to do about it. */
export function driftLines(
  { detection, resources }: Drift,
  options: StackOptions,
): readonly string[] {
  const { state, reason } = detection;
  const told = reason === '' ? '' : `: ${cleanText(reason, MESSAGE_LENGTH_MAX)}`;
  const unsure = {
    done: [],
    failed: [`Drift       not all could be compared${told}`],
    'under way': ['Drift       CloudFormation is not done: ask again'],
  }[state];
  if (resources.length === 0) {
    return state === 'done' ? ['Drift       none: all is as the template has it'] : unsure;
  }
  return [
    ...unsure,
    `Drift       ${exactCountText(resources.length, 'resource differs', 'resources differ')} from the template`,
    ...resources.flatMap(resourceLines),
    `${PROGRAM} deploy ${placeFlags(options)} --revert-drift sets it back. What is meant to stay belongs into`,
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

/** CloudFormation writes `null` where there is nothing. */
function shown(value: string): string {
  return value === 'null' || value === '' ? 'nothing' : cleanText(value, VALUE_LENGTH_MAX);
}
