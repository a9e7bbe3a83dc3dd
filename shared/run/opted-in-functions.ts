import * as z from 'zod/mini';
import { EXECUTION_TAG } from '../aws/clone-view.ts';
import type { TaggedFunction, TaggedPage, TaggingApi } from '../aws/tagged-functions.ts';
import { requestOfTags } from '../contract/tag-request.ts';
import { parseTuningRequest } from '../contract/tuning-request.ts';
import { definedOnly } from '../core/defined-only.ts';
import { parseFunctionReference } from '../core/function-reference.ts';
import { OPT_IN_TAG, TUNED_OPT_INS } from '../core/opt-in.ts';
import { InvalidRequestError } from '../errors.ts';

/** Dependencies of {@link readOptedInTargets}. */
export interface OptedInPorts extends TaggingApi {
  /** Further request fields of every run that is started. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** A run to start. */
export interface DispatchTarget {
  readonly functionName: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** A function that opted in and cannot be tuned, because its tags ask for something impossible. */
interface SkippedFunction {
  readonly functionArn: string;
  readonly message: string;
}

/** A function and its tags, as one step passes it to the next. */
export const taggedFunctionSchema = z.strictObject({
  functionArn: z.string(),
  tags: z.record(z.string(), z.string()),
});

/** Most pages of 100 functions each, which is more than can be tuned in time. */
const PAGE_COUNT_MAX = 100;

/** The functions that opted in, each with the request that its own tags make. */
export interface OptedInTargets {
  readonly targets: readonly DispatchTarget[];
  readonly skipped: readonly SkippedFunction[];
}

/**
 * Lists the functions of the tuner's region that opted in by their tag, as {@link optedInTargets}
 * returns them.
 *
 * @throws {TunerError} If the functions cannot be listed.
 */
export async function readOptedInTargets(ports: OptedInPorts): Promise<OptedInTargets> {
  return optedInTargets(await readAll(ports), ports.request);
}

/**
 * Builds the runs to start, ordered by ARN so that every delivery of an event has the same order.
 */
export function optedInTargets(
  tagged: readonly TaggedFunction[],
  request: OptedInPorts['request'],
): OptedInTargets {
  const targets: DispatchTarget[] = [];
  const skipped: SkippedFunction[] = [];
  for (const each of tagged.toSorted((a, b) => (a.functionArn < b.functionArn ? -1 : 1))) {
    try {
      targets.push(targetOf(each, request));
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      skipped.push({ functionArn: each.functionArn, message: error.message });
    }
  }
  return { targets, skipped };
}

/**
 * Reads a page of the functions that opted in, without clones, which carry the tags of their
 * function.
 *
 * @param token Token of the previous page; `undefined` for the first one.
 * @throws {TunerError} If the functions cannot be listed.
 */
export async function readOptedInPage(
  { readTaggedPage }: TaggingApi,
  token: string | undefined,
): Promise<TaggedPage> {
  const query = { tag: OPT_IN_TAG, values: TUNED_OPT_INS, ...definedOnly({ token }) };
  const page = await readTaggedPage(query);
  const functions = page.functions.filter(({ tags }) => tags[EXECUTION_TAG] === undefined);
  return { ...page, functions };
}

async function readAll(ports: TaggingApi): Promise<readonly TaggedFunction[]> {
  const functions: TaggedFunction[] = [];
  let token: string | undefined;
  for (let pageCount = 0; pageCount < PAGE_COUNT_MAX; pageCount++) {
    const page = await readOptedInPage(ports, token);
    functions.push(...page.functions);
    token = page.token;
    if (token === undefined) break;
  }
  return functions;
}

/** @throws {InvalidRequestError} If the function's tags do not make a valid request. */
function targetOf({ functionArn, tags }: TaggedFunction, request: OptedInPorts['request']) {
  const functionName = parseFunctionReference(functionArn)?.functionName ?? functionArn;
  const fields = requestOfTags({ tags, request });
  parseTuningRequest({ ...fields, functionName });
  return { functionName, request: fields };
}
