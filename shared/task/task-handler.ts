import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { Context } from 'aws-lambda';
import { CAUSE_LENGTH_MAX, withCategory } from '../contract/caught-failure.ts';
import { parseContract } from '../contract/parse-contract.ts';
import { type ErrorCategory, TunerError } from '../errors.ts';
import { steadyClock } from '../runtime/clock.ts';
import { processEnvironment } from '../runtime/config.ts';
import { logger, metrics } from '../runtime/logger.ts';
import { systemRandom } from '../runtime/random.ts';
import type { Step } from '../runtime/step.ts';
import type { Task, TaskComposer } from './task-surroundings.ts';

/**
 * Time reserved for answering before the function's timeout, milliseconds, so that a step always
 * ends by itself.
 */
export const ANSWER_MARGIN_MS = 1_500;

/**
 * Makes the Lambda handler of a task. Builds the task once per execution environment, so that a bad
 * deployment fails at once, and logs and counts the outcome of each call.
 */
export function taskHandler<Input, Output>(
  compose: TaskComposer<Input, Output>,
): MiddyfiedHandler<unknown, Output> {
  const task = composed(compose);
  return middy<unknown, Output>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event: unknown, context: Context) => runReported(task, event, context));
}

function composed<Input, Output>(compose: TaskComposer<Input, Output>): Task<Input, Output> {
  try {
    return compose({ environment: processEnvironment(), aws: {} });
  } catch (error) {
    throw categorised(error);
  }
}

/**
 * Runs a task once, and validates its input and its output.
 *
 * @throws Any error of the task, with its category at the end of the message.
 */
export async function runTask<Input, Output>(
  task: Task<Input, Output>,
  event: unknown,
  step: Step,
): Promise<Output> {
  try {
    const input = parseContract(task.input, event, `input of ${task.name}`);
    const output = await task.run(input, step);
    return parseContract(task.output, output, `output of ${task.name}`);
  } catch (error) {
    throw categorised(error, task.messageLengthMax);
  }
}

/**
 * Stack lines that are kept, enough to show where the error was thrown, and the characters of each.
 */
const STACK_LINE_COUNT_MAX = 5;
const STACK_LINE_LENGTH_MAX = 120;

/**
 * Returns the same error with the category in its message. Its name stays the one that the state
 * machine matches.
 */
function categorised(thrown: unknown, messageLengthMax = CAUSE_LENGTH_MAX): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack = '' } = error;
  const short =
    message.length > messageLengthMax ? `${message.slice(0, messageLengthMax)}…` : message;
  const calls = stack.split('\n').filter((line) => /^\s+at /.test(line));
  // Redefined, because some platform errors have no own message property to assign to.
  Object.defineProperties(error, {
    message: {
      value: withCategory(short, categoryOf(error)),
      configurable: true,
      writable: true,
    },
    // Without the message, which the cause would otherwise contain twice.
    stack: {
      value: [
        name,
        ...calls.slice(0, STACK_LINE_COUNT_MAX).map((line) => line.slice(0, STACK_LINE_LENGTH_MAX)),
      ].join('\n'),
      configurable: true,
      writable: true,
    },
  });
  return error;
}

function categoryOf(error: unknown): ErrorCategory {
  return error instanceof TunerError ? error.category : 'unknown';
}

/**
 * Whether this is the environment's first call. Each task has separate execution environments, and
 * so a separate copy of this module.
 */
let isFirstOfEnvironment = true;

async function runReported<Input, Output>(
  task: Task<Input, Output>,
  event: unknown,
  context: Context,
): Promise<Output> {
  const clock = steadyClock();
  const startedAtMs = clock.nowMs();
  let isFailed = false;
  try {
    return await runTask(task, event, {
      clock,
      random: systemRandom,
      deadlineMs: startedAtMs + context.getRemainingTimeInMillis() - ANSWER_MARGIN_MS,
      count: (metricName) => metrics.addMetric(metricName, MetricUnit.Count, 1),
      measure: (metricName, value, unit) => metrics.addMetric(metricName, MetricUnit[unit], value),
      warn: (message, details) => logger.warn(message, details),
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
    metrics.addMetric(`${task.name}Duration`, MetricUnit.Milliseconds, clock.nowMs() - startedAtMs);
  }
}

/** Logs the whole error; only name, message and trace reach the state machine. */
function reportFailure(taskName: string, error: unknown): void {
  const category = categoryOf(error);
  metrics.addMetric(`${category}Errors`, MetricUnit.Count, 1);
  logger.error(`${taskName} failed`, {
    category,
    error: error instanceof Error ? error : new Error(String(error)),
  });
}
