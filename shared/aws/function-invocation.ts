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
  /** Longest wait for the answer, milliseconds: the function's own timeout plus its start. */
  readonly durationMsMax: number;
}

/** The answer of an invocation that ran. */
export interface InvocationAnswer {
  readonly requestId: string;
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
  /** The function's answer, as JSON text; absent if it answered nothing. */
  readonly answerText?: string;
  /** Present if the function failed: Lambda still answers 200 then. */
  readonly functionError?: FunctionError;
}

/**
 * Invokes a function once and returns the tail of its log.
 *
 * Retries only throttling and a function that is not ready, because the function did not run then.
 * After any other failure it may have run, and a second invocation would be paid for and measured
 * twice. If the account has no concurrency left, the caller decides, because it has more
 * invocations to hold back than this one.
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

/** Reads the error that a function returned. The payload may be any JSON, or not JSON. */
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

/**
 * Returns the calls of a stack trace. Node.js sends `trace`, other runtimes `stackTrace`; the first
 * line of a trace is the message.
 */
function stackLines(stack: unknown): readonly string[] {
  const lines = Array.isArray(stack) ? stack.filter((line) => typeof line === 'string') : [];
  return lines.filter((line) => /^\s*(?:at |File )/.test(line));
}
