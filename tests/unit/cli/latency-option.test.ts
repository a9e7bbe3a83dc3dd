import { describe, expect, it } from '@jest/globals';
import { readLatency } from '../../../cli/latency-option.ts';

describe('readLatency()', () => {
  it('finds the profile of a name, and adds no latency without a name', () => {
    expect(readLatency('account')).toMatchObject({ pendingMs: 3_000, environmentStartMs: 400 });
    expect(readLatency(undefined)).toEqual({});
  });

  it.each(['Account', 'toString', ''])('refuses %j', (name) => {
    expect(() => readLatency(name)).toThrow(
      `Cannot read --latency ${name}: it must be one of account`,
    );
  });
});
