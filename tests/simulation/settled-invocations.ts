import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { InvocationTally } from './simulated-host.ts';

/** With what a task fails whose process died. */
const DEATHS: ReadonlySet<string> = new Set(['Runtime.ExitError', 'Lambda.Unknown']);

/** A step that invokes: its clone, and whether its process died. */
interface InvokingStep {
  readonly cloneName: string;
  readonly hasDied: boolean;
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

  /** A listener for all events of one execution. */
  observer(): (event: HistoryEvent) => void {
    /** By the id of each event of such a step. */
    const steps = new Map<number, InvokingStep>();
    return (event) => {
      const step = stepOf(event) ?? steps.get(event.previousEventId ?? 0);
      if (step === undefined) return;
      if (event.stateExitedEventDetails !== undefined) {
        this.#settle(step);
        return;
      }
      const failure = event.lambdaFunctionFailedEventDetails;
      const hasDied = DEATHS.has(failure?.error ?? '');
      steps.set(event.id ?? 0, { ...step, hasDied });
    };
  }

  #settle({ cloneName, hasDied }: InvokingStep): void {
    const started = this.#started.get(cloneName) ?? 0;
    const inStep = started - (this.#before.get(cloneName) ?? 0);
    this.#before.set(cloneName, started);
    if (!hasDied) this.settled.set(cloneName, (this.settled.get(cloneName) ?? 0) + inStep);
  }
}

/** Told by what the step is given: MeasureTier and InvokeSlowTier have a clone. */
function stepOf(event: HistoryEvent): InvokingStep | undefined {
  const { input } = event.lambdaFunctionScheduledEventDetails ?? {};
  const { parameters } = event.taskScheduledEventDetails ?? {};
  const arn =
    input === undefined
      ? parameters && JSON.parse(parameters).FunctionName?.replace(/:[^:]+$/, '')
      : JSON.parse(input).clone?.functionArn;
  return arn === undefined ? undefined : { cloneName: arn.split(':').at(-1), hasDied: false };
}
