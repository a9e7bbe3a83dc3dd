import * as z from 'zod/mini';
import { type TierProgress, tierProgressSchema } from '../../shared/contract/measure-tier.ts';
import { countText } from '../../shared/core/advice/figure-text.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { coldSamples, warmSamples, wholeRunMs } from '../../shared/core/measurement/sample.ts';
import { sampleStatistics } from '../../shared/core/measurement/sample-statistics.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { tierSchema } from '../../shared/core/measurement/tier.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import type { ExitEvent } from './progress-event.ts';

/** A few words on the result of a state. */
interface ProgressDetail {
  /** Empty if there is nothing to say. */
  readonly text: string;
  /** Whether something went wrong. */
  readonly isWarning: boolean;
}

/** Describes the result of a state, from the output of its task. */
export function progressDetail({ stateName, output, error }: ExitEvent): ProgressDetail {
  if (error !== undefined) {
    return { text: `gave up: ${error}`, isWarning: true };
  }
  const result = (output ?? {}) as Record<string, unknown>;
  switch (stateName) {
    case 'ValidatePermissions':
      return plain(
        `permissions ${(result.preflight as Record<string, unknown> | undefined)?.kind}`,
      );
    case 'ResolveFunction': {
      const target = result.target as Record<string, unknown> | undefined;
      return plain(
        `${target?.memoryMb} MB now, ${target?.runtime ?? 'image'}, ${target?.architecture}`,
      );
    }
    case 'RecallResult':
      return plain(result.isKnown ? 'answered before' : 'not answered before');
    case 'PlanRound':
      return plain(planText(result));
    case 'MeasureTier':
      return measuredDetail(result);
    case 'ReasonAboutTiers':
      return plain(decisionText(result));
    case 'ApplyConfig':
      return plain(result.kind === 'notApplied' ? 'not applied' : `${result.kind}`);
    case 'MoveAlias':
    case 'WatchProduction':
      return plain(String(result.kind));
    case 'CleanUp':
      return plain(`${countText(Number(result.deletedCloneCount), 'clone')} deleted`);
    default:
      return plain('');
  }
}

const measuredOutput = z.looseObject({
  tier: z.looseObject({ kind: z.string(), value: z.exactOptional(z.unknown()) }),
});

/**
 * Returns the tier that MeasureTier has finished, from its output.
 *
 * @returns `undefined` if it has not finished, or the tier is so large that it is in the store.
 */
export function measuredTier(output: unknown): Tier | undefined {
  const parsed = z.safeParse(measuredOutput, output);
  const tier = z.safeParse(tierSchema, parsed.data?.tier.value);
  return tier.data;
}

const unfinishedOutput = z.looseObject({
  status: z.enum(['continue', 'invokeDirectly']),
  progress: z.looseObject({ kind: z.literal('inline'), value: tierProgressSchema }),
});

/**
 * Returns what MeasureTier has of an unfinished tier, from its output.
 *
 * @returns `undefined` if it has finished, or has so many samples that they are in the store.
 */
export function unfinishedTier(output: unknown): TierProgress | undefined {
  return z.safeParse(unfinishedOutput, output).data?.progress.value;
}

function plain(text: string): ProgressDetail {
  return { text, isWarning: false };
}

function planText(plan: Readonly<Record<string, unknown>>): string {
  const measurements = plan.measurements as
    | { readonly powerValue: number; readonly architecture?: string }[]
    | undefined;
  const architecture = measurements?.[0]?.architecture;
  return plan.isComplete || measurements === undefined
    ? `done: ${plan.reason}`
    : `measure ${measurements.map(({ powerValue }) => powerValue).join(', ')} MB${architecture === undefined ? '' : ` on ${architecture}`}`;
}

function decisionText(decision: Readonly<Record<string, unknown>>): string {
  const verdict = decision.verdict as { readonly kind: string } | undefined;
  return `${verdict?.kind}: ${decision.powerValue} MB, by ${decision.reasoner}`;
}

function measuredDetail(measured: Readonly<Record<string, unknown>>): ProgressDetail {
  const tier = measuredTier(measured);
  if (tier !== undefined) {
    return tierDetail(tier);
  }
  switch (measured.status) {
    case 'complete':
      return plain('measured');
    case 'invokeDirectly':
      return plain('too slow for a step: Step Functions invokes it');
    default:
      return plain('continues in another step');
  }
}

function tierDetail({ outcome, samples }: Tier): ProgressDetail {
  const warm = warmSamples(samples);
  if (outcome.kind !== 'measured' || samples.length === 0) {
    return { text: tierOutcomeText(outcome), isWarning: true };
  }
  const cold = coldSamples(samples).map(wholeRunMs);
  // A size that was measured with warm invocations has some; this one was measured by cold starts.
  if (warm.length === 0) {
    return plain(
      `${exactCountText(cold.length, 'cold start')}, ${sampleStatistics(cold).median.toFixed(1)} ms`,
    );
  }
  const { median } = sampleStatistics(warm.map(({ durationMs }) => durationMs));
  return plain(
    `${exactCountText(warm.length, 'warm sample')}, ${samples.length - warm.length} cold, ${median.toFixed(1)} ms`,
  );
}
