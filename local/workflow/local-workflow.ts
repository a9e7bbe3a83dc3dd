import { randomUUID } from 'node:crypto';
import { ExecutionAbortedError, StateMachine } from 'aws-local-stepfunctions';
import type { ExecutionDirectory } from '../cloud/states/execution-directory.ts';
import type { LocalDeployment } from '../deployment/local-deployment.ts';
import { directInvocation } from './direct-invocation.ts';
import { type HistoryEvent, recordedEvent } from './history-event.ts';
import { allStates, functionKeyOf, readDefinition } from './state-machine-definition.ts';
import { bundleTasks, type TaskBundles } from './task-bundles.ts';
import { TaskRunner } from './task-runner.ts';

/** Credentials of a role in the local cloud. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What the workflow runs against. */
export interface WorkflowOptions {
  readonly deployment: LocalDeployment;
  /** Where AWS is, such as `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  /** Where executions are entered, for whoever asks how they stand. */
  readonly executions: ExecutionDirectory;
  credentialsOf(roleArn: string): RoleCredentials;
  /** Added to the environment variables of every task. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How an execution ended. */
export type ExecutionResult =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string }
  | { readonly status: 'ABORTED' };

/** An execution under way. */
export interface Execution {
  readonly executionArn: string;
  readonly result: Promise<ExecutionResult>;
  /** Stops it where it is, as StopExecution does: no Catch runs. */
  abort(): void;
}

/** How to start an execution. */
export interface ExecutionOptions {
  readonly name?: string;
  /** Called for each event of the execution's history. */
  onEvent?(event: HistoryEvent): void;
}

/** The deployed state machine with the deployed task code, on this machine. */
export interface LocalWorkflow {
  /** Resolves once the tasks are bundled. */
  readonly ready: Promise<void>;
  start(input: unknown, options?: ExecutionOptions): Execution;
  stop(): Promise<void>;
}

/**
 * Makes the workflow. Its tasks are being bundled when this returns, which takes seconds on a slow
 * machine; an execution waits for it. Each task starts when it is first needed.
 */
export function createLocalWorkflow(options: WorkflowOptions): LocalWorkflow {
  const { deployment, endpoint } = options;
  const bundled = bundleTasks(deployment);
  const runners = bundled.then((bundles) => taskRunners(options, bundles));
  // Whoever runs a task is told.
  runners.catch(() => undefined);
  const machine = new StateMachine(readDefinition() as never, {
    validationOptions: { checkArn: false },
  });
  const handlers = localHandlers(
    deployment,
    async (key, input) => (await runners).get(key)?.run(input),
    directInvocation({
      endpoint,
      region: deployment.region,
      credentials: { accessKeyId: 'state-machine', secretAccessKey: 'local' },
    }),
  );
  const running = new Map<string, Execution>();
  const start = (input: unknown, executionOptions?: ExecutionOptions) => {
    const execution = startExecution(machine, handlers, options, input, executionOptions);
    running.set(execution.executionArn, execution);
    void execution.result.finally(() => running.delete(execution.executionArn));
    return execution;
  };
  const { region, accountId, stateMachineName } = deployment;
  options.executions.deploy({
    stateMachineArn: `arn:aws:states:${region}:${accountId}:stateMachine:${stateMachineName}`,
    start: (input, name) => void start(input, { name }),
    abort: (executionArn) => running.get(executionArn)?.abort(),
  });
  return {
    ready: runners.then(() => undefined),
    start,
    stop: async () => {
      for (const execution of running.values()) {
        execution.abort();
      }
      await Promise.all([...(await runners).values()].map((runner) => runner.stop()));
      await (await bundled).remove();
    },
  };
}

function taskRunners(
  options: WorkflowOptions,
  bundles: TaskBundles,
): ReadonlyMap<string, TaskRunner> {
  return new Map(
    options.deployment.functions.map((task) => [
      task.key,
      new TaskRunner(task, bundles.pathOf(task.key), {
        ...task.environment,
        ...options.environment,
        ...environmentOfRole(options, task.roleArn),
        AWS_LAMBDA_FUNCTION_NAME: task.functionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(task.memoryMb),
      }),
    ]),
  );
}

type StateHandler = (input: unknown) => Promise<unknown>;

/** By state name: the function that the state names, or the engine's own Lambda integration. */
function localHandlers(
  { functions }: LocalDeployment,
  runTask: (functionKey: string, input: unknown) => Promise<unknown>,
  invokeDirectly: StateHandler,
): Record<string, StateHandler> {
  const handlers: Record<string, StateHandler> = {};
  for (const [name, state] of allStates(readDefinition().States)) {
    const key = functionKeyOf(state);
    if (key !== undefined && functions.some((task) => task.key === key)) {
      handlers[name] = (input) => runTask(key, input);
    } else if (state.Resource === 'arn:aws:states:::lambda:invoke') {
      handlers[name] = invokeDirectly;
    }
  }
  return handlers;
}

function environmentOfRole(
  { deployment, endpoint, credentialsOf }: WorkflowOptions,
  roleArn: string,
): Record<string, string> {
  const { accessKeyId, secretAccessKey } = credentialsOf(roleArn);
  return {
    AWS_REGION: deployment.region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

function startExecution(
  machine: StateMachine,
  handlers: Record<string, StateHandler>,
  { deployment: { region, accountId, stateMachineName }, executions }: WorkflowOptions,
  input: unknown,
  { name = randomUUID(), onEvent }: ExecutionOptions = {},
): Execution {
  const executionArn = `arn:aws:states:${region}:${accountId}:execution:${stateMachineName}:${name}`;
  const execution = machine.run(input as never, {
    overrides: { taskResourceLocalHandlers: handlers as never },
    context: { Execution: { Id: executionArn, Name: name, StartTime: new Date().toISOString() } },
  });
  const startedAtMs = Date.now();
  executions.put({ executionArn, status: 'RUNNING', startedAtMs });
  void forwardEvents(execution.eventLogs, (event) => {
    const recorded = recordedEvent(event);
    if (recorded !== undefined) executions.record(executionArn, event.timestamp, recorded);
    onEvent?.(event);
  });
  return {
    executionArn,
    result: execution.result
      .then((output): ExecutionResult => ({ status: 'SUCCEEDED', output }), failedResult)
      .then((result) => {
        const { status } = result;
        executions.put({ executionArn, status, startedAtMs, stoppedAtMs: Date.now() });
        return result;
      }),
    abort: () => execution.abort(),
  };
}

async function forwardEvents(
  events: AsyncGenerator<HistoryEvent>,
  onEvent: (event: HistoryEvent) => void,
): Promise<void> {
  for await (const event of events) {
    onEvent(event);
  }
}

/** The engine wraps the error that the execution failed with. */
function failedResult(error: Error): ExecutionResult {
  if (error instanceof ExecutionAbortedError) {
    return { status: 'ABORTED' };
  }
  const { name, message } = error.cause instanceof Error ? error.cause : error;
  return { status: 'FAILED', error: name, cause: message };
}
