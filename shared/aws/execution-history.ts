import {
  GetExecutionHistoryCommand,
  type HistoryEvent as SdkHistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { definedOnly } from '../core/defined-only.ts';
import { parseJson } from '../core/json.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** An entry of an execution's history that matters here. */
export type HistoryEntry =
  /**
   * The error with which the execution ended; either field is absent if Step Functions does not
   * give it.
   */
  | { readonly kind: 'ended'; readonly error?: string; readonly cause?: string }
  /** Variables that a state assigned, by name; values of any shape. */
  | { readonly kind: 'assigned'; readonly variables: Readonly<Record<string, unknown>> };

/** Events per page. Each may hold 256 KiB, and a whole page is held in memory. */
const EVENTS_OF_PAGE = 200;

/**
 * Most pages, enough for the longest history: Step Functions ends an execution at 25,000 events.
 */
const PAGE_COUNT_MAX = 125;

/**
 * Reads an execution's history backwards from its end, until the caller stops.
 *
 * @throws {PermissionDeniedError} If the role may not read it.
 * @throws {CallRejectedError} If Step Functions no longer knows the execution, after 90 days.
 */
export async function* readHistoryBackwards(
  client: SFNClient,
  context: CallContext,
  executionArn: string,
): AsyncGenerator<HistoryEntry> {
  for await (const event of eventsBackwards(client, context, executionArn)) {
    const entry = entryOf(event);
    if (entry !== undefined) yield entry;
  }
}

/**
 * Reads the events of an execution backwards from its end. Fetches each page when it is needed.
 *
 * @throws {PermissionDeniedError} If the caller may not read it.
 * @throws {CallRejectedError} If Step Functions does not know the execution.
 */
export async function* eventsBackwards(
  client: SFNClient,
  context: CallContext,
  executionArn: string,
): AsyncGenerator<SdkHistoryEvent> {
  let nextToken: string | undefined;
  for (let pageCount = 0; pageCount < PAGE_COUNT_MAX; pageCount++) {
    const page = await callAws(`read the history of "${executionArn}"`, context, (abortSignal) =>
      client.send(
        new GetExecutionHistoryCommand({
          executionArn,
          reverseOrder: true,
          includeExecutionData: true,
          maxResults: EVENTS_OF_PAGE,
          nextToken,
        }),
        { abortSignal },
      ),
    );
    yield* page.events ?? [];
    nextToken = page.nextToken;
    if (nextToken === undefined) return;
  }
}

function entryOf(event: SdkHistoryEvent): HistoryEntry | undefined {
  const end =
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  if (end !== undefined) {
    const { error, cause } = end;
    return definedOnly({ kind: 'ended', error, cause });
  }
  const assigned = assignedVariablesOf(event);
  return Object.keys(assigned).length === 0 ? undefined : { kind: 'assigned', variables: assigned };
}

/**
 * Returns the variables that the event's state assigned. A value that was cut off is no longer
 * JSON, and is left out.
 */
export function assignedVariablesOf(event: SdkHistoryEvent): Readonly<Record<string, unknown>> {
  const texts = Object.entries(event.stateExitedEventDetails?.assignedVariables ?? {});
  return Object.fromEntries(
    texts.flatMap(([name, text]) => {
      const value = parseJson(text);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
