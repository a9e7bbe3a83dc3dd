import { describe, expect, it } from '@jest/globals';
import { requestForMachine } from '../../../../cli/start/machine-sizes.ts';

const UP_TO_TWO_CORES = { powerValues: { minMb: 128, maxMb: 3538 } };

describe('requestForMachine()', () => {
  it('limits the sizes to the one that has all cores: 2 x 1769 MB', () => {
    expect(requestForMachine({ sampleCount: 5 }, 2)).toEqual({
      request: { sampleCount: 5, ...UP_TO_TWO_CORES },
      notice:
        'Sizes above 3538 MB are left out: this machine has 2 cores, and gives no size more CPU than that.',
    });
  });

  it('leaves out no size if the machine has six cores', () => {
    expect(requestForMachine({}, 6)).toEqual({ request: {}, notice: undefined });
  });

  it.each([
    ['a list within the machine', { powerValues: [128, 3538] }],
    ['a range within the machine', { sizeRange: { minMb: 128, maxMb: 2048 } }],
    ['a goal', { goal: 'as cheap as possible' }],
  ])('keeps %s', (_name, request) => {
    expect(requestForMachine(request, 2)).toEqual({ request, notice: undefined });
  });

  it.each([
    ['a list', { powerValues: [128, 9000] }, 9000],
    ['a range', { sizeRange: { minMb: 128, maxMb: 4096 } }, 4096],
  ])('warns of %s beyond the machine, and keeps it', (_name, request, wantedMb) => {
    expect(requestForMachine(request, 1)).toEqual({
      request,
      notice: `Warning: no size above 1769 MB can be faster here, because this machine has 1 core; up to ${wantedMb} MB were asked for.`,
    });
  });
});
