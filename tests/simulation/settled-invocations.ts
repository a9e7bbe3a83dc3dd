import type { ExecutionEvent } from '../../local/cloud/states/execution-history.ts';
import type { InvocationTally } from './simulated-host.ts';

const INVOKING_STATES: ReadonlySet<string> = new Set(['MeasureTier', 'InvokeSlowTier']);

/** With what a task fails whose process died. */
const DEATHS: ReadonlySet<string> = new Set(['Runtime.ExitError', 'Lambda.Unknown']);

/** What the payload of a state in the Map says of its tier. */
interface TierPayload {
  readonly prepared?: { readonly clone?: { readonly functionArn: string } };
  readonly failure?: { readonly Error: string };
}

/**
 * Counts invocations by how far their step came: one in a step that has ended must not be lost; one
 * in a step that was under way when the run was stopped, or whose process died, may be.
 */
export class SettledInvocations {
  readonly #started: InvocationTally['started'];
  readonly #before = new Map<string, number>();
  /** By function name. */
  readonly settled = new Map<string, number>();

  constructor({ started }: InvocationTally) {
    this.#started = started;
  }

  /** To be called for every event of every execution. */
  observe(event: ExecutionEvent): void {
    if (event.type !== 'StateExited' || !INVOKING_STATES.has(event.name)) return;
    const { prepared, failure } = event.output as TierPayload;
    const cloneName = prepared?.clone?.functionArn.split(':').at(-1) ?? '';
    const started = this.#started.get(cloneName) ?? 0;
    const inStep = started - (this.#before.get(cloneName) ?? 0);
    this.#before.set(cloneName, started);
    const hasDied = event.name === 'MeasureTier' && DEATHS.has(failure?.Error ?? '');
    if (hasDied) return;
    this.settled.set(cloneName, (this.settled.get(cloneName) ?? 0) + inStep);
  }
}
