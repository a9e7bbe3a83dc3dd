import { statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import type { LatencyProfile } from '../local/cloud/latency-profile.ts';
import { SAMPLE_FUNCTIONS } from '../local/samples/sample-functions.ts';
import { parseTuningRequest } from '../shared/contract/tuning-request.ts';
import { readLatency } from './latency-option.ts';
import { readJsonFile } from './request/json-text.ts';
import {
  type FlagValues,
  REQUEST_FLAGS,
  requestFlagsHelp,
  requestOfFlags,
} from './request/request-flags.ts';
import { UsageError } from './usage-error.ts';

/** A function to deploy and tune on this machine. */
export interface LocalTarget {
  readonly functionName: string;
  /** What the heading says of it. */
  readonly character: string;
  readonly directory: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The fields of the request that are not its name. */
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
      /** How slow the local cloud is. */
      readonly latency: LatencyProfile;
    };

export const START_USAGE = `Usage: npm start                                     tune the sample functions
       npm start -- HANDLER --payload FILE [options]  tune a function of yours

  HANDLER             a JavaScript file that exports "handler" (.mjs, .cjs or .js)
  --root DIR          the folder to deploy; default: the folder of HANDLER
  --env NAME=VALUE    an environment variable of the function; may be repeated
  --memory MB         the size it has now; default 1024
  --timeout SECONDS   its time-out; default 30
  --output DIR        where reports go; default .autotuner
  --live              show the runs on a page on this machine
  --latency account   make the local cloud as slow as an account

The request; docs/request.md describes each field:

${requestFlagsHelp()}`;

/** The sample functions are measured at every size, because their whole curve is what they show. */
const SAMPLE_FUNCTION_SAMPLE_COUNT = 5;

/**
 * Reads the command line of `npm start`.
 *
 * @throws {UsageError} If it cannot be followed.
 * @throws {InvalidRequestError} If the request is wrong, as the run itself would say it.
 */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    return { kind: 'help' };
  }
  const request = requestOfFlags(values as FlagValues);
  const [handlerPath, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(
      `Cannot tune several functions at once: also given were ${others.join(', ')}`,
    );
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
    latency: readLatency(values.latency),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        ...REQUEST_FLAGS,
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

function sampleTarget(
  { functionName, character, directory, memoryMb }: (typeof SAMPLE_FUNCTIONS)[number],
  request: LocalTarget['request'],
): LocalTarget {
  return {
    functionName,
    character,
    directory,
    handler: 'handler.handler',
    memoryMb,
    timeoutSeconds: 30,
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
  const path = resolve(handlerPath);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(`Cannot tune "${handlerPath}": there is no such file`);
  }
  if (!['.mjs', '.cjs', '.js'].includes(extname(path))) {
    throw new UsageError(
      `Cannot tune "${handlerPath}": it must be a JavaScript file (.mjs, .cjs or .js), as Lambda runs it`,
    );
  }
  const directory = resolve(values.root ?? dirname(path));
  const module = relative(directory, path);
  if (module.startsWith('..')) {
    throw new UsageError(
      `Cannot tune "${handlerPath}": it must lie inside of --root ${values.root}`,
    );
  }
  return {
    functionName: functionNameOf(path),
    character: handlerPath,
    directory,
    handler: `${module.slice(0, -extname(module).length).split(sep).join('/')}.handler`,
    memoryMb: wholeNumber(values.memory, '--memory', 1024),
    timeoutSeconds: wholeNumber(values.timeout, '--timeout', 30),
    environment: Object.fromEntries((values.env ?? []).map(readVariable)),
    request,
  };
}

function functionNameOf(path: string): string {
  const name = basename(path, extname(path));
  const parts = ['index', 'handler'].includes(name) ? [basename(dirname(path))] : [name];
  return (
    parts
      .join('-')
      .replaceAll(/[^a-zA-Z0-9_-]/g, '-')
      .slice(0, 40) || 'function'
  );
}

function readVariable(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new UsageError(`Cannot read --env ${text}: it must be NAME=VALUE`);
  }
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function wholeNumber(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) {
    return fallback;
  }
  if (!/^\d+$/.test(text)) {
    throw new UsageError(`Cannot read ${name} ${text}: it must be a whole number`);
  }
  return Number(text);
}
