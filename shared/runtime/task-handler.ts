import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { parseContract } from '../contract/parse-contract.ts';
import { type ErrorCategory, TunerError } from '../errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { logger, metrics } from './logger.ts';
import { type Random, systemRandom } from './random.ts';

/** What a task may use of the step it runs in. */
export interface Step {
  readonly clock: Clock;
  readonly random: Random;
  /** When the task must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
}

/** One task of the workflow. */
export interface Task<Input, Output> {
  /** The state's name. */
  readonly name: string;
  readonly input: z.ZodMiniType<Input>;
  readonly output: z.ZodMiniType<Output>;
  run(input: Input, step: Step): Promise<Output>;
}

/** Left of the function's time-out for answering: a step ends by itself, it is not ended. */
const ANSWER_MARGIN_MS = 1_500;

/**
 * Makes the Lambda handler of a task: parses what comes in and what goes out, gives the task its
 * deadline, logs and counts how it went.
 */
export function taskHandler<Input, Output>(
  task: Task<Input, Output>,
): MiddyfiedHandler<unknown, Output> {
  return middy<unknown, Output>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event: unknown, context: Context) => runTask(task, event, context));
}

async function runTask<Input, Output>(
  task: Task<Input, Output>,
  event: unknown,
  context: Context,
): Promise<Output> {
  const startedAtMs = systemClock.nowMs();
  try {
    const input = parseContract(task.input, event, `input of ${task.name}`);
    const output = await task.run(input, {
      clock: systemClock,
      random: systemRandom,
      deadlineMs: startedAtMs + context.getRemainingTimeInMillis() - ANSWER_MARGIN_MS,
    });
    return parseContract(task.output, output, `output of ${task.name}`);
  } catch (error) {
    reportFailure(task.name, error);
    throw error;
  } finally {
    metrics.addMetric(
      `${task.name}Duration`,
      MetricUnit.Milliseconds,
      systemClock.nowMs() - startedAtMs,
    );
  }
}

/** The whole error goes to the log; only name, message and trace reach the state machine. */
function reportFailure(taskName: string, error: unknown): void {
  const category: ErrorCategory = error instanceof TunerError ? error.category : 'unknown';
  metrics.addMetric(`${category}Errors`, MetricUnit.Count, 1);
  logger.error(`${taskName} failed`, {
    category,
    error: error instanceof Error ? error : new Error(String(error)),
  });
}
