import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import {
  functionArnOf,
  homeOfArn,
  locateFunction,
  parseFunctionReference,
} from '../../shared/core/function-reference.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { InvalidRequestError, InvariantError } from '../../shared/errors.ts';

/** Dependencies of calling a processor. */
type ProcessorPorts = Pick<LambdaApi, 'invokeFunction'>;

/** The functions of a request that run before and after each measured invocation. */
type Processors = Pick<TuningRequest, 'preProcessor' | 'postProcessor'>;

/**
 * Longest duration of a processor, its start included, milliseconds: two of them fit into a step
 * beside the function.
 */
const PROCESSOR_MS_MAX = 10_000;

/** Returns the longest time that a request's processors take for one invocation, milliseconds. */
export function processorsMsMax({ preProcessor, postProcessor }: Processors): number {
  return [preProcessor, postProcessor].filter(Boolean).length * PROCESSOR_MS_MAX;
}

/**
 * Returns the event of one invocation: the pre-processor's answer, or the request's own event if
 * the pre-processor answers nothing.
 *
 * @throws {InvalidRequestError} If the pre-processor fails.
 */
export async function preProcessed(
  ports: ProcessorPorts,
  { preProcessor }: Processors,
  payloadText: string,
): Promise<string> {
  if (preProcessor === undefined) {
    return payloadText;
  }
  const answer = await call(ports, { field: 'preProcessor', name: preProcessor }, payloadText);
  return answer === '' || answer === 'null' ? payloadText : answer;
}

/**
 * Passes the answer of one invocation to the post-processor.
 *
 * @throws {InvalidRequestError} If the post-processor fails, or Lambda keeps throttling it.
 */
export async function postProcess(
  ports: ProcessorPorts,
  { postProcessor }: Processors,
  answerText: string,
): Promise<void> {
  if (postProcessor !== undefined) {
    await call(ports, { field: 'postProcessor', name: postProcessor }, answerText);
  }
}

/** A processor, and the field of the request that names it. */
interface Processor {
  readonly field: keyof Processors;
  /** A full ARN. */
  readonly name: string;
}

async function call(
  { invokeFunction }: ProcessorPorts,
  { field, name }: Processor,
  payloadText: string,
): Promise<string> {
  const reference = parseFunctionReference(name);
  const home = homeOfArn(name);
  if (reference === undefined || home === undefined) {
    throw new InvariantError(`Request with an unread function name: "${name}"`);
  }
  const { functionError, answerText = '' } = await invokeFunction({
    functionArn: functionArnOf(locateFunction(reference, home)),
    qualifier: reference.qualifier ?? '$LATEST',
    payloadText,
    durationMsMax: PROCESSOR_MS_MAX,
  });
  if (functionError !== undefined) {
    const { errorType, errorMessage } = functionError;
    throw new InvalidRequestError(
      `Cannot measure: "${field}" failed: ${cleanText(`${errorType}: ${errorMessage}`, MESSAGE_LENGTH_MAX)}. Repair "${reference.functionName}", or leave it out`,
    );
  }
  return answerText;
}
