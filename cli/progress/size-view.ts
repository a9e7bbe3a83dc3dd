import * as z from 'zod/mini';
import { prepareTierOutputSchema } from '../../shared/contract/prepare-tier.ts';
import type { Architecture } from '../../shared/core/architecture.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import {
  coldSamples,
  type Sample,
  warmSamples,
  wholeRunMs,
} from '../../shared/core/measurement/sample.ts';
import { sampleStatistics } from '../../shared/core/measurement/sample-statistics.ts';
import type { TierOutcome } from '../../shared/core/measurement/tier.ts';
import { tierOutcomeText } from '../../shared/core/measurement/tier-outcome-text.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import { measuredTier, unfinishedTier } from './progress-detail.ts';
import type { ExitEvent, ProgressEvent } from './progress-event.ts';

/**
 * How far the measuring of one size has come, according to the history, which shows a step when it
 * ends.
 */
export interface SizeView {
  readonly memoryMb: number;
  /** Its architecture; absent if it is the function's own. */
  readonly architecture?: Architecture;
  readonly state: 'waiting' | 'preparing' | 'measuring' | 'done' | 'failed';
  /** Present if cold starts are measured, each of which counts as one whole run. */
  readonly coldStarts?: true;
  /** Samples that all rounds so far plan: warm ones, or cold starts. */
  readonly plannedCount: number;
  /** Known samples of all rounds so far. */
  readonly samples: readonly Sample[];
  /** Samples of earlier rounds. */
  readonly samplesBefore: readonly Sample[];
  /** Invocations at a time in this round. */
  readonly laneCount: number;
  /** When the step under way began, milliseconds since the Unix epoch. */
  readonly stepSinceMs?: number;
  /** Time that preparing its clone took, milliseconds; absent until it is known. */
  readonly preparedForMs?: number;
  /** Time that finished steps of this round took, milliseconds. */
  readonly measuredForMs: number;
  /** Whether there are too many samples for the history to contain them. */
  readonly isUntold?: boolean;
  /** Why it failed, in a few words. */
  readonly note?: string;
}

/** Figures from the samples of a size so far. */
export interface SizeFigures {
  /** Samples that count: warm ones, or cold starts where those are measured. */
  readonly sampleCount: number;
  /** Mean duration of these, milliseconds; absent without a sample. */
  readonly meanMs?: number;
  /** Median start of an execution environment, milliseconds; absent if none was seen. */
  readonly coldStartMs?: number;
}

/** Returns a size at the beginning of a round that measures it. */
export function plannedSize(
  before: SizeView | undefined,
  { powerValue, architecture, warmSampleCount, laneCount, coldBurst }: Measurement,
  payloadClassCount: number,
): SizeView {
  const samples = before?.samples ?? [];
  const kind = coldBurst === undefined ? {} : { coldStarts: true as const };
  const wantedCount = coldBurst === undefined ? warmSampleCount * payloadClassCount : laneCount;
  return {
    memoryMb: powerValue,
    ...definedOnly({ architecture }),
    ...kind,
    state: 'waiting',
    plannedCount: countedMs({ ...kind, samples }).length + wantedCount,
    samples,
    samplesBefore: samples,
    laneCount,
    measuredForMs: 0,
    ...definedOnly({ preparedForMs: before?.preparedForMs }),
    ...(before?.isUntold && { isUntold: true }),
  };
}

/** Names a size: `1024 MB`, or `1024 MB arm64` if that is not the function's own architecture. */
export function sizeName({
  memoryMb,
  architecture,
}: Pick<SizeView, 'memoryMb' | 'architecture'>): string {
  return `${memoryMb} MB${architecture === undefined ? '' : ` ${architecture}`}`;
}

/** Computes the figures of a size so far. */
export function sizeFigures({ coldStarts, samples }: SizeView): SizeFigures {
  const counted = countedMs({ ...definedOnly({ coldStarts }), samples });
  const starts = coldSamples(samples).flatMap(
    ({ initDurationMs, restoreDurationMs }) => initDurationMs ?? restoreDurationMs ?? [],
  );
  return {
    sampleCount: counted.length,
    ...(counted.length > 0 && { meanMs: sampleStatistics(counted).mean }),
    ...(starts.length > 0 && { coldStartMs: sampleStatistics(starts).median }),
  };
}

/** Returns the durations of the samples that count, milliseconds. */
function countedMs({
  coldStarts,
  samples,
}: Pick<SizeView, 'coldStarts' | 'samples'>): readonly number[] {
  return coldStarts
    ? coldSamples(samples).map(wholeRunMs)
    : warmSamples(samples).map(({ durationMs }) => durationMs);
}

/** Returns a size after an event that is about it. */
export function sizeAfter(size: SizeView, event: ProgressEvent): SizeView {
  switch (event.kind) {
    case 'entered':
      return event.stateName === 'PrepareTier'
        ? { ...size, state: 'preparing', stepSinceMs: event.startedAtMs }
        : { ...size, state: 'measuring', stepSinceMs: event.startedAtMs };
    case 'failed':
      return size;
    case 'exited':
      return afterExit(size, event);
  }
}

function afterExit(size: SizeView, { stateName, output, error, durationMs }: ExitEvent): SizeView {
  // An invocation by the state machine itself may have failed: MeasureTier, which follows, decides.
  if (stateName === 'InvokeSlowTier') {
    return size;
  }
  if (error !== undefined) {
    return { ...size, state: 'failed', note: `failed: ${error}` };
  }
  return stateName === 'PrepareTier'
    ? afterPreparing({ ...size, preparedForMs: durationMs }, output)
    : afterMeasuring({ ...size, measuredForMs: size.measuredForMs + durationMs }, output);
}

function afterPreparing(size: SizeView, output: unknown): SizeView {
  const prepared = z.safeParse(prepareTierOutputSchema, output).data;
  return prepared === undefined || prepared.isPrepared
    ? size
    : { ...size, state: 'failed', note: noteOf(prepared.outcome) };
}

function afterMeasuring(size: SizeView, output: unknown): SizeView {
  const tier = measuredTier(output);
  const told = tier?.samples ?? unfinishedTier(output)?.samples;
  const samples = told === undefined ? size.samples : [...size.samplesBefore, ...told];
  const isComplete = (output as { readonly status?: unknown } | null)?.status === 'complete';
  if (!isComplete) {
    return { ...size, samples };
  }
  return tier === undefined || tier.outcome.kind === 'measured'
    ? { ...size, samples, state: 'done', ...(tier === undefined && { isUntold: true }) }
    : { ...size, samples, state: 'failed', note: noteOf(tier.outcome) };
}

/**
 * Describes a failure: `failed: TypeError`, or only `out of memory` if the size itself is the
 * cause.
 */
function noteOf(outcome: TierOutcome): string {
  const text = tierOutcomeText(outcome);
  return outcome.kind === 'failed' ? `failed: ${text}` : text;
}
