import { randomUUID } from 'node:crypto';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { systemRandom } from '../shared/runtime/random.ts';
import { type RunningLocalCloud, startLocalCloud } from './cloud/start-local-cloud.ts';
import { ExecutionDirectory } from './cloud/states/execution-directory.ts';
import { createStatesService } from './cloud/states/states-service.ts';
import { type LocalDeployment, readLocalDeployment } from './deployment/local-deployment.ts';
import {
  createLocalWorkflow,
  type LocalWorkflow,
  type RoleCredentials,
} from './workflow/local-workflow.ts';

/** A local cloud with the tuner deployed in it. */
export interface LocalAccount {
  readonly cloud: RunningLocalCloud;
  readonly deployment: LocalDeployment;
  readonly workflow: LocalWorkflow;
  /** As the account's administrator. */
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  stop(): Promise<void>;
}

/** How to start it. */
interface LocalAccountOptions {
  /** Passed on to the local cloud, on top of the roles of the tuner. */
  readonly cloud?: Parameters<typeof startLocalCloud>[0];
  /** Parameters of the deployment, as `--param` sets them. */
  readonly params?: Readonly<Record<string, string>>;
  /** Added to the environment variables of every task. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether to return before the tasks are bundled; the first execution waits for that. */
  readonly isReadyLater?: boolean;
}

/** Anything but a known role's key is the administrator's. */
const ADMINISTRATOR = { accessKeyId: 'administrator', secretAccessKey: 'local' };

const ACCOUNT_ID = '123456789012';
const REGION = 'us-east-1';

/** Turns off the tasks' logs and metrics, which would flood the terminal. */
const QUIET = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' };

/**
 * Starts a local cloud and deploys serverless.yml into it: the tasks run with the policies that
 * they have in an account, and the cloud holds them to it.
 */
export async function startLocalAccount(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const deployment = readLocalDeployment({
    accountId: ACCOUNT_ID,
    region: REGION,
    ...(options.params && { params: options.params }),
  });
  const credentials = new Map<string, RoleCredentials>(
    deployment.functions.map(({ roleArn }) => [
      roleArn,
      { accessKeyId: `LOCAL${randomUUID().slice(0, 8)}`, secretAccessKey: 'local' },
    ]),
  );
  const executions = new ExecutionDirectory();
  const cloud = await startLocalCloud({
    accountId: ACCOUNT_ID,
    region: REGION,
    ...options.cloud,
    additionalServices: [
      createStatesService(executions, systemRandom),
      ...(options.cloud?.additionalServices ?? []),
    ],
    roles: { ...rolesOf(deployment, credentials), ...options.cloud?.roles },
  });
  const common = {
    endpoint: cloud.endpoint,
    region: REGION,
    credentials: ADMINISTRATOR,
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(common);
  const s3 = new S3Client({ ...common, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: deployment.bucketName }));
  const workflow = createLocalWorkflow({
    deployment,
    endpoint: cloud.endpoint,
    executions,
    credentialsOf: (roleArn) => credentials.get(roleArn) ?? ADMINISTRATOR,
    environment: { ...QUIET, ...options.environment },
  });
  const stop = async () => {
    await workflow.stop();
    lambda.destroy();
    s3.destroy();
    await cloud.stop();
  };
  if (options.isReadyLater !== true) {
    await workflow.ready.catch(async (error) => {
      await stop();
      throw error;
    });
  }
  return { cloud, deployment, workflow, lambda, s3, stop };
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
