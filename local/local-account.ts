import { randomUUID } from 'node:crypto';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '../shared/runtime/clock.ts';
import { systemRandom } from '../shared/runtime/random.ts';
import { EventBus } from './cloud/events/event-bus.ts';
import { createEventsService } from './cloud/events/events-service.ts';
import { ADMINISTRATOR_CREDENTIALS } from './cloud/iam/administrator-credentials.ts';
import { createProcessHost } from './cloud/lambda/process-host/process-host.ts';
import { type RunningLocalCloud, startLocalCloud } from './cloud/start-local-cloud.ts';
import { ExecutionDirectory } from './cloud/states/execution-directory.ts';
import { createStatesService } from './cloud/states/states-service.ts';
import { statusChangeEvent } from './cloud/states/status-change-event.ts';
import { createTaskFunctions } from './deployment/create-task-functions.ts';
import { type LocalDeployment, readLocalDeployment } from './deployment/local-deployment.ts';
import {
  createLocalWorkflow,
  type LocalWorkflow,
  type RoleCredentials,
} from './workflow/local-workflow.ts';
import { hostWithTasks, type RunTask } from './workflow/task-host.ts';

/** A local cloud with the tuner deployed in it. */
export interface LocalAccount {
  readonly cloud: RunningLocalCloud;
  readonly deployment: LocalDeployment;
  readonly workflow: LocalWorkflow;
  /** Bus with the enabled rules and schedules of the deployment. */
  readonly events: EventBus;
  /** Client with the rights of the account's administrator. */
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  stop(): Promise<void>;
}

/** Options of a local account. */
interface LocalAccountOptions {
  /** Options of the local cloud; its roles are added to those of the tuner. */
  readonly cloud?: Parameters<typeof startLocalCloud>[0];
  /** Parameters of the deployment, as `--param` sets them. */
  readonly params?: Readonly<Record<string, string>>;
  /** Added to the environment variables of every task. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whether to return before the tasks are bundled and created as functions; the first execution
   * waits for the bundles.
   */
  readonly isReadyLater?: boolean;
}

const REGION = 'us-east-1';
const PLACE = { accountId: '123456789012', region: REGION } as const;

/** Turns off the tasks' logs and metrics, which would flood the terminal. */
const QUIET = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' };

/**
 * Starts a local cloud and deploys serverless.yml into it: the tasks run with the policies that
 * they have in an account, and the cloud enforces them.
 */
export async function startLocalAccount(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const deployment = readLocalDeployment({
    ...PLACE,
    ...(options.params && { params: options.params }),
  });
  const credentials = new Map<string, RoleCredentials>(
    deployment.functions.map(({ roleArn }) => [
      roleArn,
      { accessKeyId: `LOCAL${randomUUID().slice(0, 8)}`, secretAccessKey: 'local' },
    ]),
  );
  const executions = new ExecutionDirectory();
  // Assigned before they are first used: the workflow needs the cloud, and the cloud runs the
  // workflow's tasks.
  let workflow: LocalWorkflow | undefined;
  let endpoint: string | undefined;
  const findTask = (functionArn: string) => workflow?.findTask(functionArn);
  const events = eventBus(findTask);
  const host = options.cloud?.executionHost ?? createProcessHost({ awsEndpoint: () => endpoint });
  const cloud = await startLocalCloud({
    ...PLACE,
    ...options.cloud,
    executionHost: hostWithTasks(host, findTask),
    additionalServices: [
      createStatesService(executions, systemRandom),
      createEventsService({ ...PLACE, bus: events, clock: systemClock, random: systemRandom }),
      ...(options.cloud?.additionalServices ?? []),
    ],
    roles: { ...rolesOf(deployment, credentials), ...options.cloud?.roles },
  });
  endpoint = cloud.endpoint;
  const access = {
    endpoint,
    region: REGION,
    credentials: ADMINISTRATOR_CREDENTIALS,
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(access);
  const s3 = new S3Client({ ...access, forcePathStyle: true });
  let created: Promise<void> = Promise.resolve();
  let isStopped = false;
  const stop = async () => {
    isStopped = true;
    events.stop();
    await workflow?.stop();
    await created.catch(() => undefined);
    lambda.destroy();
    s3.destroy();
    await cloud.stop();
  };
  try {
    await s3.send(new CreateBucketCommand({ Bucket: deployment.bucketName }));
    workflow = createLocalWorkflow({
      deployment,
      endpoint,
      executions,
      credentialsOf: (roleArn) => credentials.get(roleArn) ?? ADMINISTRATOR_CREDENTIALS,
      environment: { ...QUIET, ...options.environment },
    });
    events.deploy(deployment);
    executions.onStatusChange = (record) => events.put(statusChangeEvent(record));
    created = createTaskFunctions(lambda, deployment, workflow.bundlePathOf);
    if (options.isReadyLater === true) {
      created.catch((error) => {
        if (!isStopped) console.error(error);
      });
    } else {
      await created;
    }
    return { cloud, deployment, workflow, events, lambda, s3, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Creates a bus whose targets are tasks; it prints failed deliveries. */
function eventBus(findTask: (functionArn: string) => RunTask | undefined): EventBus {
  return new EventBus({
    ...PLACE,
    clock: systemClock,
    random: systemRandom,
    invoke: async (targetArn, event) => {
      const runTask = findTask(targetArn);
      if (runTask === undefined) {
        throw new RangeError(`Cannot run ${targetArn}: it must be a function of the tuner`);
      }
      return await runTask(event);
    },
    onFailedDelivery: (message) => console.error(message),
  });
}

function rolesOf(deployment: LocalDeployment, credentials: ReadonlyMap<string, RoleCredentials>) {
  return Object.fromEntries(
    deployment.functions.map(({ roleArn, statements }) => [
      roleArn,
      {
        accessKeyId: credentials.get(roleArn)?.accessKeyId ?? '',
        policies: [{ Version: '2012-10-17', Statement: statements }],
      },
    ]),
  );
}
