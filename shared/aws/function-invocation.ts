import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionError } from '../core/measurement/measured-invocation.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { isConcurrencyThrottle } from './error-category.ts';

/** One invocation to make. */
export interface InvocationRequest {
  readonly functionArn: string;
  readonly qualifier: string;
  /** The event, as JSON text. */
  readonly payloadText: string;
  /** Longest wait for the answer, milliseconds; the function's own time-out plus its start. */
  readonly durationMsMax: number;
}

/** What came back of an invocation that ran. */
export interface InvocationAnswer {
  readonly requestId: string;
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
  /** What the function answered, as JSON text; absent where it answered nothing. */
  readonly answerText?: string;
  /** Present if the function failed: Lambda then still answers 200. */
  readonly functionError?: FunctionError;
}

/**
 * Invokes a function once and brings back the tail of its log.
 *
 * Only throttling is tried again: a throttled invocation did not run. After any other failure
 * it may have run, and a second one would be paid and measured twice. Throttling for
 * want of concurrency is left to the caller, who has more than this one invocation to hold back.
 *
 * @throws {ThrottledError} If the account has no concurrency left, or Lambda kept throttling.
 */
export async function invokeFunction(
  client: LambdaClient,
  context: CallContext,
  { functionArn, qualifier, payloadText, durationMsMax }: InvocationRequest,
): Promise<InvocationAnswer> {
  const answer = await callAws(
    `invoke "${functionArn}:${qualifier}"`,
    context,
    (abortSignal) =>
      client.send(
        new InvokeCommand({
          FunctionName: functionArn,
          Qualifier: qualifier,
          LogType: 'Tail',
          Payload: Buffer.from(payloadText),
        }),
        { abortSignal },
      ),
    {
      attemptMsMax: durationMsMax,
      retries: ['throttled', 'notReady'],
      isFinal: isConcurrencyThrottle,
    },
  );
  const answerText = answer.Payload?.transformToString();
  return {
    requestId: answer.$metadata.requestId ?? '',
    logTail: decodeLogTail(answer.LogResult ?? ''),
    ...(answerText !== undefined && { answerText }),
    ...(answer.FunctionError !== undefined && {
      functionError: readFunctionError(answerText ?? ''),
    }),
  };
}

/** Decodes the log tail of an invocation, as Lambda and Step Functions return it (base64). */
export function decodeLogTail(logResult: string): string {
  return Buffer.from(logResult, 'base64').toString('utf8');
}

/** Reads the error that a function answered with; any JSON, or none, may stand there. */
export function readFunctionError(payloadText: string): FunctionError {
  try {
    const { errorType, errorMessage, trace, stackTrace } = JSON.parse(payloadText);
    return {
      errorType: typeof errorType === 'string' ? errorType : 'Unhandled',
      errorMessage: typeof errorMessage === 'string' ? errorMessage : payloadText,
      stack: stackLines(trace ?? stackTrace),
    };
  } catch {
    return { errorType: 'Unhandled', errorMessage: payloadText, stack: [] };
  }
}

/** Node.js sends `trace`, other runtimes `stackTrace`; the first line of a trace is the message. */
function stackLines(stack: unknown): readonly string[] {
  const lines = Array.isArray(stack) ? stack.filter((line) => typeof line === 'string') : [];
  return lines.filter((line) => /^\s*(?:at |File )/.test(line));
}
