import { describe, expect, it } from '@jest/globals';
import { editDistance } from '../../../../cli/commands/edit-distance.ts';

describe('editDistance()', () => {
  it.each([
    ['scan', 'scan', 0],
    ['scna', 'scan', 1],
    ['sca', 'scan', 1],
    ['scann', 'scan', 1],
    ['dosctor', 'doctor', 1],
    ['lokal', 'local', 1],
    ['my-fn', 'run', 4],
    ['', 'run', 3],
  ])('from %s to %s is %d', (left, right, distance) => {
    expect(editDistance(left, right)).toBe(distance);
    expect(editDistance(right, left)).toBe(distance);
  });
});
