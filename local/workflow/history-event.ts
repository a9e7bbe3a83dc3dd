import type { StateMachine } from 'aws-local-stepfunctions';
import type { ExecutionEvent } from '../cloud/states/execution-history.ts';

/** One event of an execution's history, as the engine tells it. */
export type HistoryEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** An event of the engine as Step Functions keeps it; `undefined` for the kinds that it does not. */
export function recordedEvent(event: HistoryEvent): ExecutionEvent | undefined {
  switch (event.type) {
    case 'StateEntered':
      return { type: event.type, ...stateOf(event), input: event.state.input };
    case 'StateExited':
      return { type: event.type, ...stateOf(event), output: event.state.output };
    case 'StateFailed':
      return { type: 'LambdaFunctionFailed', ...stateOf(event), ...failureOf(event) };
    case 'StateRetried':
      return { type: 'LambdaFunctionScheduled', ...stateOf(event) };
    case 'ExecutionStarted':
      return { type: event.type, input: event.input };
    case 'ExecutionSucceeded':
      return { type: event.type, output: event.output };
    case 'ExecutionFailed':
      return { type: event.type, ...failureOf(event) };
    case 'ExecutionAborted':
      return { type: event.type };
    case 'ExecutionTimeout':
      return { type: 'ExecutionTimedOut' };
    default:
      return undefined;
  }
}

function stateOf({ state, index }: Extract<HistoryEvent, { state: unknown }>) {
  return {
    name: state.name,
    stateType: state.type,
    ...(index !== undefined && { iteration: index }),
  };
}

function failureOf({ Error: error, Cause: cause }: { Error: string; Cause: unknown }) {
  return { error, cause: cause instanceof Error ? cause.message : String(cause) };
}
