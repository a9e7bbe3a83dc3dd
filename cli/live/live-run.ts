import { exactCountText } from '../../shared/core/count-text.ts';
import { PLANNED_ROUND_COUNT_MAX } from '../../shared/core/planner/planner-settings.ts';
import { isDrawable, sizeChart } from '../../shared/page/size-chart.ts';
import { progressDetail } from '../progress/progress-detail.ts';
import type { ExitEvent, ProgressEvent } from '../progress/progress-event.ts';
import { remainingRoundMs } from '../progress/remaining-time.ts';
import { NEW_RUN, viewAfter } from '../progress/run-view.ts';
import type { LiveMessage } from './live-message.ts';
import { livePicture, liveTiers } from './live-picture.ts';
import { RunKnowledge } from './run-knowledge.ts';

type Publish = (message: LiveMessage) => void;

/** Sends the progress of one run to the live page. */
export class LiveRun {
  readonly #publish: Publish;
  readonly #run: number;
  readonly #known = new RunKnowledge();
  #view = NEW_RUN;

  /** @param place.run Index of the run on the page, from 0. */
  constructor(publish: Publish, { run, title }: { readonly run: number; readonly title: string }) {
    this.#publish = publish;
    this.#run = run;
    publish({ kind: 'run', run, title });
  }

  onEvent(event: ProgressEvent): void {
    this.#publishState(event);
    this.#known.onEvent(event);
    this.#view = viewAfter(this.#view, event);
    if (event.kind !== 'exited' || event.error !== undefined) {
      return;
    }
    switch (event.stateName) {
      case 'PlanRound':
        this.#publishPlan(event);
        this.#publishTiers();
        return;
      case 'PrepareTier':
        this.#publishPlan(event);
        return;
      case 'MeasureTier':
        this.#publishPlan(event);
        this.#publishTiers();
        return;
      case 'ReasonAboutTiers':
        this.#publishDecision();
        this.#publishTiers();
        return;
      default:
        return;
    }
  }

  /** @param why Why it failed; empty if it did not. */
  end(status: string, why: string): void {
    this.#publish({ kind: 'end', run: this.#run, status, why });
  }

  /** Shows the report instead of the picture. */
  report(page: string, place: string): void {
    this.#publish({ kind: 'report', run: this.#run, page, place });
  }

  #publishState(event: ProgressEvent): void {
    const { key, stateName, powerValue, architecture, startedAtMs } = event;
    if (event.kind === 'failed' && event.error === 'NotReadyError') {
      return;
    }
    const { text, isWarning } = stateDetail(event);
    this.#publish({
      kind: 'state',
      run: this.#run,
      key,
      stateName,
      startedAtMs,
      detail: text,
      isWarning,
      ...(powerValue !== undefined && { powerValue }),
      ...(architecture !== undefined && { architecture }),
      ...(event.kind === 'exited' && { durationMs: event.durationMs }),
    });
  }

  /** Publishes what is measured next, why, how long it may take, and what may follow. */
  #publishPlan({ startedAtMs, durationMs }: ExitEvent): void {
    const { plan, request, tiers } = this.#known;
    if (plan === undefined) {
      return;
    }
    if (plan.isComplete) {
      this.#publish({ kind: 'plan', run: this.#run, text: `Measured: ${plan.reason}.`, next: '' });
      return;
    }
    const { measurements, round, reason } = plan;
    const sizes = measurements.map(({ powerValue }) => powerValue).join(', ');
    // A round has one architecture. The number of rounds left is known for the function's own only.
    const architecture = measurements[0]?.architecture;
    const nowMs = startedAtMs + durationMs;
    const remainingMs = remainingRoundMs(this.#view, nowMs);
    const failedCount = tiers.filter(({ outcome }) => outcome.kind !== 'measured').length;
    // A size that fails adds a round, as in the planner.
    const roundsLeft = PLANNED_ROUND_COUNT_MAX + failedCount - round;
    this.#publish({
      kind: 'plan',
      run: this.#run,
      text: `Round ${round} measures ${sizes} MB${architecture === undefined ? '' : ` on ${architecture}`}: ${reason}.`,
      next:
        request === undefined || request.sampleCount !== undefined || architecture !== undefined
          ? ''
          : nextText(roundsLeft),
      ...(remainingMs !== undefined && { expectedAtMs: nowMs + remainingMs }),
    });
  }

  #publishTiers(): void {
    const picture = livePicture(this.#known);
    const { decision } = this.#known;
    const isAdvised = ['change', 'keep'].includes(decision?.verdict.kind ?? '');
    this.#publish({
      kind: 'tiers',
      run: this.#run,
      tiers: liveTiers(this.#known),
      chart: isDrawable(picture)
        ? sizeChart(picture, 'Duration and cost over memory, as far as they are known.').toString()
        : '',
      ...(decision !== undefined && isAdvised && { chosen: decision.powerValue }),
    });
  }

  #publishDecision(): void {
    const { decision } = this.#known;
    if (decision !== undefined) {
      const { rationale, reasoner } = decision;
      this.#publish({ kind: 'decision', run: this.#run, rationale, reasoner });
    }
  }
}

function nextText(roundsLeft: number): string {
  if (roundsLeft < 1) {
    return 'This is the last round.';
  }
  return `Then at most ${exactCountText(roundsLeft, 'more round')}.`;
}

function stateDetail(event: ProgressEvent): { readonly text: string; readonly isWarning: boolean } {
  switch (event.kind) {
    case 'entered':
      return { text: '', isWarning: false };
    case 'failed':
      return { text: `failed: ${event.error}`, isWarning: true };
    case 'exited':
      return progressDetail(event);
  }
}
