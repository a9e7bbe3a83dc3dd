import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** Details that GetExecutionHistory leaves out if execution data is not requested. */
const EXECUTION_DATA: ReadonlySet<string> = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);

/**
 * Renders an event as GetExecutionHistory returns it.
 *
 * @param hasData Whether inputs, outputs and variables are shown.
 */
export function renderEvent({ timestamp, ...event }: HistoryEvent, hasData: boolean): object {
  const rendered = { ...event, timestamp: (timestamp?.getTime() ?? 0) / 1000 };
  return hasData
    ? rendered
    : Object.fromEntries(
        Object.entries(rendered).map(([name, details]) => [name, withoutData(details)]),
      );
}

function withoutData(details: unknown): unknown {
  return typeof details === 'object' && details !== null
    ? Object.fromEntries(Object.entries(details).filter(([name]) => !EXECUTION_DATA.has(name)))
    : details;
}
