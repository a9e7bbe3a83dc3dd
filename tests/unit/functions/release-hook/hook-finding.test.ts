import { describe, expect, it } from '@jest/globals';
import { hookFinding } from '../../../../functions/release-hook/hook-finding.ts';
import type { ExecutionEnd } from '../../../../shared/aws/execution-events.ts';
import type { ComparisonResult } from '../../../../shared/contract/comparison-result.ts';
import { aComparisonResult } from '../../../support/comparison-results.ts';

const succeeded = (changes: Partial<ComparisonResult>): ExecutionEnd => ({
  status: 'SUCCEEDED',
  output: aComparisonResult(changes),
});
const verdict = (kind: ComparisonResult['verdict']['kind']) =>
  hookFinding(succeeded({ verdict: { kind, text: 'The verdict' } }));

describe('hookFinding()', () => {
  it.each([
    ['same', 'passed'],
    ['better', 'passed'],
    ['slower', 'worse'],
    ['dearer', 'worse'],
    ['undecided', 'unknown'],
  ] as const)('reports %s as %s', (kind, found) => {
    expect(verdict(kind)).toEqual({ kind: found, reason: 'The verdict' });
  });

  it('reports a release over its own limit as worse, and says by how much', () => {
    const limit = { durationMsMax: 100, percentile: 95, durationMs: 203, isExceeded: true };

    expect(hookFinding(succeeded({ verdict: { kind: 'same', text: 'Alike' }, limit }))).toEqual({
      kind: 'worse',
      reason: 'Alike. p95 of the new release is 203 ms, and may be 100 ms',
    });
  });

  it.each([
    ['FAILED', 'ReleaseBrokenError', 'worse'],
    ['FAILED', 'PermissionDeniedError', 'unknown'],
    ['ABORTED', '', 'unknown'],
    ['TIMED_OUT', '', 'unknown'],
  ] as const)('reports a run that ended with %s %s as %s', (status, error, kind) => {
    const found = hookFinding({ status, error, cause: 'It\u001b[31m cannot' });

    expect(found?.kind).toBe(kind);
    expect(found?.reason).toMatch(/^The run ended with [A-Z_]+: (\w+: )?It cannot$/);
  });

  it('reports an unreadable result as unknown', () => {
    expect(hookFinding({ status: 'SUCCEEDED', output: {} })).toMatchObject({ kind: 'unknown' });
  });

  it('waits for a run that is under way', () => {
    expect(hookFinding(undefined)).toBeUndefined();
  });
});
