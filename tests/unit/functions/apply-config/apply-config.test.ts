import { describe, expect, it } from '@jest/globals';
import { applyConfig } from '../../../../functions/apply-config/apply-config.ts';
import type { ApplyConfigInput } from '../../../../shared/contract/apply-config.ts';
import type { Verdict } from '../../../../shared/core/advice/verdict.ts';
import { InvariantError } from '../../../../shared/errors.ts';

/** Fails the test if anything of the function is read or written. */
const UNTOUCHED = new Proxy({} as Parameters<typeof applyConfig>[0], {
  get() {
    throw new InvariantError('Nothing may be read or written');
  },
});

function inputOf(kind: Verdict['kind'], changes: object = {}): ApplyConfigInput {
  return {
    request: { apply: true },
    target: { powerValue: 512, functionArn: 'arn', revisionId: '1' },
    decision: { powerValue: kind === 'change' ? 1024 : 512, verdict: { kind } },
    recall: {},
    ...changes,
  } as unknown as ApplyConfigInput;
}

describe('applyConfig()', () => {
  it.each([
    ['keep', 'unchanged', 'the function keeps 512 MB'],
    ['undecided', 'notApplied', 'the verdict is "undecided"'],
    ['impossible', 'notApplied', 'the verdict is "impossible"'],
  ] as const)('writes nothing on %s', async (verdict, kind, message) => {
    expect(await applyConfig(UNTOUCHED, inputOf(verdict))).toMatchObject({
      kind,
      message: expect.stringContaining(message),
    });
  });

  it('says what to do next where a change was not asked for', async () => {
    const input = inputOf('change', { request: { apply: false } });

    expect(await applyConfig(UNTOUCHED, input)).toMatchObject({
      kind: 'notApplied',
      powerValue: 1024,
      message: expect.stringContaining('set MemorySize from 512 to 1024'),
    });
  });

  it('goes on to the function on change', async () => {
    await expect(applyConfig(UNTOUCHED, inputOf('change'))).rejects.toThrow(
      'Nothing may be read or written',
    );
  });
});
