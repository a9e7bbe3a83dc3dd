import { describe, expect, it } from '@jest/globals';
import { lastRunLines } from '../../../../cli/deploy/last-runs.ts';
import type { DescribedExecution } from '../../../../shared/aws/execution-status.ts';
import { PermissionDeniedError } from '../../../../shared/errors.ts';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:lambda-autotuner-dev';

type Told = Pick<DescribedExecution, 'input' | 'end'>;

/** Lists runs with these descriptions, latest first; describing an `undefined` one is denied. */
function linesOf(...runs: readonly (Told | undefined)[]) {
  return lastRunLines(
    {
      listExecutions: async () =>
        runs.map((run, index) => ({
          executionArn: String(index),
          name: `run-${index}`,
          status: run?.end?.status ?? 'RUNNING',
          startedAtMs: Date.UTC(2026, 10, 27, 10, index),
        })),
      readExecution: async (executionArn) => {
        const run = runs[Number(executionArn)];
        if (run === undefined) throw new PermissionDeniedError('describe', new Error('no'));
        return { executionArn, startedAtMs: 0, status: run.end?.status ?? 'RUNNING', ...run };
      },
    },
    { outputs: { StateMachineArn: MACHINE } },
  );
}

const verdict = { decision: { verdict: { text: 'Keep 512 MB.' } } };

describe('lastRunLines()', () => {
  it('shows when each run began, its status, its function and its verdict', async () => {
    const lines = await linesOf(
      { input: { functionName: 'first' } },
      { input: { functionName: 'second' }, end: { status: 'SUCCEEDED', output: verdict } },
      {
        input: { lambdaARN: 'third' },
        end: { status: 'SUCCEEDED', output: { power: 512, tuning: verdict } },
      },
      {
        input: { functionName: 'fourth' },
        end: { status: 'FAILED', error: 'BusyError', cause: 'Another run\u001b[2J has it' },
      },
      undefined,
      {
        input: { functionName: 'sixth', compareWith: 'previous' },
        end: { status: 'SUCCEEDED', output: { verdict: { text: 'The new release is slower.' } } },
      },
    );

    expect(lines).toEqual([
      'Last runs   autotune report NAME shows the answer of one',
      '  2026-11-27 10:00  RUNNING  run-0',
      '    first',
      '  2026-11-27 10:01  SUCCEEDED  run-1',
      '    second: Keep 512 MB.',
      '  2026-11-27 10:02  SUCCEEDED  run-2',
      '    third: Keep 512 MB.',
      '  2026-11-27 10:03  FAILED  run-3',
      '    fourth: BusyError: Another run has it',
      '  2026-11-27 10:04  RUNNING  run-4',
      '  2026-11-27 10:05  SUCCEEDED  run-5',
      '    sixth: The new release is slower.',
    ]);
  });

  it('says that there was none', async () => {
    expect(await linesOf()).toEqual(['Last runs   none']);
  });
});
