import { describe, expect, it } from '@jest/globals';
import { readStackOptions, type StackOptions } from '../../../../cli/deploy/stack-options.ts';
import { type AccountState, accountFindings } from '../../../../cli/doctor/account-findings.ts';

const STACK = {
  id: 'arn:stack',
  name: 'lambda-autotuner-prod',
  status: 'UPDATE_COMPLETE',
  description: 'lambda-autotuner 1.2.0: Finds',
  parameters: {},
  outputs: {},
  changedAtMs: 0,
};

const STATE: AccountState = {
  options: readStackOptions('doctor', ['--stage', 'prod']) as StackOptions,
  stack: STACK,
  version: '1.2.0',
  start: { kind: 'answered', answers: ['allowed'] },
};

const finding = (state: Partial<AccountState>, subject: string) =>
  accountFindings({ ...STATE, ...state }).find((each) => each.subject === subject);

describe('accountFindings()', () => {
  it('finds nothing to do if everything is in order', () => {
    expect(accountFindings(STATE).map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it('says how to deploy if there is no stack', () => {
    expect(accountFindings({ ...STATE, stack: undefined })).toEqual([
      {
        subject: 'stack',
        kind: 'todo',
        text: 'there is no lambda-autotuner-prod: autotune deploy --stage prod --param targetRoles=MY-ROLE creates it',
      },
    ]);
  });

  it('reports a failed stack, and another version', () => {
    expect(finding({ stack: { ...STACK, status: 'ROLLBACK_COMPLETE' } }, 'stack')?.kind).toBe(
      'todo',
    );
    expect(finding({ version: '1.3.0' }, 'version')).toMatchObject({
      kind: 'todo',
      text: 'version 1.2.0 is deployed, this program is 1.3.0: autotune deploy --stage prod',
    });
    expect(finding({ stack: { ...STACK, description: '' } }, 'version')?.kind).toBe('note');
  });

  it.each([
    [{ kind: 'answered', answers: ['denied'] }, 'todo'],
    [{ kind: 'answered', answers: ['unknown'] }, 'note'],
    [{ kind: 'notPermitted', message: '' }, 'note'],
    [undefined, 'note'],
  ] as const)('reports the answer %j of IAM as %s', (start, kind) => {
    expect(finding({ start }, 'start a run')?.kind).toBe(kind);
  });

  it('notes what a parameter needs if that cannot be checked', () => {
    const parameters = { ReasoningModelId: 'a-model', ChangeEnabled: 'true' };

    expect(finding({ stack: { ...STACK, parameters } }, 'model')?.kind).toBe('note');
    expect(finding({ stack: { ...STACK, parameters } }, 'trail')?.kind).toBe('note');
  });
});
