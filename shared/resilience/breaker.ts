import * as z from 'zod/mini';
import { type BreakerState, breakerStateSchema } from '../contract/breaker-state.ts';
import { breakerKey } from '../contract/store-key.ts';
import { parseJson } from '../core/json.ts';
import { CircuitOpenError, rethrowDefect } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../runtime/store.ts';
import type { Guard } from './guard.ts';

/** Dependencies of a breaker. */
export interface BreakerPorts {
  readonly clock: Clock;
  /** Returns a store whose calls take at most this long each, milliseconds. */
  storeWithin(durationMsMax: number): Store;
}

/** An answer, or the reason why there is none; the caller then uses its documented fallback. */
export type Guarded<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Failures in a row that open a breaker. */
const FAILURE_COUNT_MAX = 3;

/** How long a breaker stays open before it allows one attempt. */
const OPEN_MS = 60_000;

/** Longest wait for one answer of the store; a breaker seldom saves more time than that. */
const STORE_MS_MAX = 3_000;

const CLOSED: BreakerState = { failureCount: 0, openedAtMs: null, reason: '' };

/**
 * Calls a service that a run can do without, unless it failed repeatedly of late.
 *
 * The breaker opens after some failures in a row and after a while allows one attempt (half-open):
 * success closes the breaker, failure opens it again. Its state is shared through the store, so
 * that one execution environment spares all others the wait. A library's breaker would keep its
 * state in the process and use the system clock.
 *
 * @throws Any error of `attempt` except a `TunerError`: that is a defect.
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
  // Of all callers that find the breaker half-open, one may try: the one whose conditional write
  // succeeds.
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
 * Creates a {@link Guard} that uses breakers.
 *
 * @returns A guard that rejects with the error of the call, or with {@link CircuitOpenError} if the
 *   breaker did not allow the call.
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

/** An unreadable state counts as closed, so the service is called. */
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

/** Writes the state of a breaker. A failed write must not make the run fail. */
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
  return {
    kind: 'unavailable',
    reason: `${name}: its calls failed repeatedly, last with: ${reason}`,
  };
}
