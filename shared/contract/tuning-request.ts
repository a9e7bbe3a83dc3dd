import * as z from 'zod/mini';
import { FUNCTION_REFERENCE_FORMS, parseFunctionReference } from '../core/function-reference.ts';
import {
  isPowerValue,
  POWER_VALUE_MB_MAX,
  POWER_VALUE_MB_MIN,
  type PowerValue,
} from '../core/power-value.ts';
import { InvalidRequestError } from '../errors.ts';
import { describeProblems } from './parse-contract.ts';

/** What `strategy` may say. */
export const STRATEGIES = ['cost', 'speed', 'balanced'] as const;

/** What a run does when another one is tuning the same function. */
export const BUSY_ANSWERS = ['fail', 'wait'] as const;

/** What a run does when the function is released while it is being tuned. */
export const RELEASE_ANSWERS = ['report', 'restart'] as const;

/** Most sizes in one run: what an inline Map runs in parallel. */
const POWER_VALUE_COUNT_MAX = 40;

/** Largest payload, bytes of JSON: the input of an execution is limited to 256 KiB as a whole. */
const PAYLOAD_BYTES_MAX = 250_000;

/** Fewest warm samples that show any spread, and most that one tier is worth. */
const SAMPLE_COUNT_MIN = 2;
const SAMPLE_COUNT_MAX = 100;

/** Most invocations in flight that a request may ask for, all tiers together. */
const CONCURRENCY_MAX = 200;

/** Defaults of the request; the README's table is checked against them. */
export const REQUEST_DEFAULTS = {
  sampleCount: 10,
  strategy: 'cost',
  balancedWeight: 0.5,
  payload: {},
  apply: false,
  fresh: false,
  concurrencyMax: 20,
  onBusy: 'fail',
  onRelease: 'report',
} as const;

const powerValue = z.custom<PowerValue>(isPowerValue, {
  error: `must be an integer from ${POWER_VALUE_MB_MIN} to ${POWER_VALUE_MB_MAX} (MB)`,
});

const flag = z.boolean({ error: 'must be true or false' });

function integer(min: number, max: number) {
  const error = `must be an integer from ${min} to ${max}`;
  return z.int({ error }).check(z.gte(min, { error }), z.lte(max, { error }));
}

/** Every field as the user writes it; all but `functionName` may be left out. */
const writtenRequest = z.strictObject(
  {
    functionName: z.string({ error: `must be ${FUNCTION_REFERENCE_FORMS}` }).check(
      z.refine((text: string) => parseFunctionReference(text) !== undefined, {
        error: `must be ${FUNCTION_REFERENCE_FORMS}`,
      }),
    ),
    powerValues: z.exactOptional(
      z.array(powerValue, { error: 'must be a list of memory sizes in MB' }).check(
        z.minLength(1, { error: 'must name at least one memory size' }),
        z.maxLength(POWER_VALUE_COUNT_MAX, {
          error: `must name at most ${POWER_VALUE_COUNT_MAX} memory sizes`,
        }),
        z.refine((sizes: readonly unknown[]) => new Set(sizes).size === sizes.length, {
          error: 'must not name a memory size twice',
        }),
      ),
    ),
    sampleCount: z.exactOptional(integer(SAMPLE_COUNT_MIN, SAMPLE_COUNT_MAX)),
    strategy: z.exactOptional(
      z.enum(STRATEGIES, { error: `must be one of ${STRATEGIES.join(', ')}` }),
    ),
    balancedWeight: z.exactOptional(
      z
        .number({ error: 'must be a number from 0 (speed alone) to 1 (cost alone)' })
        .check(
          z.gte(0, { error: 'must be a number from 0 (speed alone) to 1 (cost alone)' }),
          z.lte(1, { error: 'must be a number from 0 (speed alone) to 1 (cost alone)' }),
        ),
    ),
    payload: z.exactOptional(z.unknown()),
    apply: z.exactOptional(flag),
    fresh: z.exactOptional(flag),
    concurrencyMax: z.exactOptional(integer(1, CONCURRENCY_MAX)),
    onRelease: z.exactOptional(
      z.enum(RELEASE_ANSWERS, { error: `must be one of ${RELEASE_ANSWERS.join(', ')}` }),
    ),
    onBusy: z.exactOptional(
      z.enum(BUSY_ANSWERS, { error: `must be one of ${BUSY_ANSWERS.join(', ')}` }),
    ),
  },
  { error: 'must be a JSON object such as {"functionName": "my-fn"}' },
);

/** The request with every default filled in, as it travels through the run. */
export const tuningRequestSchema = z.strictObject({
  functionName: z.string(),
  /** Ascending. Absent: the tuner's own choice. */
  powerValues: z.exactOptional(z.readonly(z.array(powerValue))),
  sampleCount: z.int(),
  strategy: z.enum(STRATEGIES),
  balancedWeight: z.number(),
  apply: z.boolean(),
  fresh: z.boolean(),
  concurrencyMax: z.int(),
  onBusy: z.enum(BUSY_ANSWERS),
  onRelease: z.enum(RELEASE_ANSWERS),
});

/** What a run was asked to do. Without the payload, which travels by itself. */
export type TuningRequest = z.infer<typeof tuningRequestSchema>;

/** A request taken apart: what to do, and the event to do it with. */
export interface ParsedRequest {
  readonly request: TuningRequest;
  /** The payload as JSON text, ready to send. */
  readonly payloadText: string;
}

/**
 * Reads the input of an execution.
 *
 * @throws {InvalidRequestError} If anything in it is wrong; lists every problem, unknown fields
 *   included, each with what is accepted.
 */
export function parseTuningRequest(input: unknown): ParsedRequest {
  const parsed = z.safeParse(writtenRequest, input);
  const payload = readPayload(input);
  const problems = [
    ...(parsed.success ? [] : describeProblems(parsed.error.issues, input)),
    ...(payload.kind === 'refused' ? [payload.problem] : []),
    ...duplicateProblems(input),
    ...applyProblems(input),
  ];
  if (!parsed.success || payload.kind === 'refused' || problems.length > 0) {
    throw new InvalidRequestError(
      `Cannot start tuning: ${problems.length === 1 ? 'the request has a problem' : `the request has ${problems.length} problems`}: ${problems.join('; ')}`,
    );
  }
  const { payload: _written, powerValues, ...written } = parsed.data;
  const { payload: _default, ...defaults } = REQUEST_DEFAULTS;
  return {
    request: {
      ...defaults,
      ...written,
      ...(powerValues !== undefined && { powerValues: powerValues.toSorted((a, b) => a - b) }),
    },
    payloadText: payload.text,
  };
}

type PayloadReading =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: string };

/** A payload may be any JSON value; a text is taken as JSON text, so that one can be pasted. */
function readPayload(input: unknown): PayloadReading {
  const payload = (input as { payload?: unknown } | null)?.payload ?? REQUEST_DEFAULTS.payload;
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  if (!isJson(text)) {
    return {
      kind: 'refused',
      problem:
        '"payload" must be a JSON value, or a text that holds one (for a plain text as event, quote it: "\\"hello\\""): current value is not JSON',
    };
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > PAYLOAD_BYTES_MAX) {
    return {
      kind: 'refused',
      problem: `"payload" must be at most ${PAYLOAD_BYTES_MAX} bytes of JSON: current size is ${bytes}`,
    };
  }
  return { kind: 'read', text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Looked for apart from the schema, which does not check a list as a whole once an item is wrong. */
function duplicateProblems(input: unknown): readonly string[] {
  const sizes = (input as { powerValues?: unknown } | null)?.powerValues;
  if (!Array.isArray(sizes)) {
    return [];
  }
  const repeated = new Set(sizes.filter((size, index) => sizes.indexOf(size) !== index));
  return repeated.size === 0
    ? []
    : [`"powerValues" must not name a memory size twice: repeated are ${[...repeated].join(', ')}`];
}

/** A published version cannot be changed, so there is nothing to apply to. */
function applyProblems(input: unknown): readonly string[] {
  const { functionName, apply } = (input ?? {}) as { functionName?: unknown; apply?: unknown };
  const qualifier =
    typeof functionName === 'string' ? parseFunctionReference(functionName)?.qualifier : undefined;
  return apply === true && qualifier !== undefined && qualifier !== '$LATEST'
    ? [
        `"apply" must be false where "functionName" names a version or alias, because only $LATEST can be changed: current qualifier is "${qualifier}"`,
      ]
    : [];
}
