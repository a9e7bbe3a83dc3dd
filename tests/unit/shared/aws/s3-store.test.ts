import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AwsAccess } from '../../../../shared/aws/clients.ts';
import { storeAccess } from '../../../../shared/aws/s3-store.ts';
import { TransientServiceError } from '../../../../shared/errors.ts';
import { systemClock } from '../../../../shared/runtime/clock.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const clock = new VirtualClock(0);

/** How long the bucket takes to answer, milliseconds. */
let answerMs = 0;

const bucket: AwsAccess = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'KEY', secretAccessKey: 'secret' },
  requestHandler: {
    handle: async () => {
      if (answerMs > 0) await clock.sleepMs(answerMs);
      return { response: { statusCode: 200, headers: { etag: '"1"' }, body: new Uint8Array() } };
    },
  } as unknown as NonNullable<AwsAccess['requestHandler']>,
};
const stores = storeAccess(bucket, 'bucket');

/** Warms up the client: the SDK reads files at its first call, which takes real time. */
beforeAll(async () => {
  const real = { clock: systemClock, random: () => 0, deadlineMs: Number.MAX_SAFE_INTEGER };
  await stores.at(real).write('key', 'text');
});

function storeOfStep() {
  const context = { clock, random: () => 0, deadlineMs: clock.nowMs() + 60_000 };
  return stores.within(context, 3_000);
}

describe('the store of a step within a duration', () => {
  it('gives each call the whole duration, however old the step is', async () => {
    const store = storeOfStep();
    answerMs = 2_000;
    await clock.runUntil(clock.sleepMs(10_000));

    expect(await clock.runUntil(store.write('key', 'text'))).toEqual({
      kind: 'written',
      etag: '"1"',
    });
  });

  it('gives up a call that takes longer', async () => {
    answerMs = 4_000;
    const startedAtMs = clock.nowMs();

    await expect(clock.runUntil(storeOfStep().write('key', 'text'))).rejects.toThrow(
      TransientServiceError,
    );
    expect(clock.nowMs() - startedAtMs).toBeLessThan(4_000);
  });
});
