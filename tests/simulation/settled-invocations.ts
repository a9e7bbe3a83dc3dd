import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { InvocationTally } from './simulated-host.ts';

/** Errors of a task whose process died. */
const DEATHS: ReadonlySet<string> = new Set(['Runtime.ExitError', 'Lambda.Unknown']);

/** A step that invokes: its clone, and whether its process died. */
interface InvokingStep {
  readonly cloneName: string;
  readonly hasDied: boolean;
}

/**
 * Counts the invocations of steps that have ended, which must not be lost. Those of a step that was
 * running when the run was stopped, or whose process died, may be lost.
 */
export class SettledInvocations {
  readonly #started: InvocationTally['started'];
  readonly #before = new Map<string, number>();
  /** Invocations in steps that have ended, by function name. */
  readonly settled = new Map<string, number>();

  constructor({ started }: InvocationTally) {
    this.#started = started;
  }

  /** Returns a listener for all events of one execution. */
  observer(): (event: HistoryEvent) => void {
    /** Steps by the id of each of their events. */
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

/** Recognises such a step by its input: MeasureTier and InvokeSlowTier get a clone. */
function stepOf(event: HistoryEvent): InvokingStep | undefined {
  const { input } = event.lambdaFunctionScheduledEventDetails ?? {};
  const { parameters } = event.taskScheduledEventDetails ?? {};
  const arn =
    input === undefined
      ? parameters && JSON.parse(parameters).FunctionName?.replace(/:[^:]+$/, '')
      : JSON.parse(input).clone?.functionArn;
  return arn === undefined ? undefined : { cloneName: arn.split(':').at(-1), hasDied: false };
}
