import type { FleetItem, FleetPlan, Refused } from '../../shared/contract/fleet.ts';
import {
  COMPARES_NOTHING,
  type FleetRequest,
  MEASURES_ONE_ARCHITECTURE,
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
import type { ScannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { InvalidRequestError } from '../../shared/errors.ts';
import { type OptedInPorts, readOptedInTargets } from '../../shared/run/opted-in-functions.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { type FleetScanPorts, scanFunctions } from './fleet-scan.ts';

/** Dependencies of {@link planItems}. */
export interface FleetItemsPorts extends Omit<OptedInPorts, 'request'>, FleetScanPorts {
  readonly store: Store;
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

/** The functions of a fleet in order, those that are not part of it, and why the order is unknown. */
export async function planItems(
  ports: FleetItemsPorts,
  fleetRequest: FleetRequest,
): Promise<
  Pick<FleetPlan, 'refused' | 'unorderedBecause'> & { readonly items: readonly FleetItem[] }
> {
  const { candidates, refused } = await candidatesOf(ports, fleetRequest);
  const { accepted, wrong } = sorted(candidates);
  const scan = await scanFunctions(
    ports,
    accepted.flatMap(({ functionName }) => ownName(ports, functionName) ?? []),
  );
  const ordered = byExpectedSavingPerInvocation(
    accepted.map((each) =>
      unplaced(ports, each, scan.functions.get(ownName(ports, each.functionName) ?? '')),
    ),
  );
  const { top = ordered.length } = fleetRequest;
  return {
    items: ordered.slice(0, top).map((item, position) => ({ position, ...item })),
    refused: [
      ...refused,
      ...wrong,
      ...ordered.slice(top).map(({ functionName }) => ({
        functionName,
        reason: `not among the ${top} with the largest expected saving for an invocation`,
      })),
    ],
    ...definedOnly({ unorderedBecause: scan.failure }),
  };
}

/** Several environments start for a size, and some invocations fail. */
const SAMPLING_MARGIN = 1.5;

type Home = Pick<FleetItemsPorts, 'stateMachineArn'>;

/** A function as its whole ARN has it; `undefined` if the text is no name of one. */
function located({ stateMachineArn }: Home, functionName: string) {
  const home = homeOfArn(stateMachineArn);
  const reference = parseFunctionReference(functionName);
  return home && reference && locateFunction(reference, home);
}

/** The name of a function of the tuner's region and account, whose metrics can be read. */
function ownName(ports: Home, functionName: string): string | undefined {
  const home = homeOfArn(ports.stateMachineArn);
  const named = located(ports, functionName);
  return named?.region === home?.region && named?.accountId === home?.accountId
    ? named?.functionName
    : undefined;
}

/** The first of all names that mean the same function at the same version. */
function distinct(ports: Home, functionNames: readonly string[]): readonly string[] {
  const byMeaning = new Map<string, string>();
  for (const each of functionNames) {
    const named = located(ports, each);
    const qualifier = named?.qualifier ?? '$LATEST';
    const meaning = named ? `${functionArnOf(named)}:${qualifier}` : each;
    if (!byMeaning.has(meaning)) byMeaning.set(meaning, each);
  }
  return [...byMeaning.values()];
}

async function candidatesOf(
  ports: FleetItemsPorts,
  { functionNames, request = {} }: FleetRequest,
): Promise<{ readonly candidates: readonly Candidate[]; readonly refused: readonly Refused[] }> {
  if (functionNames !== undefined) {
    const names = distinct(ports, functionNames);
    return { candidates: names.map((functionName) => ({ functionName, request })), refused: [] };
  }
  const { targets, skipped } = await readOptedInTargets({ ...ports, request });
  return {
    candidates: targets,
    refused: skipped.map(({ functionArn, message }) => ({
      functionName: functionArn,
      reason: message,
    })),
  };
}

/** A candidate with its request as a run would read it. */
interface Accepted extends Candidate {
  readonly parsed: TuningRequest;
}

/** Why a function is left out whose own request is for a run of its own; `undefined` for others. */
function foreignReason({ compareWith, architectures }: TuningRequest): string | undefined {
  if (compareWith !== undefined) return COMPARES_NOTHING;
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
  { caps, region }: FleetItemsPorts,
  { functionName, request, parsed }: Accepted,
  scanned: ScannedFunction | undefined,
): Omit<FleetItem, 'position'> {
  const planned = Math.ceil(SAMPLING_MARGIN * plannedInvocations(parsed));
  const asked = planned || parsed.invocationsMax;
  const facts = definedOnly({
    invocationsAsked: asked,
    durationMsMean: scanned?.traffic.durationMs?.mean,
    memoryMb: scanned?.subject.memoryMb,
  });
  const price = priceOf(region, scanned?.subject.architecture ?? 'x86_64');
  const saving = scanned?.outlook?.savingUsdPerMonth;
  return {
    functionName,
    request,
    need: runNeed({ ...facts, price }, runCaps(parsed, caps)),
    ...(scanned !== undefined && {
      expected: { savingUsdPerMonth: saving?.mean ?? 0, savingUsdPerMonthSd: saving?.sd ?? 0 },
    }),
  };
}
