import { basename, dirname, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { LatencyProfile } from '../local/cloud/latency-profile.ts';
import { SAMPLE_FUNCTIONS } from '../local/samples/sample-functions.ts';
import { parseTuningRequest } from '../shared/contract/tuning-request.ts';
import { POWER_VALUE_MB_MAX, POWER_VALUE_MB_MIN } from '../shared/core/power-value.ts';
import type { HandlerChoice } from './handler/package-handler.ts';
import { readLatency } from './latency-option.ts';
import { readNameValue } from './name-value.ts';
import {
  OUTPUT_FLAGS,
  type OutputOptions,
  outputHelp,
  readOutputOptions,
} from './output/output-options.ts';
import { readJsonFile } from './request/json-text.ts';
import {
  type FlagValues,
  REQUEST_FLAGS,
  requestFlagsHelp,
  requestOfFlags,
} from './request/request-flags.ts';
import { UsageError } from './usage-error.ts';
import { wholeNumber } from './whole-number.ts';

/** A function to deploy and tune on this machine. */
export interface LocalTarget {
  readonly functionName: string;
  /** Its description in the heading. */
  readonly character: string;
  readonly source:
    | { readonly kind: 'sample'; readonly directory: string }
    | { readonly kind: 'own'; readonly choice: HandlerChoice };
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The fields of the request other than the function's name. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** What `npm start` was asked to do. */
export type StartOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'tune';
      readonly targets: readonly LocalTarget[];
      readonly outputDirectory: string;
      /** Whether to show the runs on a page. */
      readonly isLive: boolean;
      readonly output: OutputOptions;
      /** How slow the local cloud is. */
      readonly latency: LatencyProfile;
    };

export const START_USAGE = `Usage: autotune local                                   tune the sample functions
       autotune local HANDLER --payload FILE [options]  tune a function of yours

  HANDLER             JavaScript (.mjs, .cjs, .js), TypeScript (.ts, .mts, .cts), Python (.py),
                      an executable "bootstrap", a .zip, or a folder with one of them
  --handler NAME      the export to call; default handler or, in Python, lambda_handler
  --root DIR          deploy this whole folder; default: what the handler needs
  --env NAME=VALUE    an environment variable of the function; may be repeated
  --memory MB         its present memory size, 128 to 10240; default 1024
  --timeout SECONDS   its timeout, 1 to 900; default 30
  --output DIR        where reports and logs go; default .autotuner
  --live              show the runs on a page on this machine
  --latency account   make the local cloud as slow as an account

What it prints:

${outputHelp(22)}

The request; docs/request.md describes each field:

${requestFlagsHelp()}

Exit codes: 0 advised, 1 a run failed, 2 usage or a handler that cannot be tuned, 4 no size keeps
the limit, 130 or 143 interrupted.`;

const MEMORY_MB = { min: POWER_VALUE_MB_MIN, max: POWER_VALUE_MB_MAX, fallback: 1024 };

/** Fields of the request that need something in an account other than the function. */
const ACCOUNT_FIELDS = ['preProcessor', 'postProcessor', 'payloadS3'] as const;

/** Bounds of the timeout, seconds (Lambda quotas). */
const TIMEOUT_SECONDS = { min: 1, max: 900, fallback: 30 };
/** The sample functions are measured at every size, because their whole curve is what they show. */
const SAMPLE_FUNCTION_SAMPLE_COUNT = 5;

/**
 * Reads the command line of `npm start`.
 *
 * @throws {UsageError} If the command line is invalid.
 * @throws {InvalidRequestError} If the request is invalid; the run would report the same.
 */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    return { kind: 'help' };
  }
  const output = readOutputOptions(values);
  const request = requestOfFlags(values as FlagValues);
  refuseAccountFields(request);
  const [handlerPath, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(
      `Cannot tune several functions at once: also given were ${others.join(', ')}`,
    );
  }
  if (values.output === '') {
    throw new UsageError('Cannot read --output: it must name a folder');
  }
  if (handlerPath === undefined) {
    refuseHandlerFlags(values);
  }
  const targets =
    handlerPath === undefined
      ? SAMPLE_FUNCTIONS.map((sample) => sampleTarget(sample, request))
      : [ownTarget(handlerPath, values, request)];
  for (const target of targets) {
    parseTuningRequest({ functionName: target.functionName, ...target.request });
  }
  return {
    kind: 'tune',
    targets,
    outputDirectory: resolve(values.output ?? '.autotuner'),
    isLive: values.live === true,
    output,
    latency: readLatency(values.latency),
  };
}

/** @throws {UsageError} If the request has a field that only works in an account. */
function refuseAccountFields(request: Readonly<Record<string, unknown>>): void {
  if (request.architectures !== undefined) {
    throw new UsageError(
      'Cannot use "architectures" on this machine, which has only one of them: leave it out, or tune a deployed function with autotune run',
    );
  }
  const [field] = ACCOUNT_FIELDS.filter((name) => request[name] !== undefined);
  if (field !== undefined) {
    throw new UsageError(
      `Cannot use "${field}" on this machine, which has only the handler: ${field === 'payloadS3' ? 'give the event with --payload FILE' : 'leave it out, or tune a deployed function with autotune run'}`,
    );
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        ...REQUEST_FLAGS,
        ...OUTPUT_FLAGS,
        handler: { type: 'string' },
        root: { type: 'string' },
        env: { type: 'string', multiple: true },
        memory: { type: 'string' },
        timeout: { type: 'string' },
        output: { type: 'string' },
        live: { type: 'boolean' },
        latency: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parse>['values'];

/** Flags that describe a handler; the sample functions have their own values. */
const HANDLER_FLAGS = [
  'handler',
  'root',
  'env',
  'memory',
  'timeout',
  'payload',
  'payloads',
] as const;

function refuseHandlerFlags(values: Values): void {
  const given = HANDLER_FLAGS.filter((flag) => flag in values).map((flag) => `--${flag}`);
  if (given.length > 0) {
    throw new UsageError(
      `Cannot use ${given.join(', ')} without a HANDLER: the sample functions have their own: name the file of a handler`,
    );
  }
}

function sampleTarget(
  { functionName, character, directory, memoryMb }: (typeof SAMPLE_FUNCTIONS)[number],
  request: LocalTarget['request'],
): LocalTarget {
  return {
    functionName,
    character,
    source: { kind: 'sample', directory },
    memoryMb,
    timeoutSeconds: TIMEOUT_SECONDS.fallback,
    environment: {},
    request: {
      sampleCount: SAMPLE_FUNCTION_SAMPLE_COUNT,
      ...request,
      payload: readJsonFile(join(directory, 'event.json'), '--payload'),
    },
  };
}

function ownTarget(
  handlerPath: string,
  values: Values,
  request: LocalTarget['request'],
): LocalTarget {
  const { root, handler: exportName } = values;
  return {
    functionName: functionNameOf(resolve(handlerPath)),
    character: handlerPath,
    source: { kind: 'own', choice: { path: handlerPath, root, exportName } },
    memoryMb: wholeNumber('--memory', values.memory, MEMORY_MB),
    timeoutSeconds: wholeNumber('--timeout', values.timeout, TIMEOUT_SECONDS),
    environment: Object.fromEntries((values.env ?? []).map((text) => readNameValue('--env', text))),
    request,
  };
}

function functionNameOf(path: string): string {
  const name = basename(path, extname(path));
  const telling = ['index', 'handler'].includes(name) ? basename(dirname(path)) : name;
  return telling.replaceAll(/[^a-zA-Z0-9_-]/g, '-').slice(0, 40) || 'function';
}
