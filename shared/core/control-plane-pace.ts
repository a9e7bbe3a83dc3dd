import * as z from 'zod/mini';

/**
 * Most requests to Lambda's control plane that all runs together begin in one second. The account's
 * quota is 15 a second and cannot be raised (Lambda quotas); the rest is left for reads and for
 * other users of the account.
 */
export const PACED_REQUESTS_PER_SECOND_MAX = 10;

/**
 * Requests per unit of work. Making a clone calls CreateFunction and reads the function's code
 * signing configuration (GetFunction has a quota of its own); a run begins with two reads.
 */
const REQUEST_COUNTS = { createClone: 2, deleteClone: 1, beginRun: 2 } as const;

export type PacedWork = keyof typeof REQUEST_COUNTS;

/** One second, plus the delay with which a request may start after its turn. */
const WINDOW_MS = 1_200;

/** The most recent turns of all runs, as they are kept in the store. */
export const controlPlanePaceSchema = z.strictObject({
  /** Start times of the latest requests, scheduled ones too; ascending, epoch milliseconds. */
  requestsAtMs: z.array(z.number()).check(z.maxLength(PACED_REQUESTS_PER_SECOND_MAX)),
});

export type ControlPlanePace = Readonly<z.infer<typeof controlPlanePaceSchema>>;

/** Turns that one caller asks for at once. */
export interface WantedTurns {
  readonly count: number;
  /** Further turns that are useful only if they come immediately; later ones are not given out. */
  readonly spareCount?: number;
  readonly work: PacedWork;
}

/**
 * Gives out the next turns, each as early as possible without exceeding the requests allowed in any
 * second.
 *
 * @param before The pace so far; `undefined` if no turn was given out yet.
 * @returns The new pace, and the times of the turns, ascending, milliseconds since the Unix epoch.
 *   Spare turns that would come too late are left out.
 */
export function takeTurns(
  before: ControlPlanePace | undefined,
  nowMs: number,
  { count, spareCount = 0, work }: WantedTurns,
): { readonly pace: ControlPlanePace; readonly turnsMs: readonly number[] } {
  const requestCount = REQUEST_COUNTS[work];
  let requestsAtMs = before?.requestsAtMs ?? [];
  const turnsMs: number[] = [];
  while (turnsMs.length < count + spareCount) {
    // The turn must be at least one window later than this request.
    const hindmost = requestsAtMs.at(requestCount - PACED_REQUESTS_PER_SECOND_MAX - 1);
    const isFull = requestsAtMs.length + requestCount > PACED_REQUESTS_PER_SECOND_MAX;
    const turnMs = Math.max(
      nowMs,
      requestsAtMs.at(-1) ?? nowMs,
      isFull && hindmost !== undefined ? hindmost + WINDOW_MS : nowMs,
    );
    if (turnsMs.length >= count && turnMs > nowMs) break;
    turnsMs.push(turnMs);
    requestsAtMs = [...requestsAtMs, ...Array<number>(requestCount).fill(turnMs)].slice(
      -PACED_REQUESTS_PER_SECOND_MAX,
    );
  }
  return { pace: { requestsAtMs }, turnsMs };
}

/**
 * Returns the delay before one of many pieces of work that a run begins at once, milliseconds; used
 * if the pace shared by all runs cannot be read. It depends only on the position.
 *
 * @param position Position among the work of the round or the journal, from 0.
 */
export function fallbackDelayMs(position: number, work: PacedWork): number {
  const countPerSecond = Math.floor(PACED_REQUESTS_PER_SECOND_MAX / REQUEST_COUNTS[work]);
  return WINDOW_MS * Math.floor(position / countPerSecond);
}
