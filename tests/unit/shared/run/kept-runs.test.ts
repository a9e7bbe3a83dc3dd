import { beforeEach, describe, expect, it } from '@jest/globals';
import { durableText } from '../../../../shared/contract/durable.ts';
import type { KeptMeasurement } from '../../../../shared/contract/kept-release.ts';
import type { PreviousRun } from '../../../../shared/contract/previous-run.ts';
import { latestRunKey } from '../../../../shared/contract/store-key.ts';
import type { Tier } from '../../../../shared/core/measurement/tier.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import {
  changeKeptRuns,
  keptMeasurements,
  readKeptRuns,
  samplesOfRelease,
  withMeasurements,
} from '../../../../shared/run/kept-runs.ts';
import { FUNCTION_ARN } from '../../../support/fake-lambda.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aBlock } from '../../../support/release-tiers.ts';
import { aTier } from '../../../support/tuning-worlds.ts';

const KEY = latestRunKey(FUNCTION_ARN);
const LATEST: PreviousRun = {
  functionArn: FUNCTION_ARN,
  runId: '0123456789ab',
  publishedAtMs: 1,
  strategy: 'value',
  powerValue: powerValue(512),
  verdict: { kind: 'keep', text: 'Keep 512 MB.' },
  codeSha256: 'code',
  configurationDigest: 'configuration',
  sizes: [],
};

function aMeasurement(changes: Partial<KeptMeasurement> = {}): KeptMeasurement {
  return {
    runId: '0123456789ab',
    codeSha256: 'code',
    configurationDigest: 'configuration',
    payloadDigest: 'event',
    measuredAtMs: 1,
    powerValues: [powerValue(512)],
    ...changes,
  };
}

const nothing = { functionArn: FUNCTION_ARN, measurements: [] };
const add = (...added: readonly KeptMeasurement[]) =>
  changeKeptRuns(store, FUNCTION_ARN, (kept) => withMeasurements(kept, added));

let store: ReturnType<typeof memoryStore>;
beforeEach(() => {
  store = memoryStore();
});

describe('readKeptRuns()', () => {
  it('knows nothing about a function without runs', async () => {
    expect(await readKeptRuns(store, FUNCTION_ARN)).toBeUndefined();
  });

  it('reads the format of an older release: only the latest run', async () => {
    await store.write(KEY, durableText(LATEST));

    expect(await readKeptRuns(store, FUNCTION_ARN)).toEqual({ ...nothing, latest: LATEST });
  });

  it('ignores the index of a function in another account', async () => {
    const functionArn = FUNCTION_ARN.replace('123456789012', '210987654321');
    await store.write(KEY, durableText({ ...nothing, functionArn, latest: LATEST }));

    expect(await readKeptRuns(store, FUNCTION_ARN)).toEqual(nothing);
  });
});

describe('changeKeptRuns()', () => {
  it('keeps the measurements of two runs that end at once', async () => {
    const other = aMeasurement({ runId: 'ba9876543210', codeSha256: 'other' });
    let isFirst = true;
    await changeKeptRuns(
      {
        ...store,
        read: async (key) => {
          const before = await store.read(key);
          if (isFirst) {
            isFirst = false;
            await add(other);
          }
          return before;
        },
      },
      FUNCTION_ARN,
      (kept) => withMeasurements(kept, [aMeasurement()]),
    );

    const { measurements } = (await readKeptRuns(store, FUNCTION_ARN)) ?? nothing;
    expect(measurements).toHaveLength(2);
  });

  it('gives up if others keep changing it', async () => {
    const refusing = { read: store.read, write: async () => ({ kind: 'refused' as const }) };

    expect(await changeKeptRuns(refusing, FUNCTION_ARN, (kept) => kept)).toBe(false);
  });

  it('replaces an index that cannot be read', async () => {
    await store.write(KEY, 'no JSON');

    expect(await add(aMeasurement())).toBe(true);
    expect(await readKeptRuns(store, FUNCTION_ARN)).toMatchObject({
      measurements: [{ codeSha256: 'code' }],
    });
  });
});

describe('withMeasurements()', () => {
  const sizes = (...mb: readonly number[]) => mb.map((one) => powerValue(one));

  it('replaces an older measurement of the same release by a newer one', () => {
    const older = aMeasurement({ runId: 'older' });
    const { measurements } = withMeasurements({ ...nothing, measurements: [older] }, [
      aMeasurement({ measuredAtMs: 2 }),
    ]);

    expect(measurements.map(({ runId }) => runId)).toEqual(['0123456789ab']);
  });

  it.each([
    ['other code', { codeSha256: 'other' }],
    ['another configuration', { configurationDigest: 'other' }],
    ['another version', { qualifier: '7' }],
    ['another event', { payloadDigest: 'other' }],
    ['another pre-processor', { preProcessor: 'prepare' }],
    ['sizes that the newer one lacks', { powerValues: sizes(512, 1024) }],
  ])('keeps an older one with %s', (_what, changes) => {
    const older = aMeasurement({ runId: 'older', ...changes });
    const { measurements } = withMeasurements({ ...nothing, measurements: [older] }, [
      aMeasurement({ measuredAtMs: 2 }),
    ]);

    expect(measurements.map(({ runId }) => runId)).toEqual(['0123456789ab', 'older']);
  });

  it('keeps the 40 newest', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      aMeasurement({ runId: String(index), codeSha256: String(index), measuredAtMs: index }),
    );

    const { measurements } = withMeasurements(nothing, many);

    expect(measurements).toHaveLength(40);
    expect([measurements[0]?.measuredAtMs, measurements.at(-1)?.measuredAtMs]).toEqual([49, 10]);
  });
});

describe('keptMeasurements()', () => {
  it('separates the sides of a comparison', () => {
    const release = {
      region: 'us-east-1',
      memoryMb: powerValue(512),
      architecture: 'x86_64',
      ephemeralStorageMb: 512,
      configurationDigest: 'configuration',
    } as const;
    const of = { payloadDigest: 'event', measuredAtMs: 5 };
    const tiers = aBlock(100, 130).filter(({ release: clone }) => clone?.side === 'new');

    expect(
      keptMeasurements(
        '0123456789ab',
        [
          { side: 'old', release: { ...release, codeSha256: 'old', qualifier: '7' }, ...of },
          { side: 'new', release: { ...release, codeSha256: 'new' }, ...of },
        ],
        tiers,
      ),
    ).toMatchObject([
      { side: 'old', codeSha256: 'old', qualifier: '7', powerValues: [] },
      { side: 'new', codeSha256: 'new', powerValues: [512] },
    ]);
  });

  it('leaves out measurements on the other architecture', () => {
    const own = aTier(512, [100, 101, 102]);
    const other: Tier = { ...aTier(1024, [50, 51, 52]), architecture: 'arm64' };
    const release = {
      region: 'us-east-1',
      memoryMb: powerValue(512),
      architecture: 'x86_64',
      ephemeralStorageMb: 512,
      codeSha256: 'code',
      configurationDigest: 'configuration',
    } as const;

    const [kept] = keptMeasurements(
      '0123456789ab',
      [{ release, payloadDigest: 'event', measuredAtMs: 5 }],
      [own, other],
    );

    expect(kept?.powerValues).toEqual([512]);
    expect(samplesOfRelease([own, other], undefined)).toEqual([own]);
  });
});
