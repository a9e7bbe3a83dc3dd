import type { CloudWatchClient, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import { readProductionPicture, readTraffic } from '../../../../shared/aws/production-metrics.ts';
import { PermissionDeniedError, TransientServiceError } from '../../../../shared/errors.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const IDS = [
  'invocations',
  'errors',
  'throttles',
  'concurrency',
  'average',
  'p50',
  'p90',
  'p95',
  'p99',
];

/** One page in which every query has the same values and status, except one that is left out. */
function page(
  values: readonly number[],
  {
    status = 'Complete',
    token,
    without,
  }: { status?: string; token?: string; without?: string } = {},
) {
  const results = IDS.filter((Id) => Id !== without).map(
    (Id) => ({ Id, Values: [...values], StatusCode: status }) as MetricDataResult,
  );
  return { MetricDataResults: results, ...(token !== undefined && { NextToken: token }) };
}

/** A CloudWatch that gives these answers in order, and then repeats the last one. */
function cloudwatch(...answers: readonly object[]) {
  const tokens: unknown[] = [];
  const client = {
    send: async ({ input }: { input: { NextToken?: string } }) => {
      tokens.push(input.NextToken);
      return answers[Math.min(tokens.length, answers.length) - 1];
    },
  } as unknown as CloudWatchClient;
  return { client, tokens };
}

const ADDRESS = { functionArn: 'arn:aws:lambda:us-east-1:1:function:f' };
const WINDOW = { startMs: 0, endMs: 600_000 };

function traffic(client: CloudWatchClient) {
  const clock = new VirtualClock(1_000_000);
  const context = { clock, random: () => 0.5, deadlineMs: 1_010_000 };
  return clock.runUntil(
    readTraffic(client, context, { ...ADDRESS, window: WINDOW }).catch((error: unknown) => error),
  );
}

describe('readTraffic()', () => {
  it('adds up the pages of an answer, and continues after a page without values', async () => {
    const { client, tokens } = cloudwatch(
      page([], { status: 'PartialData', token: 'next' }),
      page([7], { status: 'PartialData', token: 'last' }),
      page([5]),
    );

    expect(await traffic(client)).toMatchObject({ invocationCount: 12, errorCount: 12 });
    expect(tokens).toEqual([undefined, 'next', 'last']);
  });

  it('reads a complete answer without values as no traffic', async () => {
    expect(await traffic(cloudwatch(page([])).client)).toMatchObject({ invocationCount: 0 });
  });

  it.each([
    ['InternalError', page([], { status: 'InternalError' })],
    ['PartialData', page([1], { status: 'PartialData' })],
    ['a query left out', page([1], { without: 'p99' })],
  ])('retries after %s, instead of reading it as zero', async (_what, incomplete) => {
    expect(await traffic(cloudwatch(incomplete, page([3])).client)).toMatchObject({
      invocationCount: 3,
    });
    expect(await traffic(cloudwatch(incomplete).client)).toBeInstanceOf(TransientServiceError);
  });

  it('does not retry when it is forbidden', async () => {
    const { client, tokens } = cloudwatch(page([], { status: 'Forbidden' }));

    expect(await traffic(client)).toBeInstanceOf(PermissionDeniedError);
    expect(tokens).toHaveLength(1);
  });

  it('gives up on pages without end', async () => {
    const { client } = cloudwatch(page([1], { token: 'again' }));

    expect(await traffic(client)).toBeInstanceOf(TransientServiceError);
  });
});

describe('readProductionPicture()', () => {
  it('fails if CloudWatch fails, instead of reporting no traffic', async () => {
    const clock = new VirtualClock(1_000_000);
    const context = { clock, random: () => 0.5, deadlineMs: 1_010_000 };
    const { client } = cloudwatch(page([], { status: 'InternalError' }));

    const picture = clock.runUntil(readProductionPicture(client, context, ADDRESS));

    await expect(picture).rejects.toThrow(TransientServiceError);
  });
});
