import * as z from 'zod/mini';
import { ARCHITECTURES } from '../core/architecture.ts';
import { FUNCTION_REFERENCE_FORMS, parseFunctionReference } from '../core/function-reference.ts';
import { parseObjectAddress } from '../core/object-address.ts';
import { NAME_LENGTH_MAX } from '../core/untrusted-text.ts';
import { comparedRelease } from './compared-release.ts';
import { sizeRangeSchema, writtenPowerValueSchema } from './size-fields.ts';

/** Values of `strategy`. */
export const STRATEGIES = ['value', 'cost', 'speed', 'balanced', 'tolerance', 'limit'] as const;

/**
 * How much more than the cheapest size the strategy `value` may cost, unless the request says
 * otherwise.
 */
export const VALUE_COST_TOLERANCE_PERCENT = 5;

/** Values of `onBusy`: what a run does if another one is tuning the same function. */
const BUSY_ANSWERS = ['fail', 'wait'] as const;

/** Values of `onRelease`: what a run does if the function is released during the run. */
const RELEASE_ANSWERS = ['report', 'restart'] as const;

/** Fewest samples that show any spread, and most samples that are worth measuring for one tier. */
const SAMPLE_COUNT_MIN = 2;
const SAMPLE_COUNT_MAX = 100;

/** Most classes of payloads: each is measured separately at every size. */
const PAYLOAD_CLASS_COUNT_MAX = 10;

/** Most invocations in flight that a request may ask for, all tiers together. */
const CONCURRENCY_MAX = 200;

/** Greatest age of an answer that a request may accept, days; none is kept for longer. */
const MAX_AGE_DAYS_MAX = 90;

/** The value of `applyTo` for a change that is made in the source code, not in Lambda. */
export const APPLY_TO_SOURCE = 'source';

/** Values of `applyTo` in Lambda: the function itself, or an alias of it (Lambda's own pattern). */
const APPLY_TO = /^(\$LATEST|(?![0-9]+$)[a-zA-Z0-9-_]{1,128})$/;

/** Shortest watch, because CloudWatch lags by a minute or two; longest watch, one day. */
const WATCH_MINUTES_MIN = 5;
const WATCH_MINUTES_MAX = 1_440;

/** Longest goal, characters: a sentence or two. */
const GOAL_LENGTH_MAX = 500;

/** Most names of errors that count as answers; each may be as long as Lambda allows. */
const ALLOWED_ERROR_COUNT_MAX = 20;

/** Longest pause between two invocations, milliseconds: a step has room for one of each. */
const PAUSE_MS_MAX = 20_000;

/** Most invocations that a request may grant to a run. */
const INVOCATIONS_MAX = 4_000;

/** Most invocations to which a request may limit a run; no deployment allows more. */
const RUN_INVOCATIONS_MAX = 1_000_000;
/**
 * Differences that a comparison may have to detect, per cent; smaller ones are lost among the
 * clones' differences.
 */
const DIFFERENCE_PERCENT_MIN = 3;
const DIFFERENCE_PERCENT_MAX = 100;

const COMPARE_WITH_ERROR =
  'must be "previous", a version number such as "12", an alias such as "live", the function\'s ARN with one of both, or the address of a report, such as "s3://bucket/runs/my-fn/0123456789ab.json"';

/**
 * The difference to detect in a comparison with a kept result, unless the request says otherwise,
 * per cent. Smaller ones are hidden by differences between days.
 */
export const KEPT_DIFFERENCE_PERCENT = 50;

/** Defaults of the request; docs/request.md shows them. */
export const REQUEST_DEFAULTS = {
  strategy: 'value',
  balancedWeight: 0.5,
  percentile: 95,
  memoryHeadroomPercent: 0,
  payload: {},
  apply: false,
  applyTo: '$LATEST',
  improvementPercentMin: 1,
  fresh: false,
  maxAgeDays: 30,
  concurrencyMax: 20,
  onBusy: 'fail',
  onRelease: 'report',
  differencePercent: 10,
} as const;

const flagSchema = z.boolean({ error: 'must be true or false' });

function integer(min: number, max: number) {
  const error = `must be an integer from ${min} to ${max}`;
  return z.int({ error }).check(z.gte(min, { error }), z.lte(max, { error }));
}

function numberFrom(min: number, max: number, meaning = '') {
  const error = `must be a number from ${min} to ${max}${meaning}`;
  return z.number({ error }).check(z.gte(min, { error }), z.lte(max, { error }));
}

function positive(unit: string) {
  const error = `must be a number above 0 (${unit})`;
  return z.number({ error }).check(z.gt(0, { error }));
}

function functionReference() {
  const error = `must be ${FUNCTION_REFERENCE_FORMS}`;
  return z
    .string({ error })
    .check(z.refine((text: string) => parseFunctionReference(text) !== undefined, { error }));
}

function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` });
}

const APPLY_TO_ERROR = 'must be "$LATEST", the name of an alias, such as "live", or "source"';

const PAYLOAD_S3_ERROR = {
  error: 'must be the address of an object, such as "s3://my-bucket/event.json"',
};

const ALLOWED_ERRORS_ERROR = {
  error: `must be a list of 1 to ${ALLOWED_ERROR_COUNT_MAX} names of errors, such as ["ValidationError"]`,
};

const ARCHITECTURES_ERROR = {
  error: `must be a list of one or both of ${ARCHITECTURES.join(' and ')}, each once`,
};

/** Fields that travel through the run exactly as written. */
const plainFields = {
  strategy: oneOf(STRATEGIES),
  balancedWeight: numberFrom(0, 1, ': 0 is speed alone, 1 is cost alone'),
  costTolerancePercent: numberFrom(0, 1_000),
  durationMsMax: positive('milliseconds'),
  percentile: numberFrom(50, 99.9),
  memoryHeadroomPercent: numberFrom(0, 90),
  sizeRange: sizeRangeSchema,
  allowedErrors: z
    .array(
      z
        .string(ALLOWED_ERRORS_ERROR)
        .check(
          z.minLength(1, ALLOWED_ERRORS_ERROR),
          z.maxLength(NAME_LENGTH_MAX, ALLOWED_ERRORS_ERROR),
        ),
      ALLOWED_ERRORS_ERROR,
    )
    .check(
      z.minLength(1, ALLOWED_ERRORS_ERROR),
      z.maxLength(ALLOWED_ERROR_COUNT_MAX, ALLOWED_ERRORS_ERROR),
    ),
  pauseMs: integer(0, PAUSE_MS_MAX),
  architectures: z.array(oneOf(ARCHITECTURES), ARCHITECTURES_ERROR).check(
    z.minLength(1, ARCHITECTURES_ERROR),
    z.refine((all: readonly string[]) => new Set(all).size === all.length, ARCHITECTURES_ERROR),
  ),
  payloadS3: z
    .string(PAYLOAD_S3_ERROR)
    .check(z.refine((text: string) => parseObjectAddress(text) !== undefined, PAYLOAD_S3_ERROR)),
  preProcessor: functionReference(),
  postProcessor: functionReference(),
  coldStarts: flagSchema,
  sampleCount: integer(SAMPLE_COUNT_MIN, SAMPLE_COUNT_MAX),
  invocationsMax: integer(2, INVOCATIONS_MAX),
  tuningUsdMax: positive('USD'),
  runInvocationsMax: integer(1, RUN_INVOCATIONS_MAX),
  runUsdMax: positive('USD'),
  tuningSecondsMax: positive('seconds'),
  invocationsPerMonth: positive('invocations'),
  apply: flagSchema,
  applyTo: z.string({ error: APPLY_TO_ERROR }).check(z.regex(APPLY_TO, { error: APPLY_TO_ERROR })),
  improvementPercentMin: numberFrom(0, 90, ' (per cent)'),
  watchMinutes: integer(WATCH_MINUTES_MIN, WATCH_MINUTES_MAX),
  fresh: flagSchema,
  maxAgeDays: numberFrom(0, MAX_AGE_DAYS_MAX),
  concurrencyMax: integer(1, CONCURRENCY_MAX),
  onBusy: oneOf(BUSY_ANSWERS),
  onRelease: oneOf(RELEASE_ANSWERS),
  /** Inside the run, only the qualifier, or an address. */
  compareWith: z.string({ error: COMPARE_WITH_ERROR }).check(
    z.refine((text: string) => comparedRelease(text) !== undefined, {
      error: COMPARE_WITH_ERROR,
    }),
  ),
  differencePercent: numberFrom(DIFFERENCE_PERCENT_MIN, DIFFERENCE_PERCENT_MAX, ' (per cent)'),
};

const GOAL_ERROR = {
  error: `must be a text of 1 to ${GOAL_LENGTH_MAX} characters that says what the size is to achieve`,
};

const payloadClassSchema = z.strictObject(
  { payload: z.unknown(), weight: positive('share of production traffic') },
  { error: 'must be an object such as {"payload": {}, "weight": 1}' },
);

/** Every field as the user writes it; all except `functionName` may be left out. */
export const writtenRequestSchema = z.strictObject(
  {
    functionName: functionReference(),
    /**
     * A list or a range. Parsed separately by its shape, so that every problem of a list is
     * reported.
     */
    powerValues: z.exactOptional(z.unknown()),
    goal: z.exactOptional(
      z
        .string(GOAL_ERROR)
        .check(z.trim(), z.minLength(1, GOAL_ERROR), z.maxLength(GOAL_LENGTH_MAX, GOAL_ERROR)),
    ),
    payload: z.exactOptional(z.unknown()),
    payloads: z.exactOptional(
      z.array(payloadClassSchema, { error: 'must be a list of {"payload", "weight"}' }).check(
        z.minLength(1, { error: 'must have at least one class of payloads' }),
        z.maxLength(PAYLOAD_CLASS_COUNT_MAX, {
          error: `must have at most ${PAYLOAD_CLASS_COUNT_MAX} classes of payloads`,
        }),
      ),
    ),
    ...optional(plainFields),
  },
  { error: 'must be a JSON object such as {"functionName": "my-fn"}' },
);

/** The request with every default filled in, as it travels through the run. */
export const tuningRequestSchema = z.strictObject({
  functionName: z.string(),
  /** A list is ascending. Absent: the tuner chooses. */
  powerValues: z.exactOptional(
    z.union([z.readonly(z.array(writtenPowerValueSchema)), sizeRangeSchema]),
  ),
  /** The user's goal in words; TranslateGoal fills in the fields that express it. */
  goal: z.exactOptional(
    z.strictObject({
      text: z.string(),
      /** What the fields mean, in one sentence; absent until it is translated. */
      understood: z.exactOptional(z.string()),
    }),
  ),
  /** Identifies the events; absent until ValidatePermissions has read them. */
  payloadDigest: z.exactOptional(z.string()),
  /** Weight of each class of payloads; a single one if there are no classes. */
  payloadWeights: z.readonly(z.array(z.number())),
  ...optional(plainFields),
  strategy: plainFields.strategy,
  balancedWeight: plainFields.balancedWeight,
  percentile: plainFields.percentile,
  memoryHeadroomPercent: plainFields.memoryHeadroomPercent,
  apply: flagSchema,
  applyTo: plainFields.applyTo,
  improvementPercentMin: plainFields.improvementPercentMin,
  fresh: flagSchema,
  maxAgeDays: plainFields.maxAgeDays,
  concurrencyMax: plainFields.concurrencyMax,
  onBusy: plainFields.onBusy,
  onRelease: plainFields.onRelease,
});

/** What a run was asked to do, without the payloads, which travel separately. */
export type TuningRequest = z.infer<typeof tuningRequestSchema>;

type Optional<T extends Record<string, z.core.SomeType>> = {
  [K in keyof T]: z.ZodMiniExactOptional<T[K]>;
};

function optional<T extends Record<string, z.core.SomeType>>(fields: T): Optional<T> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, z.exactOptional(field)]),
  ) as Optional<T>;
}
