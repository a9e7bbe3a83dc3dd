import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { type EventDetails, failureOf, inputOf, outputOf } from './history-log.ts';
import type { StateError } from './state-error.ts';

type EventType = NonNullable<HistoryEvent['type']>;

/** An event that is not yet part of a history. */
export type DraftEvent = readonly [type: EventType, details?: EventDetails];

/** The events of one attempt at a task. */
interface TaskEvents {
  /** Name that the error for a too large result contains. */
  readonly resultOf: string;
  scheduled(inputText: string, timeoutInSeconds: number | undefined): DraftEvent;
  readonly started: DraftEvent;
  succeeded(outputText: string): DraftEvent;
  failed(error: StateError): DraftEvent;
}

/**
 * Returns the events of a resource: a Lambda function, or an integration such as
 * `states:::lambda:invoke`.
 *
 * @param region Region of the execution.
 */
export function taskEventsOf(resource: string, region: string): TaskEvents {
  const [, resourceType, action] = /^arn:[^:]+:states:::(\w+):(.+)$/.exec(resource) ?? [];
  return resourceType === undefined || action === undefined
    ? functionEvents(resource)
    : integrationEvents({ resourceType, resource: action, region });
}

function functionEvents(resource: string): TaskEvents {
  return {
    resultOf: resource,
    scheduled: (inputText, timeoutInSeconds) => [
      'LambdaFunctionScheduled',
      {
        lambdaFunctionScheduledEventDetails: { ...inputOf(inputText), resource, timeoutInSeconds },
      },
    ],
    started: ['LambdaFunctionStarted'],
    succeeded: (outputText) => [
      'LambdaFunctionSucceeded',
      { lambdaFunctionSucceededEventDetails: outputOf(outputText) },
    ],
    failed: (error) =>
      error.error === 'States.Timeout'
        ? ['LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: failureOf(error) }]
        : ['LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: failureOf(error) }],
  };
}

function integrationEvents({
  region,
  ...place
}: {
  readonly resourceType: string;
  readonly resource: string;
  readonly region: string;
}): TaskEvents {
  return {
    resultOf: place.resourceType,
    scheduled: (parameters, timeoutInSeconds) => [
      'TaskScheduled',
      { taskScheduledEventDetails: { ...place, region, parameters, timeoutInSeconds } },
    ],
    started: ['TaskStarted', { taskStartedEventDetails: place }],
    succeeded: (outputText) => [
      'TaskSucceeded',
      { taskSucceededEventDetails: { ...place, ...outputOf(outputText) } },
    ],
    failed: (error) =>
      error.error === 'States.Timeout'
        ? ['TaskTimedOut', { taskTimedOutEventDetails: { ...place, ...failureOf(error) } }]
        : ['TaskFailed', { taskFailedEventDetails: { ...place, ...failureOf(error) } }],
  };
}
