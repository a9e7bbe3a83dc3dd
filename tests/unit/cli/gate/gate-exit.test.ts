import { describe, expect, it } from '@jest/globals';
import { EXIT_CODES } from '../../../../cli/gate/gate-exit.ts';

describe('the exit codes of a gate', () => {
  it('are 0 only for the same or better, and distinct for the other answers', () => {
    const passing = Object.entries(EXIT_CODES).filter(([, code]) => code === 0);
    const failing = Object.values(EXIT_CODES).filter((code) => code !== 0);

    expect(passing.map(([answer]) => answer)).toEqual(['same', 'better']);
    expect(new Set(failing).size).toBe(failing.length);
    // 1 to 4 mean the same as in other commands: failed, usage, not followed, impossible.
    expect(failing.filter((code) => code < 5)).toEqual([]);
  });
});
