import * as z from 'zod/mini';
import { definedOnly } from '../core/defined-only.ts';
import { parseJson } from '../core/json.ts';
import { InvalidRequestError } from '../errors.ts';
import { describeProblems } from './parse-contract.ts';
import type { PowerTuningWish } from './power-tuning-wish.ts';
import { type ParsedRequest, parseTuningRequest } from './tuning-request.ts';

/**
 * A request that was written for aws-lambda-power-tuning, with the form that its answer must have.
 */
export interface PowerTuningRequest extends ParsedRequest {
  readonly wish: PowerTuningWish;
}

/** The field that only an input of aws-lambda-power-tuning has. */
const MARK = 'lambdaARN';

/** Sizes that "ALL" means in aws-lambda-power-tuning. */
const ALL_SIZES = { minMb: 128, maxMb: 3008 };

/** Most invocations of a dry run, which only tries the function, its event and the roles. */
const DRY_RUN_INVOCATIONS_MAX = 4;

const flag = z.exactOptional(z.boolean({ error: 'must be true or false' }));
const text = z.exactOptional(z.string({ error: 'must be a text' }));

function numberFrom(min: number, error: string) {
  return z.exactOptional(z.number({ error }).check(z.gte(min, { error })));
}

const inputSchema = z.strictObject({
  lambdaARN: z.string({ error: 'must be the name or ARN of a function' }),
  num: z.exactOptional(z.coerce.number({ error: 'must be a number of invocations' })),
  powerValues: z.exactOptional(
    z.union([z.string(), z.array(z.coerce.number())], {
      error: 'must be a list of sizes in MB, such as [128, 512], "128,512" or "ALL"',
    }),
  ),
  payload: z.exactOptional(z.unknown()),
  payloadS3: text,
  parallelInvocation: flag,
  strategy: text,
  balancedWeight: z.exactOptional(z.number({ error: 'must be a number from 0 to 1' })),
  autoOptimize: flag,
  autoOptimizeAlias: text,
  dryRun: flag,
  preProcessorARN: text,
  postProcessorARN: text,
  discardTopBottom: numberFrom(0, 'must be a number of at least 0'),
  sleepBetweenRunsMs: numberFrom(0, 'must be milliseconds'),
  disablePayloadLogs: flag,
  includeOutputResults: flag,
  onlyColdStarts: flag,
  allowedExceptions: z.exactOptional(
    z.array(z.string(), { error: 'must be a list of names of errors' }),
  ),
});

type Input = z.infer<typeof inputSchema>;

/** Every parameter of aws-lambda-power-tuning 4.4, for the page that says how each is handled. */
export const POWER_TUNING_PARAMETERS: readonly string[] = Object.keys(inputSchema.shape);

/** Parameters that have another effect here than in aws-lambda-power-tuning. */
const TAKEN_OTHERWISE: Readonly<Partial<Record<keyof Input, string>>> = {
  discardTopBottom:
    '"discardTopBottom" has no effect: durations are robust estimates of all samples, so that rare events keep their weight',
  disablePayloadLogs: '"disablePayloadLogs" has no effect: events are never logged',
};

/**
 * Reads the input of an execution if it was written for aws-lambda-power-tuning.
 *
 * @returns `undefined` if it was not.
 * @throws {InvalidRequestError} If a parameter is invalid.
 */
export function readPowerTuningInput(input: unknown): PowerTuningRequest | undefined {
  if (typeof input !== 'object' || input === null || !(MARK in input)) {
    return undefined;
  }
  const parsed = z.safeParse(inputSchema, input);
  if (!parsed.success) {
    const problems = describeProblems(parsed.error.issues, input);
    throw new InvalidRequestError(
      `Cannot start tuning: the input has "${MARK}", so it was read as that of aws-lambda-power-tuning: ${problems.join('; ')}`,
    );
  }
  const fields = parsed.data;
  const wish = { hasStats: fields.includeOutputResults === true, notes: notesOn(fields) };
  return { ...parseWithTheirNames(writtenRequest(fields)), wish };
}

/** Names of the request's fields in aws-lambda-power-tuning, for messages about them. */
const POWER_TUNING_NAMES: Readonly<Record<string, string>> = {
  functionName: MARK,
  sampleCount: 'num',
  coldStarts: 'onlyColdStarts',
  applyTo: 'autoOptimizeAlias',
  apply: 'autoOptimize',
  payloads: 'payload',
  preProcessor: 'preProcessorARN',
  postProcessor: 'postProcessorARN',
  pauseMs: 'sleepBetweenRunsMs',
  allowedErrors: 'allowedExceptions',
};

function parseWithTheirNames(written: Readonly<Record<string, unknown>>): ParsedRequest {
  try {
    return parseTuningRequest(written);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) {
      throw error;
    }
    const message = Object.entries(POWER_TUNING_NAMES).reduce(
      (said, [ours, theirs]) => said.replaceAll(`"${ours}"`, `"${theirs}"`),
      error.message,
    );
    throw new InvalidRequestError(message, { cause: error });
  }
}

function notesOn(fields: Input): readonly string[] {
  const taken = Object.entries(TAKEN_OTHERWISE).flatMap(([name, note]) =>
    isAsked(fields[name as keyof Input]) ? [note] : [],
  );
  const hasAlias = isAsked(fields.autoOptimizeAlias) && fields.autoOptimize !== true;
  return [
    ...(measuresColdStarts(fields) ? coldStartNotes(fields) : warmNotes(fields)),
    ...taken,
    ...(hasAlias ? ['"autoOptimizeAlias" has no effect without "autoOptimize"'] : []),
    ...(fields.dryRun === true
      ? [
          `"dryRun" measures with at most ${DRY_RUN_INVOCATIONS_MAX} invocations and changes nothing`,
        ]
      : []),
  ];
}

/** Whether to measure cold starts. A dry run never does: it has too few invocations. */
function measuresColdStarts({ onlyColdStarts, dryRun }: Input): boolean {
  return onlyColdStarts === true && dryRun !== true;
}

function coldStartNotes({ sleepBetweenRunsMs }: Input): readonly string[] {
  return [
    '"onlyColdStarts": every invocation starts an environment of a new clone, and cost and duration are of initialisation and handler together',
    ...(isAsked(sleepBetweenRunsMs)
      ? [
          '"sleepBetweenRunsMs" has no effect with "onlyColdStarts": no environment is invoked twice',
        ]
      : []),
  ];
}

function warmNotes({ parallelInvocation, onlyColdStarts }: Input): readonly string[] {
  return [
    ...(isAsked(parallelInvocation)
      ? [
          '"parallelInvocation" has no effect: sizes are measured side by side, and each in warm environments; all at once would measure starts',
        ]
      : []),
    ...(isAsked(onlyColdStarts) ? ['"onlyColdStarts" has no effect with "dryRun"'] : []),
  ];
}

/** Whether a parameter is set: aws-lambda-power-tuning ignores false, 0 and empty values. */
function isAsked(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Returns the parameter if it is set. */
function asked<T>(value: T): T | undefined {
  return isAsked(value) ? value : undefined;
}

function writtenRequest(fields: Input): Readonly<Record<string, unknown>> {
  const isDryRun = fields.dryRun === true;
  const isApplied = fields.autoOptimize === true && !isDryRun;
  return definedOnly({
    functionName: fields.lambdaARN,
    strategy: fields.strategy ?? 'cost',
    balancedWeight:
      fields.balancedWeight === undefined
        ? undefined
        : Math.min(1, Math.max(0, fields.balancedWeight)),
    sampleCount: isDryRun ? undefined : fields.num,
    invocationsMax: isDryRun ? DRY_RUN_INVOCATIONS_MAX : undefined,
    powerValues: sizesOf(fields.powerValues),
    ...(isAsked(fields.payloadS3) ? { payloadS3: fields.payloadS3 } : eventsOf(fields.payload)),
    preProcessor: asked(fields.preProcessorARN),
    postProcessor: asked(fields.postProcessorARN),
    coldStarts: measuresColdStarts(fields) ? true : undefined,
    pauseMs: measuresColdStarts(fields) ? undefined : asked(fields.sleepBetweenRunsMs),
    allowedErrors: asked(fields.allowedExceptions),
    ...(isApplied && { apply: true }),
    applyTo: isApplied && isAsked(fields.autoOptimizeAlias) ? fields.autoOptimizeAlias : undefined,
  });
}

function sizesOf(given: Input['powerValues']): unknown {
  if (typeof given !== 'string') {
    return given === undefined || given.length === 0 ? undefined : given;
  }
  return given.trim().toUpperCase() === 'ALL'
    ? ALL_SIZES
    : given.split(',').map((size) => Number(size));
}

const weighted = z.array(
  z.looseObject({ payload: z.unknown(), weight: z.number().check(z.gt(0)) }),
);

/**
 * Reads the events. A list in which every element has a payload and a weight is a set of events;
 * anything else is one event.
 */
function eventsOf(payload: unknown): Readonly<Record<string, unknown>> {
  if (payload === undefined) {
    return {};
  }
  const events = z.safeParse(weighted, payload).data;
  return events !== undefined && events.length > 0 && events.every((own) => 'payload' in own)
    ? {
        payloads: events.map(({ payload: own, weight }) => ({ payload: eventOf(own), weight })),
      }
    : { payload: eventOf(payload) };
}

/** Returns the event. A text that is not JSON becomes a JSON string. */
function eventOf(payload: unknown): unknown {
  return typeof payload === 'string' && parseJson(payload) === undefined
    ? JSON.stringify(payload)
    : payload;
}
