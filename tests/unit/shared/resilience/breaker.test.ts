import { beforeEach, describe, expect, it } from '@jest/globals';
import { TransientServiceError } from '../../../../shared/errors.ts';
import { type BreakerPorts, guard } from '../../../../shared/resilience/breaker.ts';
import { memoryStore } from '../../../support/memory-store.ts';

let nowMs: number;
let attempts: number;
let store: ReturnType<typeof memoryStore>;
let ports: BreakerPorts;

beforeEach(() => {
  nowMs = 1_000_000;
  attempts = 0;
  store = memoryStore();
  ports = {
    clock: { nowMs: () => nowMs, sleepMs: async () => undefined },
    storeWithin: () => store,
  };
});

const fails = async () => {
  attempts += 1;
  throw new TransientServiceError('no answer');
};

const answers = async () => {
  attempts += 1;
  return 'answer';
};

async function open(): Promise<void> {
  for (let failure = 1; failure <= 3; failure++) await guard(ports, 'bedrock', fails);
  attempts = 0;
}

describe('guard()', () => {
  it('returns the answer while there are no failures, and writes nothing', async () => {
    expect(await guard(ports, 'bedrock', answers)).toEqual({ kind: 'answered', value: 'answer' });
    expect(store.texts.size).toBe(0);
  });

  it('says why there is no answer', async () => {
    expect(await guard(ports, 'bedrock', fails)).toEqual({
      kind: 'unavailable',
      reason: 'no answer',
    });
  });

  it('makes no attempt after three failures in a row, until a minute has passed', async () => {
    await open();
    nowMs += 59_999;

    expect(await guard(ports, 'bedrock', answers)).toMatchObject({ kind: 'unavailable' });
    expect(attempts).toBe(0);
  });

  it('does not open if a success comes in between', async () => {
    await guard(ports, 'bedrock', fails);
    await guard(ports, 'bedrock', fails);
    await guard(ports, 'bedrock', answers);
    await guard(ports, 'bedrock', fails);

    expect(await guard(ports, 'bedrock', answers)).toMatchObject({ kind: 'answered' });
  });

  it('allows one attempt after a minute, whose success closes it', async () => {
    await open();
    nowMs += 60_000;

    const both = await Promise.all([
      guard(ports, 'bedrock', answers),
      guard(ports, 'bedrock', answers),
    ]);

    expect(both.map(({ kind }) => kind)).toEqual(['answered', 'unavailable']);
    expect(await guard(ports, 'bedrock', answers)).toMatchObject({ kind: 'answered' });
  });

  it('opens again if that attempt fails', async () => {
    await open();
    nowMs += 60_000;
    await guard(ports, 'bedrock', fails);
    attempts = 0;

    expect(await guard(ports, 'bedrock', answers)).toMatchObject({ kind: 'unavailable' });
    expect(attempts).toBe(0);
  });

  it.each([
    'no JSON',
    '{"failureCount":"many"}',
    '{"failureCount":-1,"openedAtMs":1,"reason":""}',
    '{"failureCount":9,"openedAtMs":99000000,"reason":"a clock ahead of ours"}',
  ])('is not kept open by the stored state %s', async (text) => {
    store.texts.set('breakers/bedrock.json', text);

    expect(await guard(ports, 'cloudwatch', answers)).toMatchObject({ kind: 'answered' });
    expect((await guard(ports, 'bedrock', fails)).kind).toBe('unavailable');
    expect(attempts).toBe(2);
  });

  it('rethrows defects', async () => {
    const defect = async () => {
      throw new TypeError('a defect');
    };

    await expect(guard(ports, 'bedrock', defect)).rejects.toThrow(TypeError);
  });
});
