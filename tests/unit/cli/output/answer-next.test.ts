import { describe, expect, it } from '@jest/globals';
import { nextStep } from '../../../../cli/output/answer-next.ts';
import type { TuningResult } from '../../../../shared/contract/tuning-result.ts';
import { resultFor } from '../../../support/generated-reports.ts';
import { goldenFunction } from '../../../support/golden-functions.ts';

const FORM = { applyForm: 'aws', isInAccount: true } as const;

async function changeWith(application: Partial<TuningResult['application']>) {
  const result = await resultFor(goldenFunction('flat'));
  return nextStep({ ...result, application: { ...result.application, ...application } }, FORM);
}

describe('nextStep()', () => {
  it('says how to apply a change that the request did not ask to apply', async () => {
    const { apply, sentences } = await changeWith({});

    expect(apply?.heading).toBe('Apply it with the AWS CLI:');
    expect(apply?.snippet.join('\n')).toContain('--memory-size 1536');
    expect(sentences).toEqual([
      'Or run the same again with --apply: the answer is known, so nothing is measured again.',
    ]);
  });

  it('says that setting the size of a function does not change its alias', async () => {
    const result = await resultFor(goldenFunction('flat'));

    expect(nextStep(result, { ...FORM, alias: 'live' }).sentences[0]).toBe(
      'The alias "live" does not change until a version with this size is published and the alias is moved to it, as --apply does.',
    );
  });

  it.each([
    ['was applied', 'applied', 'Memory changed from 512 to 1536 MB'],
    ['was rolled back before', 'notApplied', 'Not applied: an earlier run rolled it back'],
    ['came too late', 'superseded', 'Not applied, because the function was changed'],
  ] as const)('does not propose a change again that %s', async (_case, kind, message) => {
    expect(await changeWith({ kind, message })).toEqual({ sentences: [`${message}.`] });
  });

  it('says how to settle an undecided verdict, as options of the command', async () => {
    const result = await resultFor(goldenFunction('noisy'));

    const { apply, sentences } = nextStep(result, FORM);

    expect(apply).toBeUndefined();
    expect(sentences[1]).toBe(
      'To settle it, run again with --power-values 512,1024 --samples 10: 24 invocations for under $0.0001.',
    );
  });

  it('says what else to ask for if the limit is impossible', async () => {
    const result = await resultFor(goldenFunction('impossible-limit'));

    expect(nextStep(result, FORM).sentences[1]).toContain('ask for what 1769 MB can keep');
  });
});
