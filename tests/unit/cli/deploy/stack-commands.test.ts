import { beforeEach, describe, expect, it } from '@jest/globals';
import { programVersion } from '../../../../cli/version.ts';
import { ApiError } from '../../../../local/cloud/wire/api-error.ts';
import { emptyStack } from '../../../support/scripted-account/scripted-stack.ts';
import {
  BUCKET,
  FLAGS,
  runStackCommand,
  STACK,
  TEMPLATE,
} from '../../../support/scripted-account/stack-command-run.ts';
import { useScriptedAccount } from '../../../support/scripted-account/use-scripted-account.ts';

const STORE = `${STACK}-store`;
const DENIED = new ApiError(403, 'AccessDenied', 'Not authorized');

const account = useScriptedAccount();

const run = (line: string) => runStackCommand(account().endpoint, line);
const stack = () => account().stacks[0] ?? emptyStack(STACK, 'none');

beforeEach(async () => {
  await run('deploy --yes --param targetRoles=my-role');
  account().addBucket(STORE, ['runs/a.json', 'runs/b.json']);
});

describe('status', () => {
  it('says what is deployed, and that there was no run', async () => {
    stack().outputs = { ...stack().outputs, StateMachineArn: 'arn:machine' };

    expect(await run('status')).toEqual({
      exitCode: 0,
      text: `Stack       ${STACK}, CREATE_COMPLETE since 2026-11-27 08:00
Version     1.2.0; this program is ${programVersion()}
Parameters
  ArtifactBucket = ${BUCKET}
  ArtifactPrefix = lambda-autotuner/
  RunUsdMax = 10
  TargetRoles = my-role
Last runs   none
`,
    });
  });

  it('shows the rest if the runs may not be listed', async () => {
    stack().outputs = { ...stack().outputs, StateMachineArn: 'arn:machine' };
    account().refuse('states ListExecutions', DENIED);

    expect(await run('status')).toEqual({
      exitCode: 0,
      text: expect.stringMatching(
        /Last runs {3}unknown: Cannot list the last runs: AccessDenied: Not authorized\n$/,
      ),
    });
  });

  it('says how to deploy if there is no stack', async () => {
    account().clear();

    expect(await run('status')).toEqual({
      exitCode: 1,
      text: `There is no stack ${STACK} in eu-west-1, account 123456789012: autotune deploy ${FLAGS} --param targetRoles=MY-ROLE creates it\n`,
    });
  });

  it('finds changes made by hand, which deploy does not look for', async () => {
    stack().drift.set('MeasureTier', [{ path: '/MemorySize', expected: '512', actual: '1024' }]);
    stack().drift.set('CleanUp', 'deleted');

    expect((await run('deploy --yes')).text).toContain('is up to date');
    const { exitCode, text } = await run('status --drift');

    expect(exitCode).toBe(0);
    expect(text).toContain(`Drift       2 resources differ from the template
  MeasureTier (AWS::Lambda::Function)
    /MemorySize: 512 became 1024
  CleanUp (AWS::Lambda::Function): deleted
`);
    expect(text).toContain(`deploy ${FLAGS} --revert-drift reverts it`);
  });

  it('finds no drift after deploy has reverted it', async () => {
    stack().drift.set('MeasureTier', [{ path: '/MemorySize', expected: '512', actual: '1024' }]);
    stack().drift.set('CleanUp', 'deleted');

    const reverted = await run('deploy --yes --revert-drift');

    expect(reverted.exitCode).toBe(0);
    expect(reverted.text).toContain(`: make 1, change 1
  modify MeasureTier (AWS::Lambda::Function)
  add    CleanUp (AWS::Lambda::Function)
`);
    expect((await run('status --drift')).text).toContain('Drift       none');
    expect((await run('deploy --yes --revert-drift')).text).toContain('is up to date');
  });
});

describe('destroy', () => {
  it('removes the stack and the store, and says what is left', async () => {
    const { exitCode, text } = await run('destroy --yes --delete-store');

    expect(exitCode).toBe(0);
    expect(text).toMatch(
      new RegExp(`^Stack ${STACK} in eu-west-1, account 123456789012, will be removed\\.
Its store ${STORE} will be deleted, with all results\\.
Removed in \\d+ s\\. Still there: ${BUCKET}\\.\\n$`),
    );
    expect([...account().buckets.keys()]).toEqual([BUCKET]);
  });

  it('names the store that could not be deleted, because the stack that names it is gone', async () => {
    account().lock(STORE);

    const { exitCode, text } = await run('destroy --yes --delete-store');

    expect(exitCode).toBe(1);
    expect(text).toContain(
      `The stack is removed, and its store ${STORE} is still there: Cannot delete the bucket "${STORE}": 2 of its objects stay, such as "runs/a.json": AccessDenied: Access Denied. Delete it with aws s3 rb s3://${STORE} --force\n`,
    );
    expect(account().calls.filter((call) => call === 's3 DeleteObjects')).toHaveLength(1);
  });

  it('reports what could not be removed, and removes it the next time', async () => {
    account().failures.set('CleanUp', 'The function is in use');

    const first = await run('destroy --yes');
    account().failures.clear();
    const second = await run('destroy --yes');

    expect(first.exitCode).toBe(1);
    expect(first.text).toContain('  CleanUp failed: The function is in use\n');
    expect(first.text).toContain(
      `CloudFormation could not remove ${STACK} (DELETE_FAILED, The following resource(s) failed to delete: [CleanUp].): fix what failed, and run autotune destroy ${FLAGS} again\n`,
    );
    expect(second.exitCode).toBe(0);
  });

  it('says that a protected stack is protected', async () => {
    stack().isProtected = true;

    expect(await run('destroy --yes')).toEqual({
      exitCode: 3,
      text: expect.stringContaining('cannot be deleted while TerminationProtection is enabled'),
    });
  });

  it('does nothing if there is no stack', async () => {
    account().clear();

    expect(await run('destroy --yes')).toEqual({
      exitCode: 0,
      text: `There is no stack ${STACK} in eu-west-1, account 123456789012.\n`,
    });
  });
});

describe('doctor', () => {
  it('reports the stack, and what to do about another version', async () => {
    const { exitCode, text } = await run('doctor');

    expect(exitCode).toBe(1);
    expect(text).toContain(`ok   stack         ${STACK}, CREATE_COMPLETE\n`);
    expect(text).toContain(
      `TODO version       version 1.2.0 is deployed, this program is ${programVersion()}: use that one: npm install --global lambda-autotuner@1.2.0\n`,
    );
  });

  it('says so if a stack was only prepared', async () => {
    Object.assign(stack(), {
      status: 'REVIEW_IN_PROGRESS',
      template: { ...TEMPLATE, Resources: {} },
    });

    expect((await run('doctor')).text).toContain(
      `TODO stack         ${STACK} is REVIEW_IN_PROGRESS: nothing is deployed yet, only prepared: autotune deploy ${FLAGS} --param targetRoles=MY-ROLE deploys it\n`,
    );
  });
});
