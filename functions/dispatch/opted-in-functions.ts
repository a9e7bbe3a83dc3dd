import { EXECUTION_TAG } from '../../shared/aws/clone-view.ts';
import type { TaggedFunction, TaggingApi } from '../../shared/aws/tagged-functions.ts';
import { requestOfTags } from '../../shared/contract/tag-request.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { parseFunctionReference } from '../../shared/core/function-reference.ts';
import { OPT_IN_TAG, TUNED_OPT_INS } from '../../shared/core/opt-in.ts';
import { InvalidRequestError } from '../../shared/errors.ts';

/** Dependencies of {@link readOptedInTargets}. */
export interface OptedInPorts extends TaggingApi {
  /** Further fields of the request of every run that is started. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** A run to start. */
export interface DispatchTarget {
  readonly functionName: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** A function that opted in and cannot be tuned as its own tags ask for it. */
export interface SkippedFunction {
  readonly functionArn: string;
  readonly message: string;
}

/** Pages of the list at the most: 100 functions each, more than can be tuned in time. */
const PAGE_COUNT_MAX = 100;

/**
 * The functions of the tuner's region that opted in by their tag, by name, each with the request that
 * its own tags make. Clones carry the tags of their function, and are none of them.
 *
 * @throws {TunerError} If the functions cannot be listed.
 */
export async function readOptedInTargets(ports: OptedInPorts): Promise<{
  readonly targets: readonly DispatchTarget[];
  readonly skipped: readonly SkippedFunction[];
}> {
  const targets: DispatchTarget[] = [];
  const skipped: SkippedFunction[] = [];
  for (const tagged of await readAll(ports)) {
    try {
      targets.push(targetOf(tagged, ports));
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      skipped.push({ functionArn: tagged.functionArn, message: error.message });
    }
  }
  return { targets, skipped };
}

/** Sorted, so that every delivery of an event goes through them in the same order. */
async function readAll({ readTaggedPage }: TaggingApi): Promise<readonly TaggedFunction[]> {
  const functions: TaggedFunction[] = [];
  let token: string | undefined;
  for (let pageCount = 0; pageCount < PAGE_COUNT_MAX; pageCount++) {
    const page = await readTaggedPage({
      tag: OPT_IN_TAG,
      values: TUNED_OPT_INS,
      ...definedOnly({ token }),
    });
    functions.push(...page.functions);
    token = page.token;
    if (token === undefined) break;
  }
  return functions
    .filter(({ tags }) => tags[EXECUTION_TAG] === undefined)
    .toSorted((a, b) => (a.functionArn < b.functionArn ? -1 : 1));
}

/** @throws {InvalidRequestError} If what its tags ask for is no request. */
function targetOf({ functionArn, tags }: TaggedFunction, { request }: OptedInPorts) {
  const functionName = parseFunctionReference(functionArn)?.functionName ?? functionArn;
  const fields = requestOfTags({ tags, request });
  parseTuningRequest({ ...fields, functionName });
  return { functionName, request: fields };
}
