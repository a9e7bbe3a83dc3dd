import {
  GetExecutionHistoryCommand,
  type HistoryEvent as SdkHistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { definedOnly } from '../core/defined-only.ts';
import { parseJson } from '../core/json.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** What an execution's history tells that is of use here. */
export type HistoryEntry =
  /** With what the execution ended; either is absent where Step Functions gives none. */
  | { readonly kind: 'ended'; readonly error?: string; readonly cause?: string }
  /** Variables that a state assigned, by name: values of any shape. */
  | { readonly kind: 'assigned'; readonly variables: Readonly<Record<string, unknown>> };

/** Events may hold 256 KiB each, and a page is held in memory as a whole. */
const EVENTS_OF_PAGE = 200;

/** As many pages as the longest history has: Step Functions ends an execution at 25,000 events. */
const PAGE_COUNT_MAX = 125;

/**
 * Reads an execution's history from its end backwards, as far as the caller wants to know it.
 *
 * @throws {PermissionDeniedError} If the role may not read it.
 * @throws {CallRejectedError} If Step Functions does not know it any more, after 90 days.
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
 * The events of an execution's history from its end backwards, page after page as they are taken.
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

/** Variables that the state of an event assigned. One that was cut is no JSON, and is left out. */
export function assignedVariablesOf(event: SdkHistoryEvent): Readonly<Record<string, unknown>> {
  const texts = Object.entries(event.stateExitedEventDetails?.assignedVariables ?? {});
  return Object.fromEntries(
    texts.flatMap(([name, text]) => {
      const value = parseJson(text);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
