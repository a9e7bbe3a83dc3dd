import { createHash } from 'node:crypto';
import {
  type DispatchOutput,
  type Occasion,
  occasionOfEvent,
} from '../../shared/contract/dispatch.ts';
import { parseFunctionReference } from '../../shared/core/function-reference.ts';

/** What Dispatch needs of the world. */
export interface DispatchPorts {
  /** Starts a run, once for each name. @returns Its execution's ARN. */
  start(name: string, request: DispatchedRequest): Promise<string>;
  /** Which functions a release is of, and which the schedule tunes. */
  readonly functionNames: Readonly<Record<Occasion['kind'], readonly string[]>>;
  /** What else every run that is started here is asked for. */
  readonly request: Readonly<Record<string, unknown>>;
  /** What every clone's name starts with: clones are nobody's release. */
  readonly clonePrefix: string;
}

/** The request of a run that an event starts. */
export type DispatchedRequest = Readonly<Record<string, unknown>> & {
  readonly functionName: string;
};

/**
 * Starts runs for an event. Events come twice, and a release causes several: the execution's name
 * follows from the event, so that a second delivery starts nothing, and runs of the same function
 * wait for each other.
 */
export async function dispatch(ports: DispatchPorts, event: unknown): Promise<DispatchOutput> {
  const occasion = occasionOfEvent(event);
  if (occasion === undefined) {
    return { executionArns: [], ignored: 'The event is no reason to tune anything' };
  }
  const functionNames = functionsOf(ports, occasion);
  if (functionNames.length === 0) {
    return { executionArns: [], ignored: 'No function is configured for this event' };
  }
  const executionArns = await Promise.all(
    functionNames.map((functionName) =>
      ports.start(executionName(functionName, occasion), {
        onBusy: 'wait',
        ...ports.request,
        functionName,
      }),
    ),
  );
  return { executionArns };
}

/** An event that names its function concerns that one, where it is among the configured ones. */
function functionsOf(
  { functionNames, clonePrefix }: DispatchPorts,
  { kind, functionName }: Occasion,
): readonly string[] {
  const configured = functionNames[kind];
  if (functionName === undefined) {
    return configured;
  }
  return functionName.startsWith(clonePrefix)
    ? []
    : configured.filter((each) => parseFunctionReference(each)?.functionName === functionName);
}

/** Longest part of a function's name in an execution's name, which has at most 80 characters. */
const NAME_LENGTH_MAX = 60;

function executionName(functionName: string, { identity }: Occasion): string {
  const digest = createHash('sha256').update(`${identity} ${functionName}`).digest('hex');
  const readable = (parseFunctionReference(functionName)?.functionName ?? '').slice(
    0,
    NAME_LENGTH_MAX,
  );
  return `${readable}-${digest.slice(0, 12)}`;
}
