import * as z from 'zod/mini';
import { definedOnly } from '../core/defined-only.ts';
import { keptFiguresSchema } from '../core/gate/kept-effect.ts';
import { RELEASE_SIDES } from '../core/measurement/release-clone.ts';
import { tiersSchema } from '../core/measurement/tier.ts';
import { powerValueSchema } from '../core/power-value.ts';
import { releaseRowSchema } from './release-row.ts';
import type { TuningRequest } from './request-fields.ts';
import { type TargetFunction, targetFunctionSchema } from './target-function.ts';

/** What identifies a release, and what determines the price of its invocations. */
const releaseFactsSchema = z.strictObject({
  region: targetFunctionSchema.shape.region,
  qualifier: targetFunctionSchema.shape.qualifier,
  memoryMb: targetFunctionSchema.shape.memoryMb,
  architecture: targetFunctionSchema.shape.architecture,
  ephemeralStorageMb: targetFunctionSchema.shape.ephemeralStorageMb,
  codeSha256: targetFunctionSchema.shape.codeSha256,
  configurationDigest: targetFunctionSchema.shape.configurationDigest,
});

/** What identifies a release, and what determines the price of its invocations. */
export type ReleaseFacts = Readonly<z.infer<typeof releaseFactsSchema>>;

/** Returns what is stored about a release besides its samples. */
export function releaseFacts(target: TargetFunction): ReleaseFacts {
  const { region, memoryMb, architecture, ephemeralStorageMb, ...rest } = target;
  const { qualifier, codeSha256, configurationDigest } = rest;
  return {
    region,
    memoryMb,
    architecture,
    ephemeralStorageMb,
    codeSha256,
    configurationDigest,
    ...(qualifier !== undefined && { qualifier }),
  };
}

/**
 * The release and the events that samples in a report belong to. A comparison has an entry for each
 * release that it measured.
 */
const measuredReleaseSchema = z.strictObject({
  release: releaseFactsSchema,
  /** SHA-256 of the events, before a pre-processor changes them. */
  payloadDigest: z.string(),
  preProcessor: z.exactOptional(z.string()),
  /** Milliseconds since the Unix epoch. */
  measuredAtMs: z.number(),
  /** The side whose samples belong to this release; absent if all samples do. */
  side: z.exactOptional(z.enum(RELEASE_SIDES)),
});

export type MeasuredRelease = Readonly<z.infer<typeof measuredReleaseSchema>>;

/** A measured release, and its events. */
interface MeasuredFacts {
  readonly request: Pick<TuningRequest, 'payloadDigest' | 'preProcessor'>;
  readonly target: TargetFunction;
  readonly measuredAtMs: number;
  readonly side?: MeasuredRelease['side'];
}

/** Describes what the samples of a release belong to; empty if the events are no longer known. */
export function measuredRelease({
  request: { payloadDigest, preProcessor },
  target,
  measuredAtMs,
  side,
}: MeasuredFacts): readonly MeasuredRelease[] {
  return payloadDigest === undefined
    ? []
    : [
        {
          release: releaseFacts(target),
          payloadDigest,
          measuredAtMs,
          ...definedOnly({ preProcessor, side }),
        },
      ];
}

/** The part of a run's report that a later comparison reads. */
export const keptReportSchema = z.object({
  functionArn: z.string(),
  /** Absent in reports of older releases of the tuner. */
  measuredReleases: z.optional(z.readonly(z.array(measuredReleaseSchema))),
  samples: z.optional(tiersSchema),
});

/** Where the samples of a release are stored: one line in the index of a function. */
export const keptMeasurementSchema = z.strictObject({
  runId: z.string(),
  side: measuredReleaseSchema.shape.side,
  codeSha256: z.string(),
  configurationDigest: z.string(),
  /** A version, an alias, or `$LATEST`; only a version still means the same later. */
  qualifier: z.exactOptional(z.string()),
  payloadDigest: z.string(),
  preProcessor: z.exactOptional(z.string()),
  measuredAtMs: z.number(),
  /** Sizes with enough warm samples to compare with. */
  powerValues: z.readonly(z.array(powerValueSchema)),
});

export type KeptMeasurement = Readonly<z.infer<typeof keptMeasurementSchema>>;

/** An old release as an earlier run measured it, at the size of the comparison. */
export const keptReleaseSchema = z.strictObject({
  release: releaseFactsSchema,
  /** Milliseconds since the Unix epoch. */
  measuredAtMs: z.number(),
  /** Address of the report with the samples. */
  report: z.string(),
  figures: keptFiguresSchema,
  /** The figures as a person reads them. */
  row: releaseRowSchema,
});

export type KeptRelease = Readonly<z.infer<typeof keptReleaseSchema>>;
