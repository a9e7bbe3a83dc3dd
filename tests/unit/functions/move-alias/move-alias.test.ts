import { describe, expect, it } from '@jest/globals';
import { moveAlias } from '../../../../functions/move-alias/move-alias.ts';
import type { ProvisionedStatus } from '../../../../shared/aws/function-alias.ts';
import { type MoveAliasInput, versionDescription } from '../../../../shared/contract/move-alias.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import {
  CallRejectedError,
  NotReadyError,
  PermissionDeniedError,
  RevisionConflictError,
  TransientServiceError,
} from '../../../../shared/errors.ts';
import { DESCRIPTION, fakeLambda } from '../../../support/fake-lambda.ts';
import { aTarget, RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const SIZE = powerValue(1024);
const APPLIED = { kind: 'applied', powerValue: SIZE, message: '' } as const;
const OWN = versionDescription(RUN.runId, SIZE);
const ALIAS = { functionVersion: '1', revisionId: 'a1', additionalVersionWeights: {} };

/** The size was applied to $LATEST; alias "live" still points to version 1. */
function aLambda() {
  const lambda = fakeLambda({ latest: { ...DESCRIPTION, memoryMb: SIZE } });
  lambda.state.aliases.set('live', ALIAS);
  lambda.state.versions.set('1', { functionVersion: '1', description: 'v1', isActive: true });
  return lambda;
}

function move(lambda: ReturnType<typeof aLambda>, changes: Partial<MoveAliasInput> = {}) {
  const alias = {
    name: 'live',
    functionVersion: '1',
    revisionId: 'a1',
    latestMemoryMb: powerValue(512),
  };
  return moveAlias(
    { ...lambda.api, clock: new VirtualClock(7) },
    {
      run: RUN,
      target: aTarget({ alias }),
      application: APPLIED,
      verification: { kind: 'verified', powerValue: SIZE, verifiedAtMs: 1, watchSeconds: 0 },
      ...changes,
    },
  );
}

function pointsTo(lambda: ReturnType<typeof aLambda>) {
  return lambda.state.aliases.get('live')?.functionVersion;
}

describe('moveAlias()', () => {
  it.each([
    ['the change is for $LATEST', { target: aTarget() }],
    ['nothing was applied', { application: { ...APPLIED, kind: 'notApplied' } as const }],
  ])('does nothing if %s', async (_what, changes) => {
    const lambda = aLambda();

    expect(await move(lambda, changes)).toEqual({ kind: 'notNeeded' });
    expect(lambda.calls).toEqual([]);
  });

  it('publishes the changed function, and points the alias to it', async () => {
    const lambda = aLambda();

    expect(await move(lambda)).toEqual({
      kind: 'moved',
      name: 'live',
      functionVersion: '2',
      functionVersionBefore: '1',
      movedAtMs: 7,
      message: 'Alias "live" moved from version 1 to 2, which has 1024 MB',
    });
    expect(pointsTo(lambda)).toBe('2');
    expect(lambda.state.versions.get('2')?.description).toBe(OWN);
  });

  it('recognises its own move when it is repeated', async () => {
    const lambda = aLambda();
    await move(lambda);

    expect(await move(lambda)).toMatchObject({ kind: 'moved', functionVersion: '2' });
    expect([...lambda.state.versions.keys()]).toEqual(['1', '2']);
  });

  it('recognises its own move if the answer was lost', async () => {
    const lambda = aLambda();
    const error = new TransientServiceError('no answer');
    lambda.failures.set('pointAlias', [{ error, isEffective: true }]);

    expect(await move(lambda)).toMatchObject({ kind: 'moved', functionVersion: '2' });
  });

  const arrange: readonly (readonly [string, (lambda: ReturnType<typeof aLambda>) => void])[] = [
    [
      'the function has other code now',
      ({ state }) => {
        state.latest = { ...state.latest, codeSha256: 'other' };
      },
    ],
    [
      'the function has another size now',
      ({ state }) => {
        state.latest = { ...state.latest, memoryMb: powerValue(256) };
      },
    ],
    [
      'the function changes while it is published',
      ({ failures }) => {
        failures.set('publishVersion', [{ error: new RevisionConflictError('changed') }]);
      },
    ],
    [
      'other code arrives while it is published',
      ({ failures }) => {
        const error = new CallRejectedError('CodeSHA256 differs', 'InvalidParameterValueException');
        failures.set('publishVersion', [{ error }]);
      },
    ],
    [
      'the alias was moved to another version',
      ({ state }) => {
        state.versions.set('9', { functionVersion: '9', description: 'theirs', isActive: true });
        state.aliases.set('live', { ...ALIAS, functionVersion: '9', revisionId: 'a9' });
      },
    ],
    [
      'the alias is moved at the same moment',
      ({ failures }) => {
        failures.set('pointAlias', [{ error: new RevisionConflictError('changed') }]);
      },
    ],
  ];

  it.each(arrange)('leaves the alias alone if %s', async (_what, change) => {
    const lambda = aLambda();
    change(lambda);
    const before = pointsTo(lambda);

    expect(await move(lambda)).toEqual({
      kind: 'superseded',
      message: expect.stringContaining('$LATEST keeps 1024 MB for the next release'),
    });
    expect(pointsTo(lambda)).toBe(before);
  });

  it('leaves the alias alone if the size was overwritten', async () => {
    const lambda = aLambda();
    const verification = { kind: 'overwritten', message: '' } as const;

    expect(await move(lambda, { verification })).toMatchObject({ kind: 'superseded' });
    expect(lambda.calls).toEqual([]);
  });

  it('is repeated while the version is not active', async () => {
    const lambda = aLambda();
    lambda.state.versions.set('2', { functionVersion: '2', description: OWN, isActive: false });

    await expect(move(lambda)).rejects.toThrow(NotReadyError);
    expect(pointsTo(lambda)).toBe('1');
  });

  it('is repeated while an update is in progress', async () => {
    const lambda = aLambda();
    lambda.state.latest = { ...lambda.state.latest, updateStatus: 'inProgress' };

    await expect(move(lambda)).rejects.toThrow(NotReadyError);
  });

  it.each<[ProvisionedStatus, RegExp]>([
    [{ kind: 'none' }, /1024 MB$/],
    [{ kind: 'ready' }, /provisioned concurrency is ready again$/],
    [{ kind: 'failed', reason: 'no capacity' }, /could not be made ready again: no capacity$/],
  ])('reports the provisioned concurrency: %j', async (status, message) => {
    const lambda = aLambda();
    lambda.state.provisioned.set('live', status);

    expect(await move(lambda)).toMatchObject({ message: expect.stringMatching(message) });
  });

  it('waits for provisioned concurrency', async () => {
    const lambda = aLambda();
    lambda.state.provisioned.set('live', { kind: 'inProgress' });

    await expect(move(lambda)).rejects.toThrow(NotReadyError);
  });

  it('moves the alias even if it may not read the provisioned concurrency', async () => {
    const lambda = aLambda();
    const error = new PermissionDeniedError('denied');
    lambda.failures.set('readProvisionedStatus', [{ error }]);

    expect(await move(lambda)).toMatchObject({ kind: 'moved' });
  });

  it('is repeated if the provisioned concurrency cannot be read for the moment', async () => {
    const lambda = aLambda();
    const error = new TransientServiceError('no answer');
    lambda.failures.set('readProvisionedStatus', [{ error }]);

    await expect(move(lambda)).rejects.toThrow(TransientServiceError);
  });

  it('throws if Lambda refuses to publish for another reason', async () => {
    const lambda = aLambda();
    const error = new CallRejectedError('too many versions', 'CodeStorageExceededException');
    lambda.failures.set('publishVersion', [{ error }]);

    await expect(move(lambda)).rejects.toThrow('too many versions');
  });
});
