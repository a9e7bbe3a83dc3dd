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

/** Dependencies of taking and giving back a lease. */
export interface LeasePorts extends Pick<StatesApi, 'readExecutionStatus'> {
  readonly clock: Clock;
  readonly store: Store;
}

/** Whether the function is ours to tune now; otherwise whose it is. */
export type LeaseOutcome =
  | { readonly kind: 'acquired' }
  | { readonly kind: 'busy'; readonly holder: HeldLease };

/** Longer than the state machine lets any execution live (its TimeoutSeconds, seven days). */
const LEASE_MS_MAX = 8 * DAY_MS;

/** Lost races against other runs before the function counts as busy, or the step is run again. */
const RACE_COUNT_MAX = 5;

/** An execution that Step Functions does not know is dead, unless it began just now. */
const ABSENT_MS_MIN = 15 * MINUTE_MS;

/**
 * Takes the lease of a function: of all runs only one holds it, because every write is conditional
 * on what was read. A lease is taken from another run only when that run's execution is dead.
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

/** Gives the lease back, if this run still holds it. */
export async function releaseLease(
  store: Store,
  runId: string,
  functionArn: string,
): Promise<void> {
  const key = leaseKey(functionArn);
  const found = await readLease(store, key);
  if (found?.lease.kind === 'held' && found.lease.runId === runId) {
    // Refused where another run took it meanwhile: then there is nothing to give back.
    await writeLease(store, key, freedLease(found.lease), found.etag);
  }
}

/**
 * Gives back a lease whose run is dead. Once that run is done with, the lease names its execution
 * no more, so that no sweep finds it again.
 *
 * @param doneRunIds Dead runs that nothing more is due for.
 * @returns The lease that was there; `undefined` if it stays as it is.
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

/** The execution that had a function last, or has it; `undefined` once it is done with. */
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

/** @throws {ContractError} If it cannot be read: then it may be another run's, of a newer release. */
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
