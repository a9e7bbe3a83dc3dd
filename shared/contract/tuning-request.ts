import * as z from 'zod/mini';
import { exactCountText } from '../core/count-text.ts';
import { definedOnly } from '../core/defined-only.ts';
import { parseFunctionReference } from '../core/function-reference.ts';
import { parseJson } from '../core/json.ts';
import { InvalidRequestError } from '../errors.ts';
import { coldStartFields, coldStartProblems } from './cold-start-request.ts';
import { comparedRelease, comparisonProblems } from './compared-release.ts';
import { GOAL_VOCABULARY } from './goal-vocabulary.ts';
import { describeProblems } from './parse-contract.ts';
import {
  APPLY_TO_SOURCE,
  REQUEST_DEFAULTS,
  type TuningRequest,
  writtenRequestSchema,
} from './request-fields.ts';
import { powerValueListSchema, sizeRangeSchema } from './size-fields.ts';

/** Largest payload, bytes of JSON: the whole input of an execution is limited to 256 KiB. */
const PAYLOAD_BYTES_MAX = 250_000;

/** A parsed request: what to do, and the events to do it with. */
export interface ParsedRequest {
  readonly request: TuningRequest;
  /**
   * The payload of each class as JSON text, ready to send; empty if `payloadS3` names the event.
   */
  readonly payloadTexts: readonly string[];
}

/** A request that has not been validated: any object, or an empty one instead of anything else. */
type Written = Readonly<Record<string, unknown>>;

/**
 * Parses the input of an execution.
 *
 * @throws {InvalidRequestError} If the input is invalid; lists every problem, unknown fields
 *   included, each with what is accepted.
 */
export function parseTuningRequest(input: unknown): ParsedRequest {
  const parsed = z.safeParse(writtenRequestSchema, input);
  const written = (typeof input === 'object' && input !== null ? input : {}) as Written;
  const payloads = readPayloads(written);
  const sizes = readPowerValues(written);
  const problems = [
    ...(parsed.success ? [] : describeProblems(parsed.error.issues, input)),
    ...sizes.problems,
    ...payloads.problems,
    ...strategyProblems(written),
    ...applyProblems(written),
    ...goalProblems(written),
    ...comparisonProblems(written),
    ...coldStartProblems(written),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new InvalidRequestError(
      `Cannot start tuning: the request has ${exactCountText(problems.length, 'problem')}: ${problems.join('; ')}`,
    );
  }
  const {
    payload: _payload,
    payloads: classes,
    powerValues: _sizes,
    goal,
    compareWith,
    coldStarts = false,
    ...fields
  } = parsed.data;
  // The default of a comparison depends on what the function is compared with.
  const { payload: _default, differencePercent: _difference, ...defaults } = REQUEST_DEFAULTS;
  return {
    request: {
      ...defaults,
      strategy: impliedStrategy(fields),
      ...impliedAlias(fields),
      ...fields,
      ...coldStartFields({ ...fields, coldStarts }),
      ...(compareWith !== undefined && {
        compareWith: comparedRelease(compareWith) ?? compareWith,
      }),
      ...(fields.applyTo === APPLY_TO_SOURCE && { apply: false }),
      ...definedOnly({
        goal: goal === undefined ? undefined : { text: goal },
        powerValues: sizes.powerValues,
      }),
      payloadWeights: classes?.map(({ weight }) => weight) ?? [1],
    },
    payloadTexts: payloads.texts,
  };
}

/** Returns the strategy that the fields imply: a tolerance or a limit needs no `strategy`. */
function impliedStrategy(fields: Pick<TuningRequest, 'costTolerancePercent' | 'durationMsMax'>) {
  if (fields.costTolerancePercent !== undefined) {
    return 'tolerance';
  }
  return fields.durationMsMax === undefined ? REQUEST_DEFAULTS.strategy : 'limit';
}

/** The strategies that a field belongs to; the first one requires it. */
const STRATEGIES_OF_FIELD: Readonly<Record<string, readonly [string, ...string[]]>> = {
  costTolerancePercent: ['tolerance', 'value'],
  durationMsMax: ['limit'],
};

function strategyProblems({ strategy, ...fields }: Written): readonly string[] {
  const problems: string[] = [];
  const entries = Object.entries(STRATEGIES_OF_FIELD);
  if (entries.every(([field]) => fields[field] !== undefined)) {
    problems.push(
      '"costTolerancePercent" and "durationMsMax" must not both be given: each is a strategy of its own',
    );
  }
  for (const [field, strategies] of entries) {
    const [needed] = strategies;
    if (strategy === needed && fields[field] === undefined) {
      problems.push(`"${field}" must be given where "strategy" is "${needed}"`);
    }
    const isForeign = strategy !== undefined && !strategies.includes(String(strategy));
    if (fields[field] !== undefined && isForeign) {
      problems.push(
        `"${field}" must not be given where "strategy" is ${JSON.stringify(strategy)}: it belongs to ${strategies.map((one) => `"${one}"`).join(' and ')}`,
      );
    }
  }
  return problems;
}

interface PayloadReading {
  readonly texts: readonly string[];
  readonly problems: readonly string[];
}

/** Reads one payload, or one for each class. */
function readPayloads({ payload, payloads, payloadS3 }: Written): PayloadReading {
  if (payloadS3 !== undefined) {
    const isAlone = payload === undefined && payloads === undefined;
    return {
      texts: [],
      problems: isAlone
        ? []
        : ['"payloadS3" must not be given beside "payload" or "payloads": it is the event'],
    };
  }
  if (payloads === undefined) {
    return readAll([['payload', givenPayload(payload)]]);
  }
  if (payload !== undefined) {
    return { texts: [], problems: ['"payload" and "payloads" must not both be given'] };
  }
  const classes = Array.isArray(payloads) ? payloads : [];
  return readAll(
    classes.map((one, index) => [
      `payloads[${index}].payload`,
      givenPayload((one as Written | null)?.payload),
    ]),
  );
}

/**
 * Applies the default. `null` is an event like any other; only an absent payload means the default.
 */
function givenPayload(payload: unknown): unknown {
  return payload === undefined ? REQUEST_DEFAULTS.payload : payload;
}

function readAll(written: readonly (readonly [field: string, value: unknown])[]): PayloadReading {
  const texts = written.map(([, value]) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  const notJson = written
    .filter((_, index) => parseJson(texts[index]) === undefined)
    .map(
      ([field]) =>
        `"${field}" must be a JSON value, or a text that holds one (for a plain text as event, quote it: "\\"hello\\""): current value is not JSON`,
    );
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return {
    texts,
    problems:
      bytes > PAYLOAD_BYTES_MAX
        ? [
            ...notJson,
            `"${written.length === 1 ? written[0]?.[0] : 'payloads'}" must be at most ${PAYLOAD_BYTES_MAX} bytes of JSON: current size is ${bytes}`,
          ]
        : notJson,
  };
}

interface SizesReading {
  /** Absent if none were written, or they cannot be read. */
  readonly powerValues?: NonNullable<TuningRequest['powerValues']>;
  readonly problems: readonly string[];
}

/**
 * Reads a list of sizes, or a range, which its shape decides, so that every problem of it is found.
 */
function readPowerValues(written: Written): SizesReading {
  const { powerValues } = written;
  if (powerValues === undefined) {
    return { problems: [] };
  }
  const isRange =
    typeof powerValues === 'object' && powerValues !== null && !Array.isArray(powerValues);
  const parsed = isRange
    ? z.safeParse(sizeRangeSchema, powerValues)
    : z.safeParse(powerValueListSchema, powerValues);
  const problems = [
    ...(parsed.success ? [] : describeProblems(under('powerValues', parsed.error.issues), written)),
    ...repeatedProblems(powerValues),
  ];
  if (!parsed.success || problems.length > 0) {
    return { problems };
  }
  const sizes = parsed.data;
  return { powerValues: Array.isArray(sizes) ? sizes.toSorted((a, b) => a - b) : sizes, problems };
}

function under(field: string, issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  return issues.map((issue) => ({ ...issue, path: [field, ...issue.path] }));
}

/**
 * Lists sizes that are repeated. The schema cannot do this: it does not check a whole list once an
 * item is invalid.
 */
function repeatedProblems(powerValues: unknown): readonly string[] {
  if (!Array.isArray(powerValues)) {
    return [];
  }
  const repeated = new Set(
    powerValues.filter((size, index) => powerValues.indexOf(size) !== index),
  );
  return repeated.size === 0
    ? []
    : [`"powerValues" must not name a memory size twice: repeated are ${[...repeated].join(', ')}`];
}

/** Returns the alias that a change is for, if the request names an alias to tune. */
function impliedAlias({ functionName, apply }: Pick<TuningRequest, 'functionName'> & Written) {
  const qualifier = qualifierOf(functionName);
  return apply === true && qualifier !== undefined ? { applyTo: qualifier } : {};
}

function qualifierOf(functionName: unknown): string | undefined {
  return typeof functionName === 'string'
    ? parseFunctionReference(functionName)?.qualifier
    : undefined;
}

function applyProblems({ functionName, apply, applyTo, watchMinutes }: Written): readonly string[] {
  if (applyTo === APPLY_TO_SOURCE) {
    return watchMinutes === undefined
      ? []
      : ['"watchMinutes" must not be given where "applyTo" is "source": nothing is written'];
  }
  const problems = Object.entries({ applyTo, watchMinutes })
    .filter(([, value]) => value !== undefined && apply !== true)
    .map(([field]) => `"${field}" must not be given where "apply" is not true`);
  const qualifier = qualifierOf(functionName);
  if (apply !== true || qualifier === undefined) {
    return problems;
  }
  if (/^[0-9]+$/.test(qualifier)) {
    problems.push(
      `"apply" must be false where "functionName" names a version, which cannot be changed: current version is ${qualifier}. Name the function or an alias`,
    );
  } else if (applyTo !== undefined && applyTo !== qualifier) {
    problems.push(
      `"applyTo" must be what "functionName" names, because that is what will be measured: current values are ${JSON.stringify(applyTo)} and "${qualifier}"`,
    );
  }
  return problems;
}

/** Lists typed fields beside a goal, which could contradict it. */
function goalProblems(written: Written): readonly string[] {
  const beside = GOAL_VOCABULARY.filter(({ name }) => written[name] !== undefined);
  return written.goal === undefined || beside.length === 0
    ? []
    : [
        `"goal" must stand alone, because typed fields say the same: beside it stand ${beside.map(({ name }) => `"${name}"`).join(', ')}`,
      ];
}
