import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '../../shared/runtime/clock.ts';
import { systemRandom } from '../../shared/runtime/random.ts';
import type { ExecutionDirectory } from '../cloud/states/execution-directory.ts';
import type { DeployedFunction, LocalDeployment } from '../deployment/local-deployment.ts';
import type { TaskWork } from './engine/task-attempt.ts';
import { runIntegration } from './integrations.ts';
import { type Execution, type ExecutionOptions, StateMachine } from './state-machine.ts';
import { bundleTasks, type TaskBundles } from './task-bundles.ts';
import type { RunTask } from './task-host.ts';
import { TaskRunner } from './task-runner.ts';

/** Credentials of a role in the local cloud. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Options of the local workflow. */
interface WorkflowOptions {
  readonly deployment: LocalDeployment;
  /** Endpoint of the local cloud, such as `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  /** Records the executions, so that the API can return them. */
  readonly executions: ExecutionDirectory;
  credentialsOf(roleArn: string): RoleCredentials;
  /** Added to the environment variables of every task. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The deployed state machine with the deployed task code, on this machine. */
export interface LocalWorkflow {
  start(input: unknown, options?: ExecutionOptions): Execution;
  /** Starts a fleet: many functions under one budget. */
  startFleet(input: unknown, options?: ExecutionOptions): Execution;
  /** Returns the task with that ARN; `undefined` if it is not a function of the deployment. */
  findTask(functionArn: string): RunTask | undefined;
  /**
   * Returns the file with a task's code, by its key in serverless.yml; waits until it is written.
   */
  bundlePathOf(functionKey: string): Promise<string>;
  /** Stops everything, including running executions; nothing can be started afterwards. */
  stop(): Promise<void>;
}

/**
 * Creates the workflow. The tasks are still being bundled when this returns, which takes seconds on
 * a slow machine; executions wait for it. Each task starts when it is first needed.
 */
export function createLocalWorkflow(options: WorkflowOptions): LocalWorkflow {
  const { deployment, endpoint, executions } = options;
  const { definition, stateMachineArn, stateMachineRoleArn, fleet, region } = deployment;
  const bundles = bundleTasks(deployment);
  const runners = new Map(
    deployment.functions.map((task) => [task.functionArn, taskRunner(options, task, bundles)]),
  );
  const findTask = (functionArn: string): RunTask | undefined => {
    const runner = runners.get(functionArn);
    return runner === undefined ? undefined : (event) => runner.run(event);
  };
  const access = {
    endpoint,
    region,
    credentials: { accessKeyId: 'state-machine', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(access);
  const s3 = new S3Client({ ...access, forcePathStyle: true });
  const common = {
    region,
    clock: systemClock,
    random: systemRandom,
    executions,
    runTask: async (work: TaskWork) => {
      const runTask = findTask(work.resource);
      return runTask === undefined
        ? await runIntegration({ lambda, s3, executions }, work)
        : await runTask(work.input);
    },
  };
  const machine = new StateMachine({
    ...common,
    definition,
    stateMachineArn,
    roleArn: stateMachineRoleArn,
  });
  const fleetMachine = new StateMachine({ ...common, ...fleet });
  return {
    start: (input, executionOptions) => machine.start(input, executionOptions),
    startFleet: (input, executionOptions) => fleetMachine.start(input, executionOptions),
    findTask,
    bundlePathOf: bundles.pathOf,
    stop: async () => {
      fleetMachine.stop();
      machine.stop();
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      await bundles.remove();
      lambda.destroy();
      s3.destroy();
    },
  };
}

function taskRunner(
  { deployment, endpoint, credentialsOf, environment }: WorkflowOptions,
  task: DeployedFunction,
  bundles: TaskBundles,
): TaskRunner {
  const { accessKeyId, secretAccessKey } = credentialsOf(task.roleArn);
  return new TaskRunner(task, () => bundles.pathOf(task.key), {
    ...task.environment,
    ...environment,
    AWS_REGION: deployment.region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_LAMBDA_FUNCTION_NAME: task.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(task.memoryMb),
  });
}
