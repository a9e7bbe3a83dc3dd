import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';

/** A server that answers like CloudFormation, S3, STS, IAM and Step Functions. */
export interface AnsweringServices {
  readonly endpoint: string;
  /** Assigns the requests from now on to this command. */
  begin(command: string): void;
  /** Returns the requests that differ from the expected ones; must be empty. */
  differences(): readonly string[];
  close(): Promise<void>;
}

/** Result of a command. */
interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs a command of the installed package, without blocking the server that answers it. */
type RunCommand = (...args: readonly string[]) => Promise<Ended>;

/** Plays the life of a deployment with the installed package, command by command. */
export function deploymentCases(
  autotune: RunCommand,
  start: () => Promise<AnsweringServices>,
): void {
  let services: AnsweringServices;

  beforeAll(async () => {
    services = await start();
  });
  afterEach(() => {
    expect(services.differences()).toEqual([]);
  });
  afterAll(() => services?.close());

  const run = (line: string, ...params: readonly string[]) => {
    const [command = '', ...flags] = line.split(' ');
    services.begin([line, ...params].join(' '));
    const { endpoint } = services;
    const place = ['--endpoint', endpoint, '--region', 'eu-west-1', '--stage', 'prod'];
    return autotune(command, ...place, ...flags, ...params);
  };

  it('requires the roles of the functions', async () => {
    expect(await run('deploy --plan')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('parameter "TargetRoles" must name the roles'),
    });
  });

  it('is shown with the permissions of each role, made, left unchanged, and removed', async () => {
    const params = ['--param', 'targetRoles=my-fn-role', '--param', 'targetFunctions=my-fn'];

    const plan = await run('deploy --plan', ...params);
    const between = await run('status');
    const first = await run('deploy --yes', ...params);
    const second = await run('deploy --yes');
    const status = await run('status');
    const doctor = await run('doctor');
    const end = await run('destroy --yes --delete-store');
    const after = await run('status');

    expect(plan).toMatchObject({ status: 0, stderr: '' });
    expect(plan.stdout).toMatch(/^Made the bucket lambda-autotuner-123456789012-eu-west-1/m);
    expect(plan.stdout).toMatch(/^Uploaded (\d+) of \1 files/m);
    expect(plan.stdout).toContain('  add    StateMachine (AWS::StepFunctions::StateMachine)');
    expect(plan.stdout).toMatch(
      / {2}ApplyConfigRole\n(.*\n){1,6}? {4}lambda:UpdateFunctionConfiguration on arn:\*:lambda:\*:\*:function:my-fn\n/,
    );
    expect(plan.stdout).toMatch(/Nothing was changed except the bucket with the code\.\n$/);
    expect(between).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('There is no stack'),
    });
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain('nothing uploaded');
    expect(first.stdout).toContain('Deployed as lambda-autotuner-prod.');
    expect(second).toMatchObject({ status: 0, stderr: '' });
    expect(second.stdout).toContain('nothing uploaded\nNothing to change');
    expect(status.stdout).toMatch(/^Stack +lambda-autotuner-prod, CREATE_COMPLETE/m);
    expect(doctor.stdout).toMatch(/^ok {3}stack +lambda-autotuner-prod, CREATE_COMPLETE$/m);
    expect(end).toMatchObject({ status: 0, stdout: expect.stringContaining('Removed in') });
    expect(after.stdout).toContain('There is no stack lambda-autotuner-prod');
  });

  it('does not ask without a terminal, and leaves nothing half made', async () => {
    const { status, stderr } = await run('deploy', '--param', 'targetRoles=my-fn-role');

    expect(status).toBe(2);
    expect(stderr).toContain('Cannot ask "Go on?" without a terminal: give --yes, or --plan');
    expect((await run('status')).stdout).toContain('There is no stack');
  });
}
