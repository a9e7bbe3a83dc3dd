import type { StatesApi } from '../aws/states-api.ts';
import { durableText, parseDurable } from '../contract/durable.ts';
import { type HeldLease, type Lease, leaseSchema } from '../contract/lease.ts';
import type { Run } from '../contract/run.ts';
import { leaseKey } from '../contract/store-key.ts';
import { definedOnly } from '../core/defined-only.ts';
import { DAY_MS, MINUTE_MS } from '../core/duration-units.ts';
import { TransientServiceError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store, WriteCondition } from '../runtime/store.ts';

/** Dependencies of acquiring and releasing a lease. */
export interface LeasePorts extends Pick<StatesApi, 'readExecutionStatus'> {
  readonly clock: Clock;
  readonly store: Store;
}

/** Whether this run may tune the function now; if not, the run that does. */
export type LeaseOutcome =
  | { readonly kind: 'acquired' }
  | { readonly kind: 'busy'; readonly holder: HeldLease };

/**
 * Life of a lease, milliseconds: longer than any execution may live (the state machine's
 * TimeoutSeconds, seven days).
 */
const LEASE_MS_MAX = 8 * DAY_MS;

/** Most lost races before the function counts as busy, or the step is run again. */
const RACE_COUNT_MAX = 5;

/**
 * How old an execution must be, milliseconds, to count as dead if Step Functions does not know it;
 * a younger one may have just begun.
 */
const ABSENT_MS_MIN = 15 * MINUTE_MS;

/**
 * Acquires the lease of a function. Only one run can hold it, because every write is conditional on
 * what was read. A lease is taken over from another run only if that run's execution is dead.
 *
 * @throws {TransientServiceError} If other runs kept changing the lease, and none holds it.
 */
export async function acquireLease(
  ports: LeasePorts,
  run: Run,
  functionArn: string,
): Promise<LeaseOutcome> {
  const key = leaseKey(functionArn);
  for (let race = 1; race <= RACE_COUNT_MAX; race++) {
    const found = await readLease(ports.store, key);
    if (found?.lease.kind === 'held') {
      if (found.lease.runId === run.runId) return { kind: 'acquired' };
      const isFree = await isAbandoned(ports, found.lease);
      if (!isFree || race >= RACE_COUNT_MAX) return { kind: 'busy', holder: found.lease };
    }
    const nowMs = ports.clock.nowMs();
    const mine: HeldLease = {
      kind: 'held',
      runId: run.runId,
      executionArn: run.executionArn,
      functionArn,
      acquiredAtMs: nowMs,
      expiresAtMs: nowMs + LEASE_MS_MAX,
    };
    if (await writeLease(ports.store, key, mine, found?.etag)) return { kind: 'acquired' };
  }
  throw new TransientServiceError(
    `Cannot take the lease of "${functionArn}": other runs changed it ${RACE_COUNT_MAX} times meanwhile`,
  );
}

/** Releases the lease, if this run still holds it. */
export async function releaseLease(
  store: Store,
  runId: string,
  functionArn: string,
): Promise<void> {
  const key = leaseKey(functionArn);
  const found = await readLease(store, key);
  if (found?.lease.kind === 'held' && found.lease.runId === runId) {
    // Refused if another run has taken the lease: then there is nothing to release.
    await writeLease(store, key, freedLease(found.lease), found.etag);
  }
}

/**
 * Releases a lease whose run is dead. Once nothing more has to be done for that run, the lease no
 * longer names its execution, so that later sweeps skip it.
 *
 * @param doneRunIds Dead runs for which nothing more has to be done.
 * @returns The lease before the change; `undefined` if it was not changed.
 */
export async function releaseAbandonedLease(
  ports: LeasePorts,
  key: string,
  doneRunIds: ReadonlySet<string> = new Set(),
): Promise<Lease | undefined> {
  const found = await readLease(ports.store, key);
  if (found === undefined) return undefined;
  const { lease, etag } = found;
  const { runId } = lease;
  const isDone = doneRunIds.has(runId);
  const isDue =
    lease.kind === 'held'
      ? await isAbandoned(ports, lease)
      : isDone && lease.executionArn !== undefined;
  if (!isDue) return undefined;
  const freed: Lease = isDone ? { kind: 'free', runId } : freedLease(lease);
  return (await writeLease(ports.store, key, freed, etag)) ? lease : undefined;
}

/**
 * Returns the execution that holds, or last held, a lease; `undefined` once nothing more has to be
 * done for it.
 */
export async function lastHolder(store: Store, key: string): Promise<string | undefined> {
  return (await readLease(store, key))?.lease.executionArn;
}

function freedLease({ runId, executionArn }: Lease): Lease {
  return definedOnly({ kind: 'free', runId, executionArn });
}

async function isAbandoned(
  { clock, readExecutionStatus }: LeasePorts,
  { executionArn, acquiredAtMs, expiresAtMs }: HeldLease,
): Promise<boolean> {
  const status = await readExecutionStatus(executionArn);
  switch (status.kind) {
    case 'live':
      return clock.nowMs() > expiresAtMs;
    case 'dead':
      return true;
    case 'absent':
      return clock.nowMs() > acquiredAtMs + ABSENT_MS_MIN;
  }
}

/** @throws {ContractError} If the lease cannot be read: a run of a newer release may hold it. */
async function readLease(store: Store, key: string) {
  const stored = await store.read(key);
  return stored === undefined
    ? undefined
    : { etag: stored.etag, lease: parseDurable(leaseSchema, stored.text, `lease "${key}"`) };
}

async function writeLease(
  store: Store,
  key: string,
  lease: Lease,
  etag: string | undefined,
): Promise<boolean> {
  const condition: WriteCondition =
    etag === undefined ? { kind: 'ifAbsent' } : { kind: 'ifUnchanged', etag };
  return (await store.write(key, durableText(lease), { condition })).kind === 'written';
}
