import type { EventEntry } from '../events/cloud-event.ts';
import { type ExecutionRecord, redriveOf } from './execution-directory.ts';

/**
 * Maximum size of an event that includes input and output, bytes (Step Functions guide,
 * "EventBridge").
 */
const EVENT_BYTES_MAX = 248 * 1024;

/** Returns the event that Step Functions sends when an execution has started or ended. */
export function statusChangeEvent(record: ExecutionRecord): EventEntry {
  const { executionArn, startedAtMs, stoppedAtMs } = record;
  const event: EventEntry = {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: detailOf(record, true),
    atMs: stoppedAtMs ?? startedAtMs,
  };
  return Buffer.byteLength(JSON.stringify(event)) > EVENT_BYTES_MAX
    ? { ...event, detail: detailOf(record, false) }
    : event;
}

/** @param included Whether input and output are part of it. */
function detailOf(record: ExecutionRecord, included: boolean): object {
  const { executionArn, stateMachineArn, name, status, startedAtMs, stoppedAtMs } = record;
  const { inputText, outputText, error, cause } = record;
  const { redriveStatus, redriveStatusReason } = redriveOf(record);
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: startedAtMs,
    stopDate: stoppedAtMs ?? null,
    input: included ? inputText : null,
    inputDetails: { included },
    output: (included ? outputText : undefined) ?? null,
    outputDetails: outputText === undefined ? null : { included },
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus,
    redriveStatusReason: redriveStatusReason ?? null,
    error: error ?? null,
    cause: cause ?? null,
  };
}
