import { definedOnly } from '../defined-only.ts';
import type { Tier, TierOutcome } from '../measurement/tier.ts';
import type { TierFigures } from '../measurement/tier-figures.ts';
import type { Objective } from '../planner/objective.ts';
import type { PowerValue } from '../power-value.ts';
import {
  invocationsPerMonth,
  type ProductionPicture,
  productionWarnings,
} from '../production/production-picture.ts';
import { meanInterval } from './mean-interval.ts';
import type { RulesChoice } from './rules-choice.ts';
import { shownDurationMs, shownUsd, untrustedWord } from './shown-value.ts';

/** What the function is, as far as a choice depends on it. Nothing secret, nothing large. */
interface BriefedFunction {
  readonly functionName: string;
  readonly region: string;
  readonly architecture: string;
  readonly runtime?: string;
  readonly packageType: string;
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly hasSnapStart: boolean;
  readonly memoryMb: PowerValue;
}

/** All that a brief is made from. */
export interface BriefFacts {
  readonly target: BriefedFunction;
  readonly objective: Objective;
  readonly choice: RulesChoice;
  readonly tiers: readonly Tier[];
  readonly measured: readonly TierFigures[];
  readonly production: ProductionPicture;
}

/**
 * What a language model is told of a run. JSON; durations in milliseconds, amounts in USD for a
 * million invocations. Names are untrusted: they were chosen by people we do not know.
 */
export interface Brief {
  readonly function: Readonly<Record<string, string | number | boolean>>;
  readonly objective: Readonly<Record<string, unknown>>;
  readonly candidatesMb: readonly number[];
  readonly rulesPickMb: number;
  readonly tiers: readonly BriefTier[];
  readonly production: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

/** One size; either its figures, or why it has none. */
export interface BriefTier {
  readonly mb: number;
  readonly samples?: number;
  readonly ms?: number;
  readonly msLow?: number;
  readonly msHigh?: number;
  readonly msP95?: number;
  readonly usdPerMillion?: number;
  readonly usdPerMonth?: number;
  readonly startMs?: number;
  readonly memoryUsedMb?: number;
  /** Against the current size: negative is faster, or cheaper. */
  readonly msVersusCurrentPercent?: number;
  readonly usdVersusCurrentPercent?: number;
  readonly problem?: string;
}

/** Composes the brief of a run. */
export function composeBrief(facts: BriefFacts): Brief {
  const { target, objective, choice, tiers, production } = facts;
  return {
    function: definedOnly({
      untrustedName: untrustedWord(target.functionName),
      region: target.region,
      architecture: target.architecture,
      runtime: target.runtime,
      packageType: target.packageType,
      timeoutSeconds: target.timeoutSeconds,
      ephemeralStorageMb: target.ephemeralStorageMb,
      hasSnapStart: target.hasSnapStart,
      currentMb: target.memoryMb,
    }),
    objective: { ...objective },
    candidatesMb: choice.candidates,
    rulesPickMb: choice.tier.memoryMb,
    tiers: tiers.map((tier) => briefTier(tier, facts)),
    production: briefProduction(production),
    warnings: [...choice.warnings, ...warningsOf(facts)],
  };
}

/** Warnings that go with the choice, from the production picture and the samples. */
export function warningsOf({ measured, production, target }: Omit<BriefFacts, 'tiers'>) {
  const [slowest] = measured.toSorted((a, b) => b.durationMs.max - a.durationMs.max);
  return productionWarnings({
    picture: production,
    timeoutSeconds: target.timeoutSeconds,
    slowest: slowest && { memoryMb: slowest.memoryMb, durationMs: slowest.durationMs.max },
  });
}

function briefTier(tier: Tier, { measured, target, production }: BriefFacts): BriefTier {
  const figures = measured.find(({ memoryMb }) => memoryMb === tier.powerValue);
  if (figures === undefined) {
    return { mb: tier.powerValue, problem: problemOf(tier.outcome) };
  }
  const { durationMs, costUsdMean, startDurationMsMedian, maxMemoryUsedMb } = figures;
  const current = measured.find(({ memoryMb }) => memoryMb === target.memoryMb);
  const interval = meanInterval(durationMs);
  const monthly = invocationsPerMonth(production);
  return definedOnly({
    mb: tier.powerValue,
    samples: durationMs.count,
    ms: shownDurationMs(durationMs.mean),
    msLow: interval && shownDurationMs(interval.low),
    msHigh: interval && shownDurationMs(interval.high),
    msP95: shownDurationMs(durationMs.p95),
    usdPerMillion: shownUsd(costUsdMean * 1e6),
    usdPerMonth: monthly === undefined ? undefined : shownUsd(costUsdMean * monthly),
    startMs: startDurationMsMedian === undefined ? undefined : Math.round(startDurationMsMedian),
    memoryUsedMb: Math.round(maxMemoryUsedMb),
    msVersusCurrentPercent: current && percentChange(current.durationMs.mean, durationMs.mean),
    usdVersusCurrentPercent: current && percentChange(current.costUsdMean, costUsdMean),
  });
}

/** The name of an error, never its message: a function may say there whatever it likes. */
function problemOf(outcome: TierOutcome): string {
  switch (outcome.kind) {
    case 'measured':
      return 'no warm sample';
    case 'infeasible':
      return outcome.reason;
    case 'failed':
      return `failed, untrusted name: ${untrustedWord(outcome.errorName)}`;
  }
}

function briefProduction(picture: ProductionPicture): Readonly<Record<string, unknown>> {
  if (picture.kind !== 'seen') {
    return picture.kind === 'noTraffic'
      ? { traffic: 'none', days: picture.dayCount }
      : { traffic: 'unknown' };
  }
  const { durationMs, concurrencyMax } = picture;
  return definedOnly({
    days: picture.dayCount,
    invocations: picture.invocationCount,
    invocationsPerMonth: Math.round(invocationsPerMonth(picture) ?? 0),
    errors: picture.errorCount,
    throttles: picture.throttleCount,
    concurrencyMax,
    msAverage: shownDurationMs(durationMs.average),
    msP50: shownDurationMs(durationMs.p50),
    msP90: shownDurationMs(durationMs.p90),
    msP95: shownDurationMs(durationMs.p95),
    msP99: shownDurationMs(durationMs.p99),
  });
}

function percentChange(before: number, after: number): number {
  return before === 0 ? 0 : Math.round((after / before - 1) * 100);
}
