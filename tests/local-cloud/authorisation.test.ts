import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from './cloud-clients.ts';
import { deploy } from './deployed-function.ts';
import { createScriptedHost } from './scripted-host.ts';

const TASK_ROLE = 'arn:aws:iam::123456789012:role/service-role/task';
const TARGET_ROLE = 'arn:aws:iam::123456789012:role/target';
const FUNCTIONS = 'arn:aws:lambda:us-east-1:123456789012:function:';
const SOURCE = 'export const handler = async () => 1;';

let running: RunningLocalCloud;
let admin: CloudClients;
let task: CloudClients;

beforeAll(async () => {
  running = await startLocalCloud({
    pendingMs: 0,
    executionHost: createScriptedHost(),
    roles: {
      [TASK_ROLE]: {
        accessKeyId: 'ASIATASK',
        policies: [
          {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['lambda:get*', 'lambda:CreateFunction'],
                Resource: `${FUNCTIONS}*`,
              },
              { Effect: 'Deny', Action: 'lambda:*', Resource: `${FUNCTIONS}secret-*` },
              {
                Effect: 'Allow',
                Action: 'iam:PassRole',
                Resource: TARGET_ROLE,
                Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
              },
              { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::store/*' },
              { Effect: 'Allow', Action: 'iam:SimulatePrincipalPolicy', Resource: TASK_ROLE },
              {
                Effect: 'Allow',
                Action: 'lambda:InvokeFunction',
                Resource: '*',
                Condition: { StringLike: { 'aws:ResourceTag/team': 'tuning*' } },
              },
            ],
          },
        ],
      },
    },
  });
  admin = createCloudClients(running.endpoint);
  task = createCloudClients(running.endpoint, 'ASIATASK');
  await deploy(admin.lambda, 'open', SOURCE);
  await deploy(admin.lambda, 'secret-one', SOURCE);
});

afterAll(async () => {
  admin.destroy();
  task.destroy();
  await running.stop();
});

describe('calls made as a role', () => {
  it('may do what a statement allows', async () => {
    const { Configuration } = await task.lambda.send(
      new GetFunctionCommand({ FunctionName: 'open' }),
    );

    expect(Configuration?.FunctionName).toBe('open');
    expect(running.cloud.calls.list().at(-1)).toMatchObject({
      service: 'lambda',
      action: 'GetFunction',
      resource: `${FUNCTIONS}open`,
      roleArn: TASK_ROLE,
      status: 200,
    });
  });

  it('may not do what no statement allows, nor what one denies', async () => {
    const list = await failureOf(task.lambda.send(new ListFunctionsCommand({})));
    const denied = await failureOf(
      task.lambda.send(new GetFunctionCommand({ FunctionName: 'secret-one' })),
    );

    expect(list).toMatchObject({ name: 'AccessDeniedException', status: 403 });
    expect(denied.message).toContain(
      `User: arn:aws:sts::123456789012:assumed-role/task/local is not authorized to perform: lambda:GetFunction on resource: ${FUNCTIONS}secret-one`,
    );
  });

  it('may pass only the roles it is allowed to, and must be allowed to tag', async () => {
    const create = (name: string, overrides: object) =>
      failureOf(deploy(task.lambda, name, SOURCE, overrides));

    const otherRole = await create('clone-1', { Role: TASK_ROLE });
    const tagged = await create('clone-2', { Role: TARGET_ROLE, Tags: { a: 'b' } });
    await deploy(task.lambda, 'clone-3', SOURCE, { Role: TARGET_ROLE });

    expect(otherRole.message).toContain(`iam:PassRole on resource: ${TASK_ROLE}`);
    expect(tagged.message).toContain('lambda:TagResource');
  });

  it('is not told whether a key exists without s3:ListBucket', async () => {
    await admin.s3.send(new CreateBucketCommand({ Bucket: 'store' }));
    await admin.s3.send(new PutObjectCommand({ Bucket: 'store', Key: 'there', Body: 'x' }));
    const get = (client: CloudClients, Key: string) =>
      client.s3.send(new GetObjectCommand({ Bucket: 'store', Key }));

    expect((await get(task, 'there')).ContentLength).toBe(1);
    expect(await failureOf(get(task, 'none'))).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(await failureOf(get(admin, 'none'))).toMatchObject({ name: 'NoSuchKey', status: 404 });
  });

  it('are refused if they are unsigned and roles are configured', async () => {
    const response = await fetch(`${running.endpoint}/2015-03-31/functions`);

    expect(response.status).toBe(403);
  });
});

describe('SimulatePrincipalPolicy', () => {
  function simulate(PolicySourceArn: string, context: readonly string[] = []) {
    return task.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn,
        ActionNames: ['lambda:GetFunction', 'lambda:DeleteFunction', 'lambda:InvokeFunction'],
        ResourceArns: [`${FUNCTIONS}open`, `${FUNCTIONS}secret-one`],
        ContextEntries: context.map((value) => ({
          ContextKeyName: 'aws:ResourceTag/team',
          ContextKeyType: 'string',
          ContextKeyValues: [value],
        })),
      }),
    );
  }

  it('answers once for each action, with each resource inside', async () => {
    const { EvaluationResults: results = [] } = await simulate(TASK_ROLE);

    expect(results.map(({ EvalActionName }) => EvalActionName)).toEqual([
      'lambda:GetFunction',
      'lambda:DeleteFunction',
      'lambda:InvokeFunction',
    ]);
    expect(
      results.map(({ ResourceSpecificResults }) =>
        ResourceSpecificResults?.map(({ EvalResourceDecision }) => EvalResourceDecision),
      ),
    ).toEqual([
      ['allowed', 'explicitDeny'],
      ['implicitDeny', 'explicitDeny'],
      ['implicitDeny', 'explicitDeny'],
    ]);
    expect(results[0]?.EvalDecision).toBe('explicitDeny');
  });

  it('names the context keys it would need to know', async () => {
    const unknown = await simulate(TASK_ROLE);
    const known = await simulate(TASK_ROLE, ['tuning-1']);
    const invoke = (output: typeof unknown) =>
      output.EvaluationResults?.[2]?.ResourceSpecificResults?.[0];

    expect(invoke(unknown)?.MissingContextValues).toEqual(['aws:ResourceTag/team']);
    expect(invoke(known)).toMatchObject({ EvalResourceDecision: 'allowed' });
    expect(invoke(known)?.MissingContextValues ?? []).toEqual([]);
  });

  it('knows configured roles only, by their full ARN', async () => {
    const ask = (PolicySourceArn: string) =>
      failureOf(
        admin.iam.send(
          new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] }),
        ),
      );

    expect(await ask('arn:aws:iam::123456789012:role/task')).toMatchObject({
      name: 'NoSuchEntityException',
      status: 404,
    });
    expect(await ask('arn:aws:sts::123456789012:assumed-role/task/x')).toMatchObject({
      name: 'InvalidInputException',
      status: 400,
    });
  });
});
