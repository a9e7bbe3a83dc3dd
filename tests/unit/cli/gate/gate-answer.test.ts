import { describe, expect, it } from '@jest/globals';
import { gateMarkdown, gateText } from '../../../../cli/gate/gate-answer.ts';
import { PLAIN } from '../../../../cli/output/paint.ts';
import { aComparisonResult } from '../../../support/comparison-results.ts';

const text = (result = aComparisonResult(), width = 100) =>
  gateText(result, { width, paint: PLAIN });

describe('the answer of a gate', () => {
  it('begins with the answer, then the figures of both releases, then the effort', () => {
    expect(text()).toBe(
      [
        'Slower: The new release is slower at 512 MB.',
        '',
        '                    old (12)  new ($LATEST)      new against old',
        'duration, median      120 ms         135 ms  +12 % (+8 to +17 %)',
        'duration, p95         180 ms         203 ms',
        'cost of a million      $1.20          $1.20  +12 % (+7 to +16 %)',
        'cold start, median    200 ms         200 ms',
        'memory used            90 MB          90 MB',
        'warm samples         24 on 4        24 on 4',
        '',
        '56 invocations, $0.0123.',
        'Samples: s3://store/runs/orders/0123456789ab.json',
      ].join('\n'),
    );
  });

  it('names the date and report of an old release that was not measured beside the new one', () => {
    const kept = {
      measuredAtMs: Date.UTC(2026, 10, 20),
      report: 's3://store/runs/orders/ba9876543210.json',
    };

    expect(text(aComparisonResult({ kept }))).toMatch(
      / +old \(12, 2026-11-20\) +new \(\$LATEST\) /,
    );
    expect(text(aComparisonResult({ kept }))).toContain(
      '\nSamples of the old release: s3://store/runs/orders/ba9876543210.json',
    );
    expect(gateMarkdown(aComparisonResult({ kept }))).toContain('| old (12, 2026-11-20) |');
  });

  it('leaves out the column of changes on a narrow terminal', () => {
    expect(text(undefined, 50)).not.toContain('new against old');
  });

  it('has no table if nothing was measured', () => {
    const { releases } = aComparisonResult();
    const { figures: _old, ...old } = releases.old;
    const { figures: _new, ...next } = releases.new;
    const { comparison: _found, ...unmeasured } = aComparisonResult({
      verdict: { kind: 'same', text: 'Both releases have the same code and configuration' },
      releases: { old, new: next },
      invocationCount: 0,
    });

    expect(text(unmeasured)).toBe(
      [
        'Same: Both releases have the same code and configuration.',
        '',
        'Nothing was invoked.',
        'Samples: s3://store/runs/orders/0123456789ab.json',
      ].join('\n'),
    );
  });

  it('says whether the new release keeps its own limit, and which clones are left', () => {
    const limit = { durationMsMax: 100, percentile: 95, durationMs: 203, isExceeded: true };
    const left = { functionArn: 'arn:clone', message: 'denied' };
    const answer = text(
      aComparisonResult({
        verdict: { kind: 'same', text: 'Alike' },
        limit,
        cleanUp: { deletedCloneCount: 7, leftClones: [left] },
      }),
    );

    expect(answer).toMatch(/^Over budget: Alike\./);
    expect(answer).toContain(
      'The new release does not keep its limit: p95 is 203 ms, and at most 100 ms is allowed.',
    );
    expect(answer).toContain('The clone arn:clone could not be deleted');
  });

  it('escapes markup in its texts as Markdown', () => {
    const markdown = gateMarkdown(
      aComparisonResult({ verdict: { kind: 'slower', text: 'slower <b>@all</b>' } }),
    );

    expect(markdown).toContain('### `orders`');
    expect(markdown).toContain('**Slower: slower &lt;b>&#64;all&lt;/b>.**');
    expect(markdown).toContain('| duration, median | 120 ms | 135 ms | +12 % (+8 to +17 %) |');
  });
});
