import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { readLocalDeployment } from '../../local/deployment/local-deployment.ts';
import {
  allStates,
  functionKeyOf,
  readDefinition,
} from '../../local/deployment/state-machine-definition.ts';
import { NEEDED_PERMISSIONS } from '../../shared/core/task-permissions.ts';
import { evaluateTemplate } from '../support/evaluated-template.ts';
import {
  inTurn,
  type PackagedResource,
  type PackagedTemplate,
  readPackagedTemplate,
  serverless,
} from '../support/packaged-service.ts';

const REGION = 'ap-southeast-1';

const NAME_LENGTH_MAX = 64;
/** A run's id and the longest memory size, as in `<prefix><run id>-10240`. */
const CLONE_SUFFIX_LENGTH = 'f34a2b1c9d0e-10240'.length;

/** Parameters as a command line may set them. */
const GIVEN = { targetRoles: 'a,b', dispatchedRequest: '{"apply": true}' };

const directory = mkdtempSync(join(tmpdir(), 'autotuner-package-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let template: PackagedTemplate;
let resources: Readonly<Record<string, PackagedResource>>;

beforeAll(async () => {
  const { status, stderr } = await inTurn(() =>
    serverless(
      directory,
      'package',
      `--package=${directory}`,
      '--stage=any',
      `--region=${REGION}`,
      ...Object.entries(GIVEN).map(([name, value]) => `--param=${name}=${value}`),
    ),
  );
  if (status !== 0) throw new Error(`Cannot package the service: it must succeed: ${stderr}`);
  template = readPackagedTemplate(join(directory, 'cloudformation-template-update-stack.json'));
  resources = template.Resources;
}, 120_000);

const ofType = (type: string) =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

/** Returns what is deployed with these parameters, by their names for `--param`. */
const deployed = (params: Readonly<Record<string, string>> = {}) =>
  evaluateTemplate(template, { targetRoles: 'app', ...params }).Resources;

function capitalised(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

describe('a deployment', () => {
  const refusal = (...options: readonly string[]) => {
    const { status, stdout, stderr } = serverless(directory, 'deploy', ...options);
    return { status, text: `${stdout}${stderr}` };
  };

  it('fails with one clear message, before it packages, without targetRoles', () => {
    const { status, text } = refusal('--param=targetFunctions=*');

    expect(status).not.toBe(0);
    expect(text).toContain(
      'Cannot deploy the tuner: "targetRoles" must name the roles that the functions to tune run with, such as --param="targetRoles=service-role/orders-*", or "*" for every role: it is not given',
    );
  });

  it('passes on what --param sets, and the defaults of the template', () => {
    const path = join(directory, 'serverless-state.json');
    const { provider } = JSON.parse(readFileSync(path, 'utf8')).service;
    const values = new Map<string, string>(
      provider.stackParameters.map((parameter: Readonly<Record<string, string>>) => [
        parameter.ParameterKey,
        parameter.ParameterValue,
      ]),
    );

    expect([...values.keys()]).toEqual(Object.keys(template.Parameters));
    expect(values.get('TargetRoles')).toBe('a,b');
    expect(values.get('DispatchedRequest')).toBe('{"apply": true}');
    expect(values.get('ScheduleExpression')).toBe('rate(7 days)');
    expect(values.get('ReasoningModelId')).toBe('');
  });

  it('fails in the same way with an unknown parameter', () => {
    const { status, text } = refusal('--param=targetRoles=*', '--param=targetFunction=orders');

    expect(status).not.toBe(0);
    expect(text).toMatch(
      /Cannot deploy the tuner: its parameters must be among .*targetFunctions, .*: given were "targetFunction"/,
    );
  });
});

describe('the package', () => {
  it('has a bill of materials, and in every zip the licences of the bundled code', () => {
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
  it('has the same rules and schedules as the local cloud, once all are enabled', () => {
    const { rules, schedules } = readLocalDeployment({
      accountId: '123456789012',
      region: REGION,
      params: {
        scheduleEnabled: 'true',
        releaseEnabled: 'true',
        changeEnabled: 'true',
        releaseHookEnabled: 'true',
      },
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

  it('has no unused role, and no role with an explicit name', () => {
    const roles = ofType('AWS::IAM::Role');
    const rest = JSON.stringify(
      Object.values(resources).filter(({ Type }) => Type !== 'AWS::IAM::Role'),
    );

    expect(roles.length).toBeGreaterThan(15);
    expect(roles.filter(([id]) => !rest.includes(`"${id}"`)).map(([id]) => id)).toEqual([]);
    expect(roles.filter(([, { Properties }]) => 'RoleName' in Properties)).toEqual([]);
  });

  it('gives every role the permissions boundary and the path', () => {
    const arn = 'arn:aws:iam::123456789012:policy/boundary';
    const bounded = deployed({ rolePath: '/ops/', permissionsBoundary: arn });
    const roles = Object.values(bounded).filter(({ Type }) => Type === 'AWS::IAM::Role');

    expect(roles.length).toBeGreaterThan(15);
    for (const { Properties } of roles) {
      expect(Properties).toMatchObject({
        Path: '/ops/lambda-autotuner/',
        PermissionsBoundary: arn,
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

    expect(targets).toHaveLength(6);
    expect(targets.map(({ DeadLetterConfig }) => DeadLetterConfig.Arn)).toEqual(
      targets.map(() => queue),
    );
    expect(schedules.map(({ Target }) => Target.DeadLetterConfig.Arn)).toEqual([queue]);
    expect(invokeConfigs.map(({ FunctionName }) => FunctionName.Ref).toSorted()).toEqual([
      'DispatchLambdaFunction',
      'ReleaseHookLambdaFunction',
      'SweepLambdaFunction',
    ]);
    expect(senders).toHaveLength(6);
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
    for (const [id] of withRedis) {
      const urlOf = (params: Readonly<Record<string, string>>) =>
        deployed(params)[id]?.Properties.Environment.Variables.REDIS_URL;
      expect(urlOf({ redisUrlSecret: 'redis' })).toBe(
        '{{resolve:secretsmanager:redis:SecretString}}',
      );
      expect(urlOf({})).toBe('none');
    }
  });

  it('refuses a stack name that is too long at deployment, not in the first run', () => {
    const lengthOf = (name: { 'Fn::Sub': string }) =>
      name['Fn::Sub'].replace(`\${AWS::StackName}`, '').length;
    const [, cleanUp] =
      ofType('AWS::Lambda::Function').find(([id]) => id === 'CleanUpLambdaFunction') ?? [];
    const clones =
      lengthOf(cleanUp?.Properties.Environment.Variables.CLONE_PREFIX) + CLONE_SUFFIX_LENGTH;
    const functions = ofType('AWS::Lambda::Function').map(([, { Properties }]) =>
      lengthOf(Properties.FunctionName),
    );

    expect(lengthOf(resources.DeadRunRule?.Properties.Name)).toBe(clones);
    expect(Math.max(...functions)).toBeLessThanOrEqual(clones);
    expect(readFileSync(join(import.meta.dirname, '../../docs/deployment.md'), 'utf8')).toContain(
      `at most ${NAME_LENGTH_MAX - clones} characters`,
    );
  });

  it('derives its names from the stack, so that several stacks can exist side by side', () => {
    const named = Object.entries(resources).flatMap(([id, { Properties }]) =>
      Object.entries(Properties)
        .filter(([field]) => /^(?!Policy|Metric).*Name$/.test(field))
        .map(([field, value]) => [`${id}.${field}`, JSON.stringify(value)]),
    );

    expect(named.length).toBeGreaterThan(30);
    expect(
      named.filter(([, value]) => !/AWS::StackName|"(Ref|Fn::GetAtt)":/.test(value ?? '')),
    ).toEqual([]);
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

  it('lets the fleet start runs of the tuner, and not stop them', () => {
    const statements: readonly { Action: string | string[]; Resource: unknown }[] =
      resources.FleetMachineRole?.Properties.Policies[0].PolicyDocument.Statement ?? [];
    const resourcesOf = (action: string) =>
      statements
        .filter(({ Action }) => [Action].flat().includes(action))
        .map(({ Resource }) => JSON.stringify(Resource));

    expect(resourcesOf('states:StartExecution')).toEqual([
      expect.stringMatching(
        /:stateMachine:\$\{AWS::StackName\}".*:stateMachine:\$\{AWS::StackName\}-fleet"/,
      ),
    ]);
    expect(resourcesOf('states:StopExecution')).toEqual([
      expect.stringMatching(/^[^,]*:execution:\$\{AWS::StackName\}-fleet\/Functions:\*"\}$/),
    ]);
    expect(resourcesOf('lambda:InvokeFunction')).toEqual([
      expect.stringMatching(
        /^\[(\{"Fn::GetAtt":\["(PlanFleet|ClaimBudget|SettleBudget|ReportFleet)LambdaFunction","Arn"\]\},?){4}\]$/,
      ),
    ]);
  });

  it('gives the pre-flight the role of each task that it checks', () => {
    const { Environment } = resources.ValidatePermissionsLambdaFunction?.Properties ?? {};
    const roles = JSON.parse(Environment.Variables.TASK_ROLE_ARNS['Fn::Sub']);

    expect(Object.keys(roles).toSorted()).toEqual(
      [...new Set(NEEDED_PERMISSIONS.map(({ task }) => task))].toSorted(),
    );
  });

  it('matches what the local cloud deploys: functions, limits, environments and permissions', () => {
    const params = { targetFunctions: '*', targetRoles: '*' };
    const local = readLocalDeployment({ accountId: '123456789012', region: REGION, params });
    const inAccount = deployed(params);
    const statementsOf = ({ Properties }: PackagedResource) =>
      Properties.Policies.flatMap(
        (policy: { PolicyDocument: { Statement: unknown } }) => policy.PolicyDocument.Statement,
      );
    const shapeOf = (statements: readonly { Action: unknown; Resource: unknown }[]) =>
      statements.map(({ Action, Resource }) => [[Action].flat(), [Resource].flat().length]);

    expect(local.functions.length).toBeGreaterThan(15);
    expect(ofType('AWS::Lambda::Function')).toHaveLength(local.functions.length);
    for (const { key, ...onMachine } of local.functions) {
      const task = inAccount[`${capitalised(key)}LambdaFunction`]?.Properties;
      const role = inAccount[`${capitalised(key)}Role`] as PackagedResource;

      expect([task.FunctionName, task.Timeout, Number(task.MemorySize)]).toEqual([
        onMachine.functionName,
        onMachine.timeoutSeconds,
        onMachine.memoryMb,
      ]);
      expect(Object.keys(task.Environment.Variables)).toEqual(Object.keys(onMachine.environment));
      expect(shapeOf(statementsOf(role))).toEqual(shapeOf(onMachine.statements as never));
    }
  });
});
