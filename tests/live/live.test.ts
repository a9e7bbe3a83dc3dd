import { describe, expect, it } from '@jest/globals';
import { startCommand } from '../support/child-command.ts';
import { LIVE_SCENARIOS, spendingCapUsd } from './live-scenarios.ts';

describe('npm run test:live', () => {
  it('passes in the local cloud', async () => {
    const { finished } = startCommand('tests/live/live.ts', ['--local']);
    const { exitCode, stdout, stderr } = await finished;

    expect(stderr).toBe('');
    expect(stdout).toContain(`${LIVE_SCENARIOS.length} of ${LIVE_SCENARIOS.length} passed`);
    expect(exitCode).toBe(0);
  });

  it('costs at most ten cents', () => {
    expect(spendingCapUsd()).toBeGreaterThan(0);
    expect(spendingCapUsd()).toBeLessThan(0.1);
  });
});
