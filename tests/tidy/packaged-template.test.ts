import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { readLocalDeployment } from '../../local/deployment/local-deployment.ts';
import {
  allStates,
  functionKeyOf,
  readDefinition,
} from '../../local/deployment/state-machine-definition.ts';
import { NEEDED_PERMISSIONS } from '../../shared/core/task-permissions.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** A long stage in the region with the longest name: names of AWS end at 64 characters. */
const STAGE = 'a-stage-of-20-letter';
const REGION = 'ap-southeast-1';

const NAME_LENGTH_MAX = 64;
/** A run's id and the longest memory size, as in `<prefix><run id>-10240`. */
const CLONE_SUFFIX_LENGTH = 'f34a2b1c9d0e-10240'.length;

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own.
  readonly Properties: any;
}

const directory = mkdtempSync(join(tmpdir(), 'autotuner-package-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';
const resources = packagedResources();
const ofType = (type: string) =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

function capitalised(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

/** Packages the service as for a deployment, which needs neither an account nor a network. */
function packageService(...params: readonly string[]) {
  return spawnSync(
    process.execPath,
    [
      join(PROJECT, 'node_modules', 'serverless', 'bin', 'serverless.js'),
      'package',
      `--package=${directory}`,
      `--stage=${STAGE}`,
      `--region=${REGION}`,
      ...params.map((param) => `--param=${param}`),
    ],
    {
      cwd: PROJECT,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: directory, AWS_ACCESS_KEY_ID: 'none' },
    },
  );
}

function packagedResources(): Readonly<Record<string, Resource>> {
  const { status, stderr } = packageService(
    'targetFunctions=*',
    'targetRoles=*',
    'rolePath=/ops/',
    `permissionsBoundary=${BOUNDARY}`,
    'redisEnabled=true',
    'redisUrlSecret=redis',
  );
  if (status !== 0) {
    throw new Error(`Cannot package the service: it must succeed: ${stderr}`);
  }
  const path = join(directory, 'cloudformation-template-update-stack.json');
  return JSON.parse(readFileSync(path, 'utf8')).Resources;
}

describe('packaging', () => {
  it('fails with one clear message without targetRoles', () => {
    const { status, stdout, stderr } = packageService('targetFunctions=*');

    expect(status).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain(
      'Cannot package the tuner: "targetRoles" must name the roles that the functions to tune run with, such as --param="targetRoles=service-role/orders-*", or "*" for every role: it is not given',
    );
  });
});

describe('the package', () => {
  it('has a bill of materials, and in every zip the licences of what is bundled', () => {
    const bom = JSON.parse(readFileSync(join(directory, 'sbom.cdx.json'), 'utf8'));
    const names = bom.components.map(({ name }: { name: string }) => name);
    const zips = readdirSync(directory).filter((name) => name.endsWith('.zip'));

    expect(bom.bomFormat).toBe('CycloneDX');
    expect(names).toEqual(expect.arrayContaining(['client-lambda', 'core', 'zod', 'd3-scale']));
    expect(names).not.toContain('jest');
    expect(zips).toHaveLength(ofType('AWS::Lambda::Function').length);
    for (const zip of zips) {
      const files = unzipSync(readFileSync(join(directory, zip)));
      const text = Buffer.from(files['THIRD-PARTY-LICENSES.txt'] ?? []).toString('utf8');
      expect(text).toMatch(/^@aws-sdk\/client-lambda \d/m);
      expect(text).toMatch(/Apache License/);
      expect(text).toMatch(/Permission is hereby granted, free of charge/);
    }
  });
});

describe('the packaged template', () => {
  it('has the rules and schedules that are at work in the local cloud, once all are enabled', () => {
    const { rules, schedules } = readLocalDeployment({
      accountId: '123456789012',
      region: REGION,
      params: { scheduleEnabled: 'true', releaseEnabled: 'true', changeEnabled: 'true' },
    });
    const idsOf = (arns: readonly string[]) => arns.map((arn) => arn.split('/').at(-1)).toSorted();
    const packagedIds = (type: string) =>
      ofType(type)
        .map(([id]) => id)
        .toSorted();

    expect(rules.length).toBeGreaterThan(3);
    expect(idsOf(rules.map(({ ruleArn }) => ruleArn))).toEqual(packagedIds('AWS::Events::Rule'));
    expect(idsOf(schedules.map(({ scheduleArn }) => scheduleArn))).toEqual(
      packagedIds('AWS::Scheduler::Schedule'),
    );
  });

  it('has no role that nothing takes, and no role with a name of its own', () => {
    const roles = ofType('AWS::IAM::Role');
    const rest = JSON.stringify(
      Object.values(resources).filter(({ Type }) => Type !== 'AWS::IAM::Role'),
    );

    expect(roles.length).toBeGreaterThan(15);
    expect(roles.filter(([id]) => !rest.includes(`"${id}"`)).map(([id]) => id)).toEqual([]);
    expect(roles.filter(([, { Properties }]) => 'RoleName' in Properties)).toEqual([]);
  });

  it('bounds every role, and gives it its path', () => {
    for (const [, { Properties }] of ofType('AWS::IAM::Role')) {
      expect(Properties).toMatchObject({
        Path: '/ops/',
        PermissionsBoundary: {
          'Fn::If': ['HasPermissionsBoundary', BOUNDARY, { Ref: 'AWS::NoValue' }],
        },
      });
    }
  });

  it('keeps every event that could not be delivered', () => {
    const queue = { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] };
    const targets = ofType('AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets);
    const schedules = ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
    const invokeConfigs = ofType('AWS::Lambda::EventInvokeConfig').map(
      ([, { Properties }]) => Properties,
    );
    const [, policy] = ofType('AWS::SQS::QueuePolicy')[0] ?? [];
    const senders = policy?.Properties.PolicyDocument.Statement.flatMap(
      ({ Condition }: { Condition: { ArnEquals?: { 'aws:SourceArn': unknown } } }) =>
        Condition.ArnEquals?.['aws:SourceArn'] ?? [],
    );

    expect(targets).toHaveLength(5);
    expect(targets.map(({ DeadLetterConfig }) => DeadLetterConfig.Arn)).toEqual(
      targets.map(() => queue),
    );
    expect(schedules.map(({ Target }) => Target.DeadLetterConfig.Arn)).toEqual([queue]);
    expect(invokeConfigs.map(({ FunctionName }) => FunctionName.Ref).toSorted()).toEqual([
      'DispatchLambdaFunction',
      'SweepLambdaFunction',
    ]);
    expect(senders).toHaveLength(5);
  });

  it('lets a service act for this account only', () => {
    const permissions = ofType('AWS::Lambda::Permission');

    expect(permissions.length).toBeGreaterThan(4);
    for (const [, { Properties }] of permissions) {
      expect(Properties.SourceAccount).toEqual({ Ref: 'AWS::AccountId' });
    }
    expect(JSON.stringify(resources.StateMachineRole)).toContain('aws:SourceAccount');
  });

  it('gives the address of Redis to the tasks with a cache, by reference', () => {
    const withRedis = ofType('AWS::Lambda::Function').filter(
      ([, { Properties }]) => 'REDIS_URL' in Properties.Environment.Variables,
    );

    expect(withRedis.map(([id]) => id.replace('LambdaFunction', '')).toSorted()).toEqual([
      'PublishReport',
      'ReasonAboutTiers',
      'RecallResult',
      'ResolveFunction',
      'TranslateGoal',
      'ValidatePermissions',
    ]);
    for (const [, { Properties }] of withRedis) {
      expect(Properties.Environment.Variables.REDIS_URL).toBe(
        '{{resolve:secretsmanager:redis:SecretString}}',
      );
    }
  });

  it('has names that are short enough, whatever the stage', () => {
    const functionNames = ofType('AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties.FunctionName as string,
    );
    const [, cleanUp] =
      ofType('AWS::Lambda::Function').find(([id]) => id === 'CleanUpLambdaFunction') ?? [];
    const clonePrefix: string = cleanUp?.Properties.Environment.Variables.CLONE_PREFIX;

    expect(functionNames.filter((name) => name.length > NAME_LENGTH_MAX)).toEqual([]);
    expect(clonePrefix.length + CLONE_SUFFIX_LENGTH).toBeLessThanOrEqual(NAME_LENGTH_MAX);
  });

  it('lets the state machine invoke the functions of its states, and clones', () => {
    const states = [...allStates(readDefinition().States).values()];
    const keys = new Set(states.flatMap((state) => functionKeyOf(state) ?? []));
    const [tasks, clones] =
      resources.StateMachineRole?.Properties.Policies[0].PolicyDocument.Statement ?? [];

    expect(tasks.Resource.map((arn: { 'Fn::GetAtt': string[] }) => arn['Fn::GetAtt'][0])).toEqual(
      [...keys].map((key) => `${capitalised(key)}LambdaFunction`).toSorted(),
    );
    expect(JSON.stringify(clones.Resource)).toContain('-clone-*');
  });

  it('tells the pre-flight the role of each task that it asks about', () => {
    const { Environment } = resources.ValidatePermissionsLambdaFunction?.Properties ?? {};
    const roles = JSON.parse(Environment.Variables.TASK_ROLE_ARNS['Fn::Sub']);

    expect(Object.keys(roles).toSorted()).toEqual(
      [...new Set(NEEDED_PERMISSIONS.map(({ task }) => task))].toSorted(),
    );
  });

  it('is what the local cloud deploys: functions, limits, environments and permissions', () => {
    const local = readLocalDeployment({ accountId: '123456789012', region: REGION });
    const shapeOf = (statements: readonly { Action: unknown; Resource: unknown }[]) =>
      statements.map(({ Action, Resource }) => [[Action].flat(), [Resource].flat().length]);

    expect(local.functions.length).toBeGreaterThan(15);
    expect(ofType('AWS::Lambda::Function')).toHaveLength(local.functions.length);
    for (const { key, ...deployed } of local.functions) {
      const task = resources[`${capitalised(key)}LambdaFunction`]?.Properties;
      const role = resources[task.Role['Fn::GetAtt'][0]]?.Properties;

      expect([key, task.Timeout, task.MemorySize]).toEqual([
        key,
        deployed.timeoutSeconds,
        deployed.memoryMb,
      ]);
      expect(Object.keys(task.Environment.Variables)).toEqual(Object.keys(deployed.environment));
      expect(
        shapeOf(
          role.Policies.flatMap(
            (policy: { PolicyDocument: { Statement: unknown } }) => policy.PolicyDocument.Statement,
          ),
        ),
      ).toEqual(shapeOf(deployed.statements as never));
    }
  });
});
