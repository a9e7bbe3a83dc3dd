import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  findKeptRelease,
  readKeptReport,
} from '../../../../functions/resolve-function/kept-release.ts';
import type { KeptMeasurement } from '../../../../shared/contract/kept-release.ts';
import { InvalidRequestError } from '../../../../shared/errors.ts';
import { EVENT, KEPT_AT_MS, keepReport } from '../../../support/kept-reports.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aBlock } from '../../../support/release-tiers.ts';
import { aTarget } from '../../../support/run-facts.ts';
import { aTier } from '../../../support/tuning-worlds.ts';

const RUN_ID = '0'.repeat(12);
const ADDRESS = `memory://runs/target/${RUN_ID}.json`;

let store: ReturnType<typeof memoryStore>;
beforeEach(() => {
  store = memoryStore();
});

const question = (changes: object = {}, target = aTarget()) => ({
  target,
  request: { ...EVENT, ...changes },
});
const find = (
  isMeant: (measurement: KeptMeasurement) => boolean = () => true,
  asked = question(),
) => findKeptRelease({ store }, asked, isMeant);
const read = (address = ADDRESS, asked = question()) => readKeptReport({ store }, asked, address);

describe('findKeptRelease()', () => {
  it('sums up its measurements at the present size', async () => {
    await keepReport(store);

    expect(await find()).toMatchObject({
      release: { codeSha256: 'old', architecture: 'x86_64' },
      measuredAtMs: KEPT_AT_MS,
      report: ADDRESS,
      row: {
        qualifier: '$LATEST',
        cloneCount: 1,
        warmSampleCount: 4,
        figures: { durationMsMedian: 100 },
      },
    });
  });

  it('uses the newest one with this size and event', async () => {
    await keepReport(store);
    await keepReport(store, {
      runId: '1'.repeat(12),
      measuredAtMs: KEPT_AT_MS + 1,
      tiers: [aTier(1024, [50, 51])],
      release: { codeSha256: 'newer' },
    });
    await keepReport(store, {
      runId: '2'.repeat(12),
      measuredAtMs: KEPT_AT_MS + 2,
      payloadDigest: 'another',
      release: { codeSha256: 'newest' },
    });

    expect(await find()).toMatchObject({ release: { codeSha256: 'old' } });
  });

  it('skips one whose report is gone', async () => {
    await keepReport(store);
    await keepReport(store, { runId: '1'.repeat(12), measuredAtMs: KEPT_AT_MS + 1 });
    await store.remove(`runs/target/${'1'.repeat(12)}.json`);
    // Both are of the same code, so the newer one replaced the older one in the index.
    expect(await find()).toBe(
      'it was measured on 2026-11-20 at 512, 1024 MB, and not often enough at 512 MB, the present size',
    );
    await keepReport(store, { runId: '2'.repeat(12), release: { codeSha256: 'before' } });

    expect(await find()).toMatchObject({ release: { codeSha256: 'before' } });
  });

  it('says why there is none', async () => {
    expect(await find()).toBe('no result of it is kept');

    await keepReport(store);
    expect(await find(undefined, question({ payloadDigest: 'another' }))).toBe(
      'it was measured on 2026-11-20 with another event',
    );
    expect(await find(undefined, question({ preProcessor: 'prepare' }))).toBe(
      'it was measured on 2026-11-20 with another event',
    );
    expect(
      await find(undefined, question({}, aTarget({ memoryMb: aTier(2048, []).powerValue }))),
    ).toBe(
      'it was measured on 2026-11-20 at 512, 1024 MB, and not often enough at 2048 MB, the present size',
    );
    expect(await find(({ qualifier }) => qualifier === '7')).toBe('no result of it is kept');
  });
});

describe('readKeptReport()', () => {
  it('uses the new release of a comparison, and only its samples', async () => {
    await keepReport(store, { side: 'new', tiers: aBlock(100, 130) });

    const { row, figures } = await read();

    expect(row).toMatchObject({ cloneCount: 4, warmSampleCount: 24 });
    // ln(130) = 4.868
    expect(figures.duration.value).toBeCloseTo(4.87, 1);
  });

  it.each([
    ['another bucket', `s3://other/runs/target/${RUN_ID}.json`, 'in the bucket of this tuner'],
    ['another function', `memory://runs/other/${RUN_ID}.json`, 'it must be the report of a run of'],
    [
      'an object that is not a report',
      'memory://runs/target/latest-us-east-1.json',
      'it must be the report',
    ],
    [
      'a path that leads upwards',
      `memory://runs/target/../target/${RUN_ID}.json`,
      'it must be the report',
    ],
    ['a missing object', `memory://runs/target/${'f'.repeat(12)}.json`, 'there is no such report'],
  ])('refuses %s', async (_what, address, reason) => {
    await keepReport(store);

    await expect(read(address)).rejects.toThrow(InvalidRequestError);
    await expect(read(address)).rejects.toThrow(reason);
  });

  it.each([
    [{ functionArn: 'arn:aws:lambda:eu-west-1:1:function:target' }, 'it is of "arn:aws:lambda:eu'],
    [{ payloadDigest: 'another' }, 'it must be of the same event'],
    [{ side: 'old' as const }, 'it has none, or an older release of the tuner wrote it'],
    [
      { tiers: [aTier(1024, [50, 51])] },
      'of each event at 512 MB, the present size: it measured 1024 MB',
    ],
    [
      { tiers: [aTier(512, [50])] },
      'it must have at least two warm samples of each event at 512 MB',
    ],
    [{ tiers: [] }, 'it measured no size'],
  ])('refuses a report with %j', async (changes, reason) => {
    await keepReport(store, changes);

    await expect(read()).rejects.toThrow(reason);
  });
});
