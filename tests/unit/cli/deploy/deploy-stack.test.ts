import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../../local/cloud/wire/api-error.ts';
import { emptyBucket } from '../../../support/scripted-account/scripted-buckets.ts';
import {
  emptyStack,
  type ScriptedStack,
} from '../../../support/scripted-account/scripted-stack.ts';
import {
  artifactsOf,
  BUCKET,
  FLAGS,
  runStackCommand,
  STACK,
  TEMPLATE,
} from '../../../support/scripted-account/stack-command-run.ts';
import { useScriptedAccount } from '../../../support/scripted-account/use-scripted-account.ts';

const account = useScriptedAccount();

const run = (line: string, options?: Parameters<typeof runStackCommand>[2]) =>
  runStackCommand(account().endpoint, line, options);
const deployed = () => run('deploy --yes --param targetRoles=my-role');
const stack = () => account().stacks.find(({ status }) => status !== 'DELETE_COMPLETE');

/** Deploys a tuner and sets the state of its stack. */
async function bringInto(status: string, more: Partial<ScriptedStack> = {}) {
  await deployed();
  Object.assign(stack() as ScriptedStack, { status, ...more });
  account().forgetCalls();
}

const writes = () => account().calls.filter((call) => !/ (Get|Describe|Head|List)/.test(call));

describe('a first deploy', () => {
  it('makes the bucket and the stack, and reports what it made', async () => {
    const { exitCode, text } = await deployed();

    expect(exitCode).toBe(0);
    expect(text).toBe(`Made the bucket ${BUCKET}, private and encrypted
Uploaded 3 of 3 files to ${BUCKET}

lambda-autotuner 1.2.0: Finds
Stack ${STACK} in eu-west-1, account 123456789012: make 4
  add    MeasureTier (AWS::Lambda::Function)
  add    CleanUp (AWS::Lambda::Function)
  add    StoreBucket (AWS::S3::Bucket)
  add    CleanUpRole (AWS::IAM::Role)

What each role may do:
  CleanUpRole
    iam:PassRole on my-role

  4 resources done
Deployed as ${STACK}.

Tune a function:    autotune my-fn ${FLAGS}
See what is there:  autotune status ${FLAGS}
Remove all:         autotune destroy ${FLAGS}
`);
    expect(stack()).toMatchObject({
      status: 'CREATE_COMPLETE',
      parameters: {
        TargetRoles: 'my-role',
        RunUsdMax: '10',
        ArtifactBucket: BUCKET,
        ArtifactPrefix: 'lambda-autotuner/',
      },
    });
    expect(account().buckets.get(BUCKET)?.settings.size).toBe(2);
  });

  it('leaves nothing but the bucket after --plan', async () => {
    const { exitCode, text } = await run('deploy --plan --param targetRoles=my-role');

    expect(exitCode).toBe(0);
    expect(text).toMatch(/Nothing was changed except the bucket with the code\.\n$/);
    expect(stack()).toBeUndefined();
    expect(account().changeSets.size).toBe(0);
  });

  it('continues with an existing empty shell, and leaves it after --plan', async () => {
    account().stacks.push(emptyStack(STACK, 'REVIEW_IN_PROGRESS'));

    expect(await run('status')).toEqual({
      exitCode: 1,
      text: expect.stringContaining(
        `Next        nothing is deployed yet, only prepared: autotune deploy ${FLAGS} --param targetRoles=MY-ROLE deploys it\n`,
      ),
    });
    expect((await run('deploy --plan --param targetRoles=my-role')).exitCode).toBe(0);
    expect(stack()?.status).toBe('REVIEW_IN_PROGRESS');
    expect((await deployed()).exitCode).toBe(0);
    expect(stack()?.status).toBe('CREATE_COMPLETE');
  });

  it('reports what failed first, and how to start over', async () => {
    account().failures.set('CleanUpRole', 'User is not authorized to perform: iam:CreateRole');

    const { exitCode, text } = await deployed();

    expect(exitCode).toBe(1);
    expect(text).toContain(
      '  CleanUpRole failed: User is not authorized to perform: iam:CreateRole\n',
    );
    expect(text).not.toContain('cancelled');
    expect(text).toContain(
      `CloudFormation could not deploy ${STACK} (ROLLBACK_COMPLETE): autotune destroy ${FLAGS} removes it, and autotune deploy ${FLAGS} --param targetRoles=MY-ROLE creates it again\n`,
    );
    account().failures.clear();
    expect((await run('destroy --yes')).exitCode).toBe(0);
    expect((await deployed()).exitCode).toBe(0);
  });
});

describe('a further deploy', () => {
  it('uploads and changes nothing if everything is up to date', async () => {
    await bringInto('CREATE_COMPLETE');

    expect(await run('deploy --yes')).toEqual({
      exitCode: 0,
      text: `The code is in ${BUCKET} already: nothing uploaded\nNothing to change: ${STACK} is up to date.\n`,
    });
    expect(writes()).toEqual([]);
  });

  it('changes a parameter, and keeps the others', async () => {
    await bringInto('CREATE_COMPLETE');

    const { exitCode, text } = await run('deploy --yes --param runUsdMax=5');

    expect(exitCode).toBe(0);
    expect(text).toContain(': change 2\n  modify MeasureTier (AWS::Lambda::Function)\n');
    expect(stack()).toMatchObject({
      status: 'UPDATE_COMPLETE',
      parameters: { TargetRoles: 'my-role', RunUsdMax: '5' },
    });
  });

  it('deploys another release, without a parameter that this release no longer has', async () => {
    await bringInto('CREATE_COMPLETE');
    const { RunUsdMax: _, ...Parameters } = TEMPLATE.Parameters;
    const { MeasureTier: _gone, CleanUp: _code, ...kept } = TEMPLATE.Resources;
    const Topic = { Type: 'AWS::SNS::Topic', Properties: {} };
    const template = { ...TEMPLATE, Parameters, Resources: { ...kept, Topic } };

    const { exitCode, text } = await run('deploy --yes', {
      template: artifactsOf(template, 'template-2.json'),
    });

    expect(text).toContain(`Uploaded 1 of 3 files to ${BUCKET}\n`);
    expect(text).toContain(': make 1, delete 2\n');
    expect(exitCode).toBe(0);
    expect(stack()?.parameters).not.toHaveProperty('RunUsdMax');
  });

  it('changes nothing if the rolled-back stack is already as wanted', async () => {
    await bringInto('UPDATE_ROLLBACK_COMPLETE');

    const { exitCode, text } = await run('deploy --yes');

    expect([exitCode, text]).toEqual([
      0,
      `The code is in ${BUCKET} already: nothing uploaded\nNothing to change: ${STACK} is up to date.\n`,
    ]);
    expect(account().changeSets.size).toBe(0);
  });

  it('reports that a failed change was rolled back', async () => {
    await bringInto('CREATE_COMPLETE');
    account().failures.set('MeasureTier', 'Memory is too small');

    const { exitCode, text } = await run('deploy --yes --param runUsdMax=5');

    expect(exitCode).toBe(1);
    expect(text).toContain('  MeasureTier failed: Memory is too small\n');
    expect(text).toContain(
      `CloudFormation could not change ${STACK}, and has rolled back the change (UPDATE_ROLLBACK_COMPLETE): fix what failed, and deploy again\n`,
    );
    expect(stack()?.parameters.RunUsdMax).toBe('10');
  });

  it.each([
    ['ROLLBACK_COMPLETE', `autotune destroy ${FLAGS} removes it, and autotune deploy`],
    ['DELETE_FAILED', `autotune destroy ${FLAGS} removes it, and autotune deploy`],
    ['UPDATE_ROLLBACK_FAILED', `continue-update-rollback --stack-name ${STACK} --region eu-west-1`],
    [
      'UPDATE_IN_PROGRESS',
      `wait until CloudFormation is done; autotune status ${FLAGS} shows when`,
    ],
  ])('is refused for a stack in %s, before anything is uploaded', async (status, step) => {
    await bringInto(status);

    const { exitCode, text } = await run('deploy --yes --param runUsdMax=5');

    expect(exitCode).toBe(1);
    expect(text).toMatch(`The stack ${STACK} is ${status}, which cannot be changed: `);
    expect(text).toContain(step);
    expect(writes()).toEqual([]);
    expect((await run('status')).text).toContain(
      `Next        ${text.split(': ')[1]?.slice(0, 20)}`,
    );
    expect((await run('doctor')).text).toContain(`TODO stack         ${STACK} is ${status}: `);
  });
});

describe('an error of AWS', () => {
  it('is reported with what to do if the session has expired', async () => {
    const expired = new ApiError(
      403,
      'ExpiredToken',
      'The security token included in the request is expired',
    );
    account().refuse('sts GetCallerIdentity', expired);

    const text =
      'Cannot find out whose credentials these are: ExpiredToken: The security token included in the request is expired: sign in again, as with aws sso login\n';
    for (const command of ['deploy --yes', 'status', 'destroy --yes']) {
      expect(await run(command)).toEqual({ exitCode: 3, text });
    }
    expect((await run('doctor')).text).toContain(`TODO account       ${text}`);
  });

  it.each([
    ['cloudformation DescribeStacks', 'read the stack "lambda-autotuner-prod"'],
    ['s3 CreateBucket', `make the bucket "${BUCKET}"`],
    ['s3 PutObject', `write "s3://${BUCKET}/lambda-autotuner/measure-tier.zip"`],
    ['cloudformation CreateChangeSet', 'prepare the stack "lambda-autotuner-prod"'],
    ['cloudformation ExecuteChangeSet', 'change the stack'],
  ])('is reported with the action that failed: %s', async (call, action) => {
    account().refuse(call, new ApiError(403, 'AccessDenied', 'Not authorized'));

    const { exitCode, text } = await deployed();

    expect(exitCode).toBe(3);
    expect(text).toContain(`Cannot ${action}: AccessDenied: Not authorized\n`);
  });

  it.each([
    ['s3 HeadBucket', 'it belongs to another account, or you may not list it (s3:ListBucket)'],
    ['s3 HeadObject', 's3:GetObject on it and s3:ListBucket on the bucket'],
  ])('is explained where S3 itself gives no reason: %s', async (call, words) => {
    account().refuse(call, new ApiError(403, 'AccessDenied', 'Not authorized'));

    const { exitCode, text } = await deployed();

    expect(exitCode).toBe(3);
    expect(text).toContain(words);
  });

  it('is reported together with a failure to delete the change set', async () => {
    const denied = new ApiError(403, 'AccessDenied', 'Not authorized');
    account().refuse('cloudformation DeleteChangeSet', denied);

    const { exitCode, text } = await run('deploy --param targetRoles=my-role');

    expect(exitCode).toBe(2);
    expect(text).toContain(
      'The prepared change set is still there: Cannot throw the prepared changes away',
    );
    expect(text).toContain('Cannot ask "Go on?" without a terminal: give --yes, or --plan');
  });

  it('is reported if CloudFormation cannot prepare the change', async () => {
    await bringInto('CREATE_COMPLETE');
    account().failures.set('ChangeSet', 'Circular dependency between resources: [A, B]');

    const { exitCode, text } = await run('deploy --yes --param runUsdMax=5');

    expect(exitCode).toBe(1);
    expect(text).toContain(
      `CloudFormation cannot prepare the change of ${STACK}: Circular dependency between resources: [A, B]\nNothing was changed except the bucket with the code.\n`,
    );
    expect(account().changeSets.size).toBe(0);
  });
});

describe('the bucket for the code', () => {
  it('is not used if another account owns it', async () => {
    account().buckets.set(BUCKET, emptyBucket('999999999999', 'eu-west-1'));

    const { exitCode, text } = await deployed();

    expect(exitCode).toBe(3);
    expect(text).toBe(
      `Cannot use the bucket "${BUCKET}" for the code: it belongs to another account, or you may not list it (s3:ListBucket): name another one with --bucket\n`,
    );
    expect(account().buckets.get(BUCKET)?.objects.size).toBe(0);
  });

  it('is not used in another region, because Lambda cannot use it either', async () => {
    account().buckets.set('code', emptyBucket('123456789012', 'us-west-2'));

    const { exitCode, text } = await run('deploy --yes --param targetRoles=r --bucket code');

    expect(exitCode).toBe(3);
    expect(text).toBe(
      'Cannot use the bucket "code" for the code: Lambda takes code from a bucket of its own region, eu-west-1, and this one is in us-west-2: name another one with --bucket\n',
    );
  });

  it('is filled from where an interrupted upload stopped', async () => {
    const expired = new ApiError(400, 'ExpiredToken', 'The provided token has expired.');
    account().refuse('s3 PutObject', expired, 2);

    const first = await deployed();
    account().refuse('s3 PutObject', expired, 1);
    const second = await deployed();

    expect(first.exitCode).toBe(3);
    expect(first.text).toContain(
      `Uploaded 2 of 3 files to ${BUCKET}: the next upload continues from there\n`,
    );
    expect(first.text).toContain('has expired: sign in again, as with aws sso login\n');
    expect(second.exitCode).toBe(0);
    expect(second.text).toContain(`Uploaded 1 of 3 files to ${BUCKET}\n`);
  });
});

describe('an interruption', () => {
  it('stops the upload before the next file, and makes no stack', async () => {
    const interrupt = new AbortController();
    interrupt.abort(new Error('Interrupted'));

    const { exitCode } = await run('deploy --yes --param targetRoles=r', {
      interrupt: interrupt.signal,
    });

    expect(exitCode).toBe(130);
    expect(account().buckets.get(BUCKET)?.objects.size).toBe(0);
    expect(account().stacks).toEqual([]);
  });

  it('lets CloudFormation finish what it has begun, and says so', async () => {
    const interrupt = new AbortController();
    account().onBegin = () => interrupt.abort(new Error('Interrupted'));

    const { exitCode, text } = await run('deploy --yes --param targetRoles=r', {
      interrupt: interrupt.signal,
    });

    expect(exitCode).toBe(130);
    expect(text).toContain('CloudFormation goes on with what it has begun');
    expect(stack()?.status).toBe('CREATE_COMPLETE');
  });
});
