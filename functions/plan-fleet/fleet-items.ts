import { type FunctionUsage, usageOf } from '../../shared/aws/region-usage.ts';
import type { FleetItem, FleetPlan, Refused } from '../../shared/contract/fleet.ts';
import {
  COMPARES_NOTHING,
  FLEET_SIZE_MAX,
  type FleetRequest,
  MEASURES_ONE_ARCHITECTURE,
  MEASURES_WARM_INVOCATIONS,
} from '../../shared/contract/fleet-request.ts';
import { plannedInvocations, runCaps } from '../../shared/contract/request-caps.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { byExpectedSavingPerInvocation } from '../../shared/core/fleet/fleet-order.ts';
import { runNeed } from '../../shared/core/fleet/run-need.ts';
import {
  functionArnOf,
  homeOfArn,
  locateFunction,
  parseFunctionReference,
} from '../../shared/core/function-reference.ts';
import type { RunCaps } from '../../shared/core/planner/run-caps.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { InvalidRequestError } from '../../shared/errors.ts';
import { optedInTargets } from '../../shared/run/opted-in-functions.ts';
import { type Planning, type PlanningScope, USAGE_DAYS } from './planning.ts';

/** Facts that {@link plannedItems} needs. */
export interface FleetItemsFacts {
  readonly region: string;
  /** What one run may spend. */
  readonly caps: RunCaps;
  /** The machine whose runs tune the functions. */
  readonly stateMachineArn: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Candidate {
  readonly functionName: string;
  readonly request: Fields;
}

/** How production uses a function, and what tuning it is expected to save. */
interface Outlook extends FunctionUsage {
  readonly saving: Planning['savings'][number];
}

/** Returns a test for the functions of the tuner's region that the fleet asks for. */
export function wantedOf(
  facts: FleetItemsFacts,
  fleetRequest: FleetRequest,
  planning: Planning,
): PlanningScope {
  const { candidates } = candidatesOf(facts, fleetRequest, planning);
  const names = new Set(candidates.map(({ functionName }) => ownName(facts, functionName)));
  return { isWanted: ({ functionName }) => names.has(functionName) };
}

/**
 * Returns the functions of a fleet in order, those left out, and why the order is unknown, if it
 * is.
 */
export function plannedItems(
  facts: FleetItemsFacts,
  fleetRequest: FleetRequest,
  planning: Planning,
): Pick<FleetPlan, 'refused' | 'leftOut' | 'unorderedBecause'> & {
  readonly items: readonly FleetItem[];
} {
  const { candidates, refused } = candidatesOf(facts, fleetRequest, planning);
  const { accepted, wrong } = sorted(candidates);
  const outlooks = outlooksOf(facts, planning);
  const ordered = byExpectedSavingPerInvocation(
    accepted.map((each) =>
      unplaced(facts, each, outlooks.get(ownName(facts, each.functionName) ?? '')),
    ),
  );
  const top = Math.min(fleetRequest.top ?? FLEET_SIZE_MAX, FLEET_SIZE_MAX);
  return {
    items: ordered.slice(0, top).map((item, position) => ({ position, ...item })),
    refused: [...refused, ...wrong],
    leftOut: ordered.slice(top).map(({ functionName }) => ({
      functionName,
      reason: `not among the ${top} with the largest expected saving for an invocation`,
    })),
    ...definedOnly({ unorderedBecause: planning.unorderedBecause }),
  };
}

/** Returns the outlooks by function name; empty if production cannot be read. */
function outlooksOf(
  { region }: FleetItemsFacts,
  { usage, savings, unorderedBecause }: Planning,
): ReadonlyMap<string, Outlook> {
  const functions = unorderedBecause === undefined ? usageOf(usage, { region, ...USAGE_DAYS }) : [];
  return new Map(
    functions.map((each, index) => [
      each.subject.functionName,
      { ...each, saving: savings[index] ?? null },
    ]),
  );
}

/** Allows for several environments starting per size, and for some invocations failing. */
const SAMPLING_MARGIN = 1.5;

type TunerAddress = Pick<FleetItemsFacts, 'stateMachineArn'>;

/**
 * Reads a function name as a whole ARN would state it; `undefined` if the text is not a function
 * name.
 */
function located({ stateMachineArn }: TunerAddress, functionName: string) {
  const home = homeOfArn(stateMachineArn);
  const reference = parseFunctionReference(functionName);
  return home && reference && locateFunction(reference, home);
}

/**
 * Returns the name of a function if it is in the tuner's region and account, where its metrics can
 * be read.
 */
function ownName(facts: TunerAddress, functionName: string): string | undefined {
  const home = homeOfArn(facts.stateMachineArn);
  const named = located(facts, functionName);
  return named?.region === home?.region && named?.accountId === home?.accountId
    ? named?.functionName
    : undefined;
}

/** Returns the first of all names that mean the same function at the same version. */
function distinct(facts: TunerAddress, functionNames: readonly string[]): readonly string[] {
  const byMeaning = new Map<string, string>();
  for (const each of functionNames) {
    const named = located(facts, each);
    const qualifier = named?.qualifier ?? '$LATEST';
    const meaning = named ? `${functionArnOf(named)}:${qualifier}` : each;
    if (!byMeaning.has(meaning)) byMeaning.set(meaning, each);
  }
  return [...byMeaning.values()];
}

function candidatesOf(
  facts: TunerAddress,
  { functionNames = [], request = {} }: FleetRequest,
  { tagged }: Planning,
): { readonly candidates: readonly Candidate[]; readonly refused: readonly Refused[] } {
  const names = distinct(facts, functionNames);
  const named = new Set(names.map((each) => ownName(facts, each)));
  const { targets, skipped } = optedInTargets(
    // A function that is also named is tuned as named.
    tagged.filter(({ functionArn }) => !named.has(ownName(facts, functionArn))),
    request,
  );
  return {
    candidates: [...names.map((functionName) => ({ functionName, request })), ...targets],
    refused: skipped.map(({ functionArn, message }) => ({
      functionName: functionArn,
      reason: message,
    })),
  };
}

/** A candidate whose request was parsed as a run would parse it. */
interface Accepted extends Candidate {
  readonly parsed: TuningRequest;
}

/**
 * Returns why a function is left out if its own request only makes sense outside a fleet;
 * `undefined` for others.
 */
function foreignReason({
  compareWith,
  coldStarts,
  architectures,
}: TuningRequest): string | undefined {
  if (compareWith !== undefined) return COMPARES_NOTHING;
  if (coldStarts) return MEASURES_WARM_INVOCATIONS;
  return architectures === undefined ? undefined : MEASURES_ONE_ARCHITECTURE;
}

function sorted(candidates: readonly Candidate[]) {
  const accepted: Accepted[] = [];
  const wrong: Refused[] = [];
  for (const { functionName, request } of candidates) {
    try {
      const parsed = parseTuningRequest({ ...request, functionName }).request;
      const reason = foreignReason(parsed);
      if (reason === undefined) accepted.push({ functionName, request, parsed });
      else wrong.push({ functionName, reason });
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      wrong.push({
        functionName: cleanText(functionName, MESSAGE_LENGTH_MAX),
        reason: cleanText(error.message, MESSAGE_LENGTH_MAX),
      });
    }
  }
  return { accepted, wrong };
}

function unplaced(
  { caps, region }: FleetItemsFacts,
  { functionName, request, parsed }: Accepted,
  outlook: Outlook | undefined,
): Omit<FleetItem, 'position'> {
  const planned = Math.ceil(SAMPLING_MARGIN * plannedInvocations(parsed));
  const asked = planned || parsed.invocationsMax;
  const facts = definedOnly({
    invocationsAsked: asked,
    durationMsMean: outlook?.traffic.durationMs?.mean,
    memoryMb: outlook?.subject.memoryMb,
  });
  const price = priceOf(region, outlook?.subject.architecture ?? 'x86_64');
  const { mean = 0, sd = 0 } = outlook?.saving ?? {};
  return {
    functionName,
    request,
    need: runNeed({ ...facts, price }, runCaps(parsed, caps)),
    ...(outlook !== undefined && {
      expected: { savingUsdPerMonth: mean, savingUsdPerMonthSd: sd },
    }),
  };
}
