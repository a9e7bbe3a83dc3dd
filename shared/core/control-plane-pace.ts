import * as z from 'zod/mini';

/**
 * Requests to Lambda's control plane that all runs together begin in any second. It takes 15 of the
 * whole account, which cannot be raised (Lambda quotas); the rest is for reads, and for others.
 */
export const PACED_REQUESTS_PER_SECOND_MAX = 10;

/**
 * Requests that each kind of paced work takes: a clone CreateFunction and the code signing of its
 * function (GetFunction has a quota of its own), a run the reads that it begins with.
 */
const REQUEST_COUNTS = { createClone: 2, deleteClone: 1, beginRun: 2 } as const;

export type PacedWork = keyof typeof REQUEST_COUNTS;

/** A second, and what a request may come later than its turn. */
const WINDOW_MS = 1_200;

/** The pace of all runs. */
export const controlPlanePaceSchema = z.strictObject({
  /** When the last requests begin, those to come among them; in order, epoch milliseconds. */
  requestsAtMs: z.array(z.number()).check(z.maxLength(PACED_REQUESTS_PER_SECOND_MAX)),
});

export type ControlPlanePace = Readonly<z.infer<typeof controlPlanePaceSchema>>;

/** Turns that are asked for at once. */
export interface WantedTurns {
  readonly count: number;
  /** Further ones that are of use only where they come at once: others are left. */
  readonly spareCount?: number;
  readonly work: PacedWork;
}

/**
 * Gives out the next turns, each as early as no second has too many requests.
 *
 * @param before `undefined` where none were given out yet.
 * @returns When each of them is, in order, milliseconds since the Unix epoch; without spare ones that
 *   would come too late.
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
    // The request that must be a window old before so many more may begin.
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
 * How long one of many pieces of work that a run begins at once has to wait where the pace of all runs
 * cannot be told, milliseconds. It follows from the position alone.
 *
 * @param position Among those of the round or the journal, from 0.
 */
export function ownDelayMs(position: number, work: PacedWork): number {
  const countPerSecond = Math.floor(PACED_REQUESTS_PER_SECOND_MAX / REQUEST_COUNTS[work]);
  return WINDOW_MS * Math.floor(position / countPerSecond);
}
