import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { Context } from 'aws-lambda';
import { parseContract } from '../contract/parse-contract.ts';
import { type ErrorCategory, TunerError } from '../errors.ts';
import { systemClock } from './clock.ts';
import { processEnvironment } from './config.ts';
import { logger, metrics } from './logger.ts';
import { systemRandom } from './random.ts';
import type { Step, Task, TaskComposer } from './task-world.ts';

/** Left of the function's time-out for answering: a step ends by itself, it is not ended. */
export const ANSWER_MARGIN_MS = 1_500;

/**
 * Makes the Lambda handler of a task: composes it in the world of its execution environment, so
 * that a bad deployment fails at once, and logs and counts how each call went.
 */
export function taskHandler<Input, Output>(
  compose: TaskComposer<Input, Output>,
): MiddyfiedHandler<unknown, Output> {
  const task = compose({ environment: processEnvironment(), aws: {} });
  return middy<unknown, Output>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event: unknown, context: Context) => runReported(task, event, context));
}

/** Runs a task once: parses what comes in and what goes out. */
export async function runTask<Input, Output>(
  task: Task<Input, Output>,
  event: unknown,
  step: Step,
): Promise<Output> {
  const input = parseContract(task.input, event, `input of ${task.name}`);
  const output = await task.run(input, step);
  return parseContract(task.output, output, `output of ${task.name}`);
}

/** Each task has execution environments of its own, and with them this module. */
let isFirstOfEnvironment = true;

async function runReported<Input, Output>(
  task: Task<Input, Output>,
  event: unknown,
  context: Context,
): Promise<Output> {
  const startedAtMs = systemClock.nowMs();
  let isFailed = false;
  try {
    return await runTask(task, event, {
      clock: systemClock,
      random: systemRandom,
      deadlineMs: startedAtMs + context.getRemainingTimeInMillis() - ANSWER_MARGIN_MS,
      count: (metricName) => metrics.addMetric(metricName, MetricUnit.Count, 1),
      measure: (metricName, value, unit) => metrics.addMetric(metricName, MetricUnit[unit], value),
    });
  } catch (error) {
    isFailed = !(error instanceof TunerError) || error.category !== 'notReady';
    reportFailure(task.name, error);
    throw error;
  } finally {
    // Zeros and ones, so that their average is the share.
    metrics.addMetric('FailedSteps', MetricUnit.Count, isFailed ? 1 : 0);
    metrics.addMetric('ColdStarts', MetricUnit.Count, isFirstOfEnvironment ? 1 : 0);
    isFirstOfEnvironment = false;
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
