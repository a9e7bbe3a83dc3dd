import {
  CreateAliasCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import type { CallRecord } from '../../local/cloud/call-log.ts';
import { createLocalCloud, type LocalCloud } from '../../local/cloud/local-cloud.ts';
import { ExecutionDirectory } from '../../local/cloud/states/execution-directory.ts';
import { createStatesService } from '../../local/cloud/states/states-service.ts';
import type { DeployedFunction, LocalDeployment } from '../../local/deployment/local-deployment.ts';
import { allStates, readDefinition } from '../../local/deployment/state-machine-definition.ts';
import type { TaskWork } from '../../local/workflow/engine/task-attempt.ts';
import { runIntegration } from '../../local/workflow/integrations.ts';
import {
  type Execution,
  type ExecutionObserver,
  StateMachine,
} from '../../local/workflow/state-machine.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import { journalPrefix } from '../../shared/contract/store-key.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { type ScriptedDeployment, scriptedCodeDeploy } from '../support/scripted-code-deploy.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { inProcessAws } from './in-process-aws.ts';
import { SettledInvocations } from './settled-invocations.ts';
import {
  ARRANGER_KEY,
  accessKeyOf,
  deploymentWith,
  simulatedRoles,
} from './simulated-deployment.ts';
import type { SimulatedExecution, TransitionListener } from './simulated-execution.ts';
import { type FunctionModel, SimulatedHost } from './simulated-host.ts';
import { SIMULATED_MODELS } from './simulated-models.ts';
import { SimulatedTask } from './simulated-tasks.ts';
import { TaskDeaths } from './task-deaths.ts';

/** Properties of a simulated account. */
export interface AccountPlan {
  readonly seed: number;
  readonly model: FunctionModel;
  /** Duration of every control-plane call, milliseconds. */
  readonly apiDelayMs: number;
  /** Time for which a new function stays Pending, milliseconds. */
  readonly pendingMs: number;
  readonly accountConcurrency: number;
  /** Id of the simulated model that reasons. Default: none. */
  readonly modelId?: string;
  /** Changes what serverless.yml deploys, for instance removes a permission from a role. */
  readonly revise?: (deployed: DeployedFunction) => DeployedFunction;
  /** Other parameters of the deployment, as `--param` sets them. */
  readonly params?: Readonly<Record<string, string>>;
}

/** An alias "live" of the function to tune; it points to a version that is not the tuner's. */
export interface AliasPlan {
  readonly isProvisioned: boolean;
}

/** 2027-01-15: the hour at which every simulation begins. */
const START_MS = Date.UTC(2027, 0, 15);

const BYSTANDER = {
  FunctionName: 'bystander',
  MemorySize: 256,
} as const;
const CODE = zipSync({ 'index.mjs': strToU8('export const handler = () => 1;') });

/** The only journal entry that may stay. */
export const FOREIGN_JOURNAL_NAME = '777.json';

/** An AWS account in this process and in virtual time, with the tuner deployed in it. */
export class SimulatedAccount {
  /** States whose work is done by a task. */
  static readonly taskStates: readonly string[] = [...allStates(readDefinition().States)]
    .filter(([, { Type }]) => Type === 'Task')
    .map(([name]) => name);

  readonly clock = new VirtualClock(START_MS);
  readonly deployment: LocalDeployment;
  readonly cloud: LocalCloud;
  readonly host: SimulatedHost;
  readonly lambda: LambdaClient;
  readonly executions: SimulatedExecution[] = [];
  /** The executions that Step Functions knows. */
  readonly directory = new ExecutionDirectory();
  /** When tasks die. */
  readonly deaths = new TaskDeaths();
  readonly invocations: SettledInvocations;
  /** The deployments that CodeDeploy knows. */
  readonly deployments: ScriptedDeployment[] = [];
  /** Offset of the tasks' clocks, in milliseconds. */
  taskClockSkewMs = 0;
  onTransition: TransitionListener = () => undefined;
  /** Called with the JSON text of each input, output and variable in the history of an execution. */
  onPayload: (text: string) => void = () => undefined;
  /** Called after each call to the cloud. */
  onCall: (call: CallRecord) => void = () => undefined;
  readonly #s3: S3Client;
  readonly #tasks: ReadonlyMap<string, SimulatedTask>;
  readonly #engine: { readonly lambda: LambdaClient; readonly s3: S3Client };
  readonly #machine: StateMachine;
  readonly #fleetMachine: StateMachine;
  /** States that executions of Maps have left. */
  mapTransitionCount = 0;

  constructor(plan: AccountPlan) {
    this.deployment = deploymentWith({
      reasoningModelId: plan.modelId ?? '',
      ...plan.params,
    });
    const { clonePrefix } = this.deployment;
    const functions = this.deployment.functions.map((each) => plan.revise?.(each) ?? each);
    this.host = new SimulatedHost(
      { clock: this.clock, random: seededRandom(plan.seed + 1) },
      plan.model,
      clonePrefix,
    );
    this.invocations = new SettledInvocations(this.host.tally);
    this.cloud = createLocalCloud({
      clock: this.clock,
      random: seededRandom(plan.seed + 2),
      executionHost: this.host,
      vcpuCapacity: Number.POSITIVE_INFINITY,
      controlPlaneDelayMs: plan.apiDelayMs,
      pendingMs: plan.pendingMs,
      accountConcurrency: plan.accountConcurrency,
      idleEnvironmentsMax: 1000,
      additionalServices: [
        createStatesService(this.directory, seededRandom(plan.seed + 5)),
        scriptedCodeDeploy(this.deployments),
      ],
      models: SIMULATED_MODELS,
      roles: simulatedRoles(functions),
    });
    this.cloud.calls.onAppend = (call) => this.onCall(call);
    const arranger = { ...inProcessAws(this.cloud.handle, ARRANGER_KEY), maxAttempts: 1 };
    this.lambda = new LambdaClient(arranger);
    this.#s3 = new S3Client({ ...arranger, forcePathStyle: true });
    const engine = { ...inProcessAws(this.cloud.handle, 'STATEMACHINE'), maxAttempts: 1 };
    this.#engine = {
      lambda: new LambdaClient(engine),
      s3: new S3Client({ ...engine, forcePathStyle: true }),
    };
    this.#tasks = new Map(
      functions.map((deployed) => [
        deployed.functionArn,
        new SimulatedTask(deployed, {
          clock: this.clock,
          taskClock: this.#taskClock(),
          random: seededRandom(plan.seed + 3),
          awsOf: ({ key }) =>
            inProcessAws(this.deaths.wayTo(this.cloud.handle, key), accessKeyOf(key)),
        }),
      ]),
    );
    const common = {
      region: this.deployment.region,
      clock: this.clock,
      random: seededRandom(plan.seed + 4),
      executions: this.directory,
      runTask: (work: TaskWork) => this.#runTask(work),
    };
    this.#machine = new StateMachine({
      ...common,
      definition: this.deployment.definition,
      stateMachineArn: this.deployment.stateMachineArn,
      roleArn: this.deployment.stateMachineRoleArn,
      observe: (execution) => this.#observe(execution),
    });
    this.#fleetMachine = new StateMachine({
      ...common,
      ...this.deployment.fleet,
      onMapEvent: ({ type = '' }) => {
        if (type.endsWith('StateExited')) this.mapTransitionCount += 1;
      },
    });
  }

  /** Creates the store and the function to tune. */
  async prepare(target: Partial<CreateFunctionCommandInput>, alias?: AliasPlan): Promise<void> {
    await this.clock.runUntil(
      (async () => {
        await this.#s3.send(new CreateBucketCommand({ Bucket: this.deployment.bucketName }));
        for (const settings of [{ FunctionName: 'target', ...target }, BYSTANDER]) {
          await this.lambda.send(
            new CreateFunctionCommand({
              Runtime: 'nodejs24.x',
              Handler: 'index.handler',
              Role: 'arn:aws:iam::123456789012:role/target',
              Code: { ZipFile: CODE },
              ...settings,
            }),
          );
        }
        if (alias !== undefined) await this.#publishTarget(alias);
        // Nothing is in progress when a run begins.
        await this.clock.sleepMs(10_000);
      })(),
    );
    this.cloud.calls.clear();
  }

  async #publishTarget({ isProvisioned }: AliasPlan): Promise<void> {
    // No version can be published while the function is being created.
    await this.clock.sleepMs(30_000);
    const FunctionName = 'target';
    for (const Description of ['release 1', 'release 2']) {
      await this.lambda.send(new PublishVersionCommand({ FunctionName, Description }));
    }
    await this.lambda.send(
      new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }),
    );
    if (isProvisioned) {
      await this.lambda.send(
        new PutProvisionedConcurrencyConfigCommand({
          FunctionName,
          Qualifier: 'live',
          ProvisionedConcurrentExecutions: 2,
        }),
      );
    }
    await this.clock.sleepMs(30_000);
  }

  start(input: unknown, name = `run-${this.executions.length + 1}`): SimulatedExecution {
    this.#machine.start(input, { name });
    return this.executions.at(-1) as SimulatedExecution;
  }

  /** Starts a fleet; the runs that it starts are among the executions. */
  startFleet(input: unknown, name: string): Execution {
    return this.#fleetMachine.start(input, { name });
  }

  #observe({ executionArn, result, abort }: Execution): ExecutionObserver {
    const execution: SimulatedExecution = {
      executionArn,
      startedAtMs: this.clock.nowMs(),
      status: 'RUNNING',
      result: undefined,
      stoppedAtMs: undefined,
      states: [],
      ended: result,
      stop: () => abort(),
    };
    this.executions.push(execution);
    const observeInvocations = this.invocations.observer();
    /** The state that each event belongs to, by the id of the event. */
    const stateNames = new Map<number, string>();
    return {
      onEvent: (event) => {
        observeInvocations(event);
        for (const text of payloadsOf(event)) this.onPayload(text);
        const { id = 0, previousEventId = 0, stateEnteredEventDetails: entered } = event;
        const stateName = entered?.name ?? stateNames.get(previousEventId) ?? '';
        stateNames.set(id, stateName);
        if (entered !== undefined) this.#enter(execution, stateName);
        if (/^(LambdaFunction|Task)Started$/.test(event.type ?? '')) {
          this.onTransition(execution, stateName, 'started');
        }
      },
      onEnd: (end) => {
        execution.status = end.status;
        execution.result = end;
        execution.stoppedAtMs = this.clock.nowMs();
      },
    };
  }

  #enter(execution: SimulatedExecution, stateName: string): void {
    execution.states.push(stateName);
    if (stateName === 'RecallResult') execution.heldFromMs = this.clock.nowMs();
    if (stateName.startsWith('CleanUp')) execution.heldUntilMs ??= this.clock.nowMs();
    this.onTransition(execution, stateName, 'entered');
  }

  /** Returns the key of the task that has this role; empty for any other role. */
  taskOf(roleArn: string | undefined): string {
    return this.deployment.functions.find((deployed) => deployed.roleArn === roleArn)?.key ?? '';
  }

  /** Runs a task Lambda outside of any execution, as an event would. */
  runFunction(key: string, event: unknown): Promise<unknown> {
    const deployed = this.deployment.functions.find((each) => each.key === key);
    const task = this.#tasks.get(deployed?.functionArn ?? '');
    if (task === undefined) throw new RangeError(`Cannot run "${key}": it is not deployed`);
    return task.run(event);
  }

  /** Reads the text of an object in the store; `undefined` if there is none. */
  async readStore(key: string): Promise<string | undefined> {
    if (!this.storeKeys('').includes(key)) return undefined;
    const answer = await this.clock.runUntil(
      this.#s3.send(new GetObjectCommand({ Bucket: this.deployment.bucketName, Key: key })),
    );
    return await answer.Body?.transformToString();
  }

  /**
   * Writes a journal entry that names a function that is not one of the run's clones, as a defect
   * might.
   */
  async writeForeignJournal({ executionArn, startedAtMs }: SimulatedExecution): Promise<void> {
    const cloneArn = `arn:aws:lambda:us-east-1:${this.deployment.accountId}:function:bystander`;
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.deployment.bucketName,
        Key: `${journalPrefix(runIdOf(executionArn))}${FOREIGN_JOURNAL_NAME}`,
        Body: JSON.stringify({ executionArn, cloneArn, recordedAtMs: startedAtMs }),
      }),
    );
  }

  /** Puts an object into the store. */
  async putObject(Key: string, Body: Uint8Array): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: this.deployment.bucketName, Key, Body }));
  }

  async deleteSomeClone(): Promise<void> {
    const clone = this.cloud
      .listFunctions()
      .find(({ functionName }) => functionName.startsWith(this.deployment.clonePrefix));
    if (clone !== undefined) {
      await this.lambda.send(new DeleteFunctionCommand({ FunctionName: clone.functionName }));
    }
  }

  storeKeys(prefix: string): readonly string[] {
    return this.cloud
      .listBucketKeys(this.deployment.bucketName)
      .filter((key) => key.startsWith(prefix));
  }

  async #runTask({ resource, input }: TaskWork): Promise<unknown> {
    const task = this.#tasks.get(resource);
    return task === undefined
      ? await runIntegration({ ...this.#engine, executions: this.directory }, { resource, input })
      : await task.run(input);
  }

  #taskClock(): Clock {
    return {
      nowMs: () => this.clock.nowMs() + this.taskClockSkewMs,
      sleepMs: (durationMs, signal) => this.clock.sleepMs(durationMs, signal),
    };
  }
}

/** Returns the JSON texts in an event: input, output, arguments of a task, and variables. */
function payloadsOf(event: HistoryEvent): readonly string[] {
  return Object.values(event)
    .filter((details) => typeof details === 'object')
    .flatMap(({ input, output, parameters, assignedVariables = {} }) => [
      input,
      output,
      parameters,
      ...Object.values(assignedVariables),
    ])
    .filter((text) => typeof text === 'string');
}
