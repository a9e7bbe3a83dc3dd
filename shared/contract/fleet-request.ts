import * as z from 'zod/mini';
import { exactCountText } from '../core/count-text.ts';
import { InvalidRequestError } from '../errors.ts';
import { describeProblems } from './parse-contract.ts';
import { parseTuningRequest } from './tuning-request.ts';

/** Most functions of one fleet: the most that one listing of the store returns. */
export const FLEET_SIZE_MAX = 10_000;

/** Most concurrent runs of a fleet: all share the account's concurrency and its control plane. */
const CONCURRENCY_MAX = 40;

/** Defaults of the request; docs/fleet.md shows them. */
export const FLEET_DEFAULTS = { usdMax: 10, concurrencyMax: 10 } as const;

function integer(min: number, max: number) {
  const error = `must be an integer from ${min} to ${max}`;
  return z.int({ error }).check(z.gte(min, { error }), z.lte(max, { error }));
}

const USD_ERROR = 'must be a number above 0 (USD)';
const NAMES_ERROR = `must be a list of 1 to ${FLEET_SIZE_MAX} functions`;
const ID_ERROR = 'must be the id of a fleet, such as "f34a2b1c9d0e"';

/** Id of a fleet: twelve hexadecimal digits, like that of a run. */
export const fleetIdSchema = z
  .string({ error: ID_ERROR })
  .check(z.regex(/^[0-9a-f]{12}$/, { error: ID_ERROR }));

/** Every field as the user writes it. Fields that exclude each other are checked separately. */
export const writtenFleetSchema = z.strictObject(
  {
    functionNames: z.exactOptional(
      z
        .array(z.string({ error: 'must be the name or ARN of a function' }), {
          error: NAMES_ERROR,
        })
        .check(
          z.minLength(1, { error: NAMES_ERROR }),
          z.maxLength(FLEET_SIZE_MAX, { error: NAMES_ERROR }),
        ),
    ),
    optedIn: z.exactOptional(z.literal(true, { error: 'must be true where it is given' })),
    resume: z.exactOptional(fleetIdSchema),
    top: z.exactOptional(integer(1, FLEET_SIZE_MAX)),
    request: z.exactOptional(
      z.record(z.string(), z.unknown(), {
        error: 'must be an object with fields of the request of a run, such as {"apply": true}',
      }),
    ),
    usdMax: z.exactOptional(z.number({ error: USD_ERROR }).check(z.gt(0, { error: USD_ERROR }))),
    invocationsMax: z.exactOptional(integer(1, 10_000_000)),
    concurrencyMax: z.exactOptional(integer(1, CONCURRENCY_MAX)),
  },
  { error: 'must be a JSON object such as {"optedIn": true, "usdMax": 5}' },
);

/** The functions to tune, and what that may cost altogether. */
export type FleetRequest = z.infer<typeof writtenFleetSchema>;

const SOURCES = ['functionNames', 'optedIn'] as const;

/** Fields of a new fleet that a resumed one already has. */
const SETTINGS_OF_NEW = ['top', 'request', 'usdMax', 'invocationsMax'] as const;

/**
 * Parses the input of an execution of the fleet.
 *
 * @throws {InvalidRequestError} If the input is invalid; lists every problem.
 */
export function parseFleetRequest(input: unknown): FleetRequest {
  const parsed = z.safeParse(writtenFleetSchema, input);
  const written = (typeof input === 'object' && input !== null ? input : {}) as FleetRequest;
  const problems = [
    ...(parsed.success ? [] : describeProblems(parsed.error.issues, input)),
    ...sourceProblems(written),
    ...commonProblems(written),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new InvalidRequestError(
      `Cannot start the fleet: the request has ${exactCountText(problems.length, 'problem')}: ${problems.join('; ')}`,
    );
  }
  return parsed.data;
}

function sourceProblems(written: FleetRequest): readonly string[] {
  if (written.resume === undefined) {
    return SOURCES.some((field) => written[field] !== undefined)
      ? []
      : [`"functionNames", "optedIn", or both must be given, or "resume": none is`];
  }
  return [...SOURCES, ...SETTINGS_OF_NEW]
    .filter((field) => written[field] !== undefined)
    .map((field) => `"${field}" must not be given with "resume": a resumed fleet keeps its own`);
}

/** Why no run of a fleet may be a comparison of releases. */
export const COMPARES_NOTHING =
  'a fleet finds sizes, and compares no releases; autotune gate does, one function at a time';

/** Why no run of a fleet measures the other architecture. */
export const MEASURES_ONE_ARCHITECTURE =
  'a fleet finds sizes on the architecture that each function has; a run of its own measures the other one';

/** Why no run of a fleet measures cold starts. */
export const MEASURES_WARM_INVOCATIONS =
  'a fleet sums up what warm invocations cost; a run of its own measures cold starts';

/** Stands in for a function's name, which every request must have. */
const ANY_NAME = 'any';

/** Checks the common fields, which are invalid for every function, or for none. */
function commonProblems({ request }: FleetRequest): readonly string[] {
  if (typeof request !== 'object' || request === null) {
    return [];
  }
  if ('functionName' in request) {
    return ['"request" must not have "functionName": every function of the fleet gets the rest'];
  }
  if ('compareWith' in request) {
    return [`"request" must not have "compareWith": ${COMPARES_NOTHING}`];
  }
  if ('architectures' in request) {
    return [`"request" must not have "architectures": ${MEASURES_ONE_ARCHITECTURE}`];
  }
  if ('coldStarts' in request) {
    return [`"request" must not have "coldStarts": ${MEASURES_WARM_INVOCATIONS}`];
  }
  try {
    parseTuningRequest({ ...request, functionName: ANY_NAME });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return [`"request" must be that of a run without its function: ${error.message}`];
  }
}
