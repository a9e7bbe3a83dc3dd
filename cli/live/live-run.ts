import * as z from 'zod/mini';
import { decisionSchema } from '../../shared/contract/reason-about-tiers.ts';
import { targetFunctionSchema } from '../../shared/contract/target-function.ts';
import { warmSamples } from '../../shared/core/measurement/sample.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { type CostBasis, tierFigures } from '../../shared/core/measurement/tier-figures.ts';
import { mergeTiers } from '../../shared/core/measurement/tier-merge.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { type ChartPoint, tierChart } from '../../shared/page/tier-chart.ts';
import { measuredTier, progressDetail } from '../progress/progress-detail.ts';
import type { ProgressEvent } from '../progress/progress-event.ts';
import type { LiveMessage, LiveTier } from './live-message.ts';

type Publish = (message: LiveMessage) => void;
type Decision = z.infer<typeof decisionSchema>;
type Target = z.infer<typeof targetFunctionSchema>;

const resolvedOutput = z.looseObject({ target: targetFunctionSchema });

/** Tells the page of one run, from its progress. */
export class LiveRun {
  readonly #publish: Publish;
  readonly #run: number;
  #target: Target | undefined;
  #tiers: readonly Tier[] = [];
  #decision: Decision | undefined;

  /** @param place.run Which run of the page it is, counted from 0. */
  constructor(publish: Publish, { run, title }: { readonly run: number; readonly title: string }) {
    this.#publish = publish;
    this.#run = run;
    publish({ kind: 'run', run, title });
  }

  onEvent(event: ProgressEvent): void {
    this.#publishState(event);
    if (event.kind !== 'exited' || event.error !== undefined) {
      return;
    }
    const { output } = event;
    switch (event.stateName) {
      case 'ResolveFunction':
        this.#target = z.safeParse(resolvedOutput, output).data?.target;
        // Whatever was measured before is of a function that has been released since.
        this.#tiers = [];
        return;
      case 'MeasureTier': {
        const tier = measuredTier(output);
        this.#tiers = mergeTiers(this.#tiers, tier === undefined ? [] : [tier]);
        this.#publishTiers();
        return;
      }
      case 'ReasonAboutTiers':
        this.#decision = z.safeParse(decisionSchema, output).data;
        this.#publishDecision();
        this.#publishTiers();
        return;
      default:
        return;
    }
  }

  /** @param why Empty where there is nothing to explain. */
  end(status: string, why: string): void {
    this.#publish({ kind: 'end', run: this.#run, status, why });
  }

  #publishState(event: ProgressEvent): void {
    const { key, stateName, powerValue, startedAtMs } = event;
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
      ...(event.kind === 'exited' && { durationMs: event.durationMs }),
    });
  }

  #publishTiers(): void {
    const chosen = this.#decision?.powerValue;
    this.#publish({
      kind: 'tiers',
      run: this.#run,
      tiers: this.#liveTiers(),
      chart: this.#chart(),
      ...(chosen !== undefined && { chosen }),
    });
  }

  #publishDecision(): void {
    if (this.#decision !== undefined) {
      const { powerValue, rationale, reasoner } = this.#decision;
      this.#publish({ kind: 'decision', run: this.#run, powerValue, rationale, reasoner });
    }
  }

  /** What this run measured; the estimate for sizes of a known answer, and for those in the store. */
  #liveTiers(): readonly LiveTier[] {
    const basis = this.#costBasis();
    const measured = this.#tiers.map((tier) => liveTier(tier, basis));
    const seen = new Set(measured.map(({ powerValue }) => powerValue));
    const believed = (this.#decision?.evidence.tiers ?? [])
      .filter(({ powerValue }) => !seen.has(powerValue))
      .map(({ powerValue, durationMs, costUsdPerMillion }) => ({
        powerValue,
        warmSampleCount: 0,
        durationMs: durationMs.median,
        costUsdPerMillion: costUsdPerMillion.median,
        outcome: 'measured',
      }));
    return [...measured, ...believed].toSorted((a, b) => a.powerValue - b.powerValue);
  }

  #chart(): string {
    const points = this.#liveTiers().flatMap(chartPoint);
    const [first] = points;
    const last = points.at(-1);
    if (first === undefined || last === undefined) {
      return '';
    }
    const fitted = (this.#decision?.evidence.curve ?? []).map(
      ({ powerValue, durationMs, costUsdPerMillion }) => ({
        powerValue,
        durationMs: durationMs.median,
        costUsdPerMillion: costUsdPerMillion.median,
      }),
    );
    const before = this.#target?.memoryMb;
    // The axis grows with what is measured; a mark outside of it would lie beside the chart.
    const isOnAxis =
      before !== undefined && before >= first.powerValue && before <= last.powerValue;
    const marks = {
      ...(isOnAxis && { before }),
      ...(this.#decision !== undefined && { chosen: this.#decision.powerValue }),
    };
    return tierChart(points, fitted, marks).toString();
  }

  #costBasis(): CostBasis | undefined {
    return (
      this.#target && {
        price: priceOf(this.#target.region, this.#target.architecture),
        ephemeralStorageMb: this.#target.ephemeralStorageMb,
      }
    );
  }
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

function liveTier(tier: Tier, basis: CostBasis | undefined): LiveTier {
  const figures = basis && tierFigures(tier, basis);
  return {
    powerValue: tier.powerValue,
    warmSampleCount: warmSamples(tier.samples).length,
    outcome: tierOutcomeText(tier.outcome),
    ...(figures !== undefined && {
      durationMs: figures.durationMs.mean,
      costUsdPerMillion: figures.costUsdMean * 1e6,
    }),
  };
}

function chartPoint({ powerValue, durationMs, costUsdPerMillion }: LiveTier) {
  return durationMs === undefined || costUsdPerMillion === undefined
    ? []
    : [{ powerValue, durationMs, costUsdPerMillion } as ChartPoint];
}
