import * as z from 'zod/mini';
import { type BreakerState, breakerStateSchema } from '../contract/breaker-state.ts';
import { breakerKey } from '../contract/store-key.ts';
import { parseJson } from '../core/json.ts';
import { CircuitOpenError, rethrowDefect } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../runtime/store.ts';
import type { Guard } from './guard.ts';

/** A breaker's dependencies. */
export interface BreakerPorts {
  readonly clock: Clock;
  /** A store each of whose calls takes no longer than this, milliseconds. */
  storeWithin(durationMsMax: number): Store;
}

/** An answer, or why there is none: then the caller takes its documented fallback. */
export type Guarded<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Failures in a row that open a breaker. */
const FAILURE_COUNT_MAX = 3;

/** How long it stays open before one attempt is let through. */
const OPEN_MS = 60_000;

/** Longest wait for one answer of the store: what a breaker saves is seldom worth more. */
const STORE_MS_MAX = 3_000;

const CLOSED: BreakerState = { failureCount: 0, openedAtMs: null, reason: '' };

/**
 * Calls a service that a run can do without, unless it kept failing lately.
 *
 * The breaker opens after some failures in a row, and lets one attempt through after a while
 * (half-open): its success closes the breaker, its failure opens it anew. Its state is shared
 * through the store, so that one execution environment spares all others the waiting. A library's
 * breaker would keep its state in the process, and time by the system's clock.
 *
 * @throws Anything but a `TunerError` that `attempt` throws: that is a defect.
 */
export async function guard<T>(
  ports: BreakerPorts,
  name: string,
  attempt: () => Promise<T>,
): Promise<Guarded<T>> {
  const found = await readState(ports, name);
  const { state } = found;
  if (isOpen(state, ports)) {
    return unavailable(name, state.reason);
  }
  // Of all callers that find it half-open, one may try: the one whose conditional write succeeds.
  if (state.openedAtMs !== null && !(await claimProbe(ports, name, found))) {
    return unavailable(name, state.reason);
  }
  try {
    const value = await attempt();
    if (state.failureCount > 0) {
      await writeState(ports, name, CLOSED);
    }
    return { kind: 'answered', value };
  } catch (error) {
    rethrowDefect(error);
    await writeState(ports, name, afterFailure(state, error.message, ports));
    return { kind: 'unavailable', reason: error.message };
  }
}

/**
 * A {@link Guard} with breakers behind it.
 *
 * @returns Rejects with what the call rejected with, or with {@link CircuitOpenError} if it was not
 *   let through.
 */
export function breakerGuard(ports: BreakerPorts): Guard {
  return async (name, call) => {
    let failure: unknown;
    const outcome = await guard(ports, name, () =>
      call().catch((error: unknown) => {
        failure = error;
        throw error;
      }),
    );
    if (outcome.kind === 'answered') {
      return outcome.value;
    }
    throw failure ?? new CircuitOpenError(`Cannot call ${outcome.reason}`);
  };
}

function afterFailure(
  { failureCount }: BreakerState,
  reason: string,
  { clock }: BreakerPorts,
): BreakerState {
  const count = failureCount + 1;
  return {
    failureCount: count,
    openedAtMs: count >= FAILURE_COUNT_MAX ? clock.nowMs() : null,
    reason: reason.slice(0, REASON_LENGTH_MAX),
  };
}

const REASON_LENGTH_MAX = 500;

/** A time in the future comes from a wrong clock; it must not keep the breaker open. */
function isOpen({ openedAtMs }: BreakerState, { clock }: BreakerPorts): boolean {
  const nowMs = clock.nowMs();
  return openedAtMs !== null && openedAtMs <= nowMs && nowMs < openedAtMs + OPEN_MS;
}

interface FoundState {
  readonly state: BreakerState;
  readonly etag: string | undefined;
}

/** An unreadable state counts as closed: then the call to the service decides. */
async function readState({ storeWithin }: BreakerPorts, name: string): Promise<FoundState> {
  try {
    const stored = await storeWithin(STORE_MS_MAX).read(breakerKey(name));
    const parsed = z.safeParse(breakerStateSchema, parseJson(stored?.text));
    return { state: parsed.success ? parsed.data : CLOSED, etag: stored?.etag };
  } catch (error) {
    rethrowDefect(error);
    return { state: CLOSED, etag: undefined };
  }
}

async function claimProbe(
  { storeWithin, clock }: BreakerPorts,
  name: string,
  { state, etag }: FoundState,
): Promise<boolean> {
  const probing: BreakerState = { ...state, openedAtMs: clock.nowMs() };
  try {
    const condition = { kind: 'ifUnchanged', etag: etag ?? '' } as const;
    const outcome = await storeWithin(STORE_MS_MAX).write(
      breakerKey(name),
      JSON.stringify(probing),
      { condition },
    );
    return outcome.kind === 'written';
  } catch (error) {
    rethrowDefect(error);
    return true;
  }
}

/** A breaker that cannot be read or written must not make a run fail. */
async function writeState(
  { storeWithin }: BreakerPorts,
  name: string,
  state: BreakerState,
): Promise<void> {
  try {
    await storeWithin(STORE_MS_MAX).write(breakerKey(name), JSON.stringify(state));
  } catch (error) {
    rethrowDefect(error);
  }
}

function unavailable(name: string, reason: string): Guarded<never> {
  return { kind: 'unavailable', reason: `${name} kept failing lately, last with: ${reason}` };
}
