import type { ArchitectureAdvice } from '../advice/architecture-advice.ts';
import type { BesideMemory } from '../advice/beside-memory.ts';
import { type ShownSize, sampleCountOf } from '../advice/shown-size.ts';
import { percentMore } from '../advice/size-picks.ts';
import type { Architecture } from '../architecture.ts';
import { definedOnly } from '../defined-only.ts';
import type { Tier, TierOutcome } from '../measurement/tier.ts';
import type { TierFigures } from '../measurement/tier-figures.ts';
import type { Objective } from '../planner/objective.ts';
import type { PowerValue } from '../power-value.ts';
import { invocationsPerMonth, type ProductionPicture } from '../production/production-picture.ts';
import { shownDurationMs, shownUsd, untrustedWord } from './shown-value.ts';

/** The properties of a function that the choice depends on. Nothing secret, nothing large. */
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

/** Sizes that were measured, with their figures. */
interface BriefedSizes {
  readonly tiers: readonly Tier[];
  readonly measured: readonly TierFigures[];
  /** Estimates at the measured sizes. */
  readonly sizes: readonly ShownSize[];
}

/** Measurements on the other architecture. */
export interface BriefedOther extends BriefedSizes {
  readonly architecture: Architecture;
  readonly advice: ArchitectureAdvice;
}

/** Everything that a brief is composed from. */
export interface BriefFacts extends BriefedSizes {
  readonly target: BriefedFunction;
  readonly objective: Objective;
  /** Whether all figures describe cold starts: initialisation and handler. */
  readonly coldStarts?: boolean | undefined;
  /** Sizes that may be chosen, ascending. */
  readonly candidatesMb: readonly number[];
  readonly rulesPickMb: number;
  /** Verdict of the rules in one sentence. */
  readonly verdictText: string;
  readonly warnings: readonly string[];
  /** Advice of the rules beside the memory size. */
  readonly besideMemory: readonly BesideMemory[];
  /** Absent if the request does not ask for the other architecture. */
  readonly other: BriefedOther | undefined;
  /** Absent if the present size is not known or does not work. */
  readonly present: ShownSize | undefined;
  readonly production: ProductionPicture;
  /** Absent if the rate is not known. */
  readonly invocationsPerMonth: number | undefined;
}

/**
 * What a language model is told about a run, as JSON. Durations are in milliseconds, amounts in USD
 * per million invocations. Names are untrusted, because the owner of the function chose them.
 */
export interface Brief {
  readonly function: Readonly<Record<string, string | number | boolean>>;
  readonly objective: Readonly<Record<string, unknown>>;
  /** The kind of invocation that durations and costs describe; absent for warm ones. */
  readonly invocations?: string;
  readonly candidatesMb: readonly number[];
  readonly rulesPickMb: number;
  readonly rulesVerdict: string;
  readonly tiers: readonly BriefTier[];
  readonly production: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly besideMemory: readonly BesideMemory[];
  /** Absent if the request asks for one architecture only. */
  readonly otherArchitecture?: BriefOther;
}

/** The other architecture, and what the rules advise about moving there. */
interface BriefOther {
  readonly architecture: Architecture;
  readonly advice: ArchitectureAdvice['kind'];
  /** Absent if nothing could be compared: the reason quotes errors, which are untrusted. */
  readonly sentence?: string;
  readonly tiers: readonly BriefTier[];
}

/** One size: its figures, or the reason why it has none. */
export interface BriefTier {
  readonly mb: number;
  readonly samples?: number;
  /** Estimated duration with its 90 % interval, as in the result. */
  readonly ms?: number;
  readonly msLow?: number;
  readonly msHigh?: number;
  /** Mean and 95th percentile of the samples. */
  readonly measuredMsMean?: number;
  readonly measuredMsP95?: number;
  readonly usdPerMillion?: number;
  readonly usdPerMonth?: number;
  readonly startMs?: number;
  readonly memoryUsedMb?: number;
  /** Compared with the current size; negative is faster, or cheaper. */
  readonly msVersusCurrentPercent?: number;
  readonly usdVersusCurrentPercent?: number;
  readonly problem?: string;
}

/** Composes the brief of a run. */
export function composeBrief(facts: BriefFacts): Brief {
  const { target, objective, candidatesMb, rulesPickMb, tiers, production, warnings } = facts;
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
    ...(facts.coldStarts && { invocations: 'cold starts, initialisation included' }),
    candidatesMb,
    rulesPickMb,
    rulesVerdict: facts.verdictText,
    tiers: tiers.map((tier) => briefTier(tier, facts)),
    production: briefProduction(production),
    warnings,
    besideMemory: facts.besideMemory,
    ...(facts.other && { otherArchitecture: briefOther(facts.other, facts) }),
  };
}

function briefOther(other: BriefedOther, facts: BriefFacts): BriefOther {
  const { architecture, advice, tiers, measured, sizes } = other;
  return {
    architecture,
    advice: advice.kind,
    ...(advice.kind !== 'unmeasured' && { sentence: advice.text }),
    tiers: tiers.map((tier) => briefTier(tier, { ...facts, measured, sizes })),
  };
}

function briefTier(tier: Tier, facts: BriefFacts): BriefTier {
  const figures = facts.measured.find(({ memoryMb }) => memoryMb === tier.powerValue);
  const size = facts.sizes.find(({ memoryMb }) => memoryMb === tier.powerValue);
  if (figures === undefined || size === undefined) {
    return { mb: tier.powerValue, problem: problemOf(tier.outcome) };
  }
  const { startDurationMsMedian, maxMemoryUsedMb } = figures;
  const { present, invocationsPerMonth: perMonth } = facts;
  const usdPerMillion = size.costUsdPerMillion.median;
  return definedOnly({
    mb: size.memoryMb,
    samples: sampleCountOf(size),
    ms: shownDurationMs(size.durationMs.median),
    msLow: shownDurationMs(size.durationMs.low),
    msHigh: shownDurationMs(size.durationMs.high),
    measuredMsMean: shownDurationMs(figures.durationMs.mean),
    measuredMsP95: shownDurationMs(figures.durationMs.p95),
    usdPerMillion: shownUsd(usdPerMillion),
    usdPerMonth: perMonth === undefined ? undefined : shownUsd((usdPerMillion / 1e6) * perMonth),
    startMs: startDurationMsMedian === undefined ? undefined : Math.round(startDurationMsMedian),
    memoryUsedMb: Math.round(maxMemoryUsedMb),
    msVersusCurrentPercent:
      present && percentChange(present.durationMs.median, size.durationMs.median),
    usdVersusCurrentPercent:
      present && percentChange(present.costUsdPerMillion.median, usdPerMillion),
  });
}

/**
 * Names the problem of a tier. Quotes only the name of an error, never its message, because a
 * function can put anything there.
 */
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
  return before === 0 ? 0 : Math.round(percentMore(after, before));
}
