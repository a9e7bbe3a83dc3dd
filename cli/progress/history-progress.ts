import * as z from 'zod/mini';
import type { ExecutionEvent } from '../../shared/aws/execution-events.ts';
import { type Architecture, architectureSchema } from '../../shared/core/architecture.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { isTold, type ProgressEvent, type ToldState } from './progress-event.ts';

/** The first variable that an iteration of the Map assigns: the size that it measures. */
const assignedMeasurement = z.looseObject({
  measurement: z.looseObject({
    powerValue: z.number(),
    architecture: z.exactOptional(architectureSchema),
  }),
});

/** What the preceding events say about an event. */
interface EventPlace {
  /** The pass through a state that it belongs to; absent between two states. */
  readonly pass?: ToldState;
  /** The error of the latest attempt, if that failed. */
  readonly error?: string;
  /** The size that its iteration of the Map is about, MB; absent outside of the Map. */
  readonly powerValue?: number;
  /** Architecture of that size; absent if it is the function's own. */
  readonly architecture?: Architecture;
}

/** Translates the execution history of one run into its progress. */
export class HistoryProgress {
  /** By the id of each event. */
  readonly #places = new Map<number, EventPlace>();

  /**
   * @param event The next event, with none left out: only the chain of events shows its state.
   * @returns `undefined` if the event is of no interest.
   */
  next(event: ExecutionEvent): ProgressEvent | undefined {
    const before = this.#places.get(event.previousId) ?? {};
    const { place, told } = follow(event, before);
    this.#places.set(event.id, place);
    return told;
  }
}

/** Returns the place of an event in the run, and the progress that it means. */
function follow(
  event: ExecutionEvent,
  before: EventPlace,
): { readonly place: EventPlace; readonly told?: ProgressEvent } {
  const { pass, error, powerValue, architecture } = before;
  const iteration = definedOnly({ powerValue, architecture });
  switch (event.kind) {
    case 'stateEntered': {
      if (!isTold(event.stateType)) return { place: iteration };
      const { id: key, stateName, atMs: startedAtMs } = event;
      const entered = { key, stateName, startedAtMs, ...iteration };
      return { place: { ...iteration, pass: entered }, told: { ...entered, kind: 'entered' } };
    }
    case 'stateExited': {
      if (event.stateType === 'Map') return { place: {} };
      const assigned = z.safeParse(assignedMeasurement, event.assigned);
      const place = assigned.success
        ? definedOnly({
            powerValue: assigned.data.measurement.powerValue,
            architecture: assigned.data.measurement.architecture,
          })
        : iteration;
      const { output, atMs } = event;
      return pass === undefined
        ? { place }
        : {
            place,
            told: {
              ...pass,
              kind: 'exited',
              durationMs: atMs - pass.startedAtMs,
              output,
              ...(error !== undefined && { error }),
            },
          };
    }
    case 'attemptFailed':
      return pass === undefined
        ? { place: before }
        : {
            place: { ...before, error: event.error },
            told: { ...pass, kind: 'failed', error: event.error },
          };
    case 'attemptScheduled': {
      const { error: _earlier, ...place } = before;
      return { place };
    }
    case 'iterationStarted':
      return { place: {} };
    default:
      return { place: before };
  }
}
