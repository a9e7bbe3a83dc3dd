import { describe, expect, it } from '@jest/globals';
import type { ExecutionRecord } from '../../../../../local/cloud/states/execution-directory.ts';
import { statusChangeEvent } from '../../../../../local/cloud/states/status-change-event.ts';

const EXECUTION_ARN = 'arn:aws:states:us-east-1:123456789012:execution:machine:run';
const RUNNING: ExecutionRecord = {
  executionArn: EXECUTION_ARN,
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
  name: 'run',
  status: 'RUNNING',
  startedAtMs: 1_000,
  inputText: '{"a":1}',
  events: [],
};

describe('statusChangeEvent()', () => {
  it('describes an execution that has started', () => {
    expect(statusChangeEvent(RUNNING)).toEqual({
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [EXECUTION_ARN],
      atMs: 1_000,
      detail: {
        executionArn: EXECUTION_ARN,
        stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
        name: 'run',
        status: 'RUNNING',
        startDate: 1_000,
        stopDate: null,
        input: '{"a":1}',
        inputDetails: { included: true },
        output: null,
        outputDetails: null,
        stateMachineVersionArn: null,
        stateMachineAliasArn: null,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
        error: null,
        cause: null,
      },
    });
  });

  it('describes how an execution has ended', () => {
    const failed = { ...RUNNING, status: 'FAILED', error: 'E', cause: 'C' } as const;

    expect(statusChangeEvent({ ...failed, stoppedAtMs: 5_000 })).toMatchObject({
      atMs: 5_000,
      detail: {
        status: 'FAILED',
        stopDate: 5_000,
        error: 'E',
        cause: 'C',
        redriveStatus: 'REDRIVABLE',
        redriveStatusReason: null,
      },
    });
  });

  it('leaves out input and output if they are too large', () => {
    const text = JSON.stringify('x'.repeat(130_000));

    const { detail } = statusChangeEvent({
      ...RUNNING,
      status: 'SUCCEEDED',
      inputText: text,
      outputText: text,
    });

    expect(detail).toMatchObject({
      input: null,
      inputDetails: { included: false },
      output: null,
      outputDetails: { included: false },
    });
  });
});
