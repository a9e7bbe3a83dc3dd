import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { type LivePlace, TUNABLE_NAMES } from './live-place.ts';

/** Stage of the tuner that is deployed only for these scenarios. */
const STAGE = 'live';
const SERVICE = `lambda-autotuner-${STAGE}`;
const ROLE_NAME = `${SERVICE}-functions`;
const LOG_POLICY_ARN = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const PROJECT = join(import.meta.dirname, '..', '..');

/**
 * Deploys a tuner of its own stage into the account that the AWS configuration leads to.
 *
 * @param region Where to deploy it.
 * @throws If the deployment fails; what was made until then is removed.
 */
export async function openAwsPlace(region: string): Promise<LivePlace> {
  const iam = new IAMClient({ region });
  const lambda = new LambdaClient({ region });
  const s3 = new S3Client({ region });
  const remove = async () => {
    const bucketName = await storeBucketName(lambda).catch(() => undefined);
    const left = await attemptAll({
      [`the stack of stage ${STAGE}`]: async () => serverless('remove', region),
      [`the bucket ${bucketName}`]: async () => {
        if (bucketName !== undefined) await deleteBucket(s3, bucketName);
      },
      [`the role ${ROLE_NAME}`]: () => deleteRole(iam),
    });
    for (const client of [iam, lambda, s3]) client.destroy();
    return left;
  };
  try {
    serverless(
      'deploy',
      region,
      `--param=targetFunctions=${TUNABLE_NAMES}`,
      `--param=targetRoles=${ROLE_NAME}`,
    );
    const functionRoleArn = await ensureRole(iam);
    return {
      lambda,
      functionRoleArn,
      logGroupName: `/aws/lambda/${SERVICE}-clones`,
      clonePrefix: `${SERVICE}-clone-`,
      autotuneOptions: ['--stage', STAGE, '--region', region],
      environment: process.env,
      remove,
    };
  } catch (error) {
    const left = await remove();
    throw new Error(`Cannot deploy the tuner: left behind: ${left.join('; ') || 'nothing'}`, {
      cause: error,
    });
  }
}

function serverless(command: 'deploy' | 'remove', region: string, ...options: readonly string[]) {
  const args = [command, '--stage', STAGE, '--region', region, ...options];
  const { status } = spawnSync(join(PROJECT, 'node_modules', '.bin', 'serverless'), args, {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`serverless ${command} must succeed: its status is ${status}`);
}

async function ensureRole(iam: IAMClient): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  };
  const { Role } = await iam
    .send(
      new CreateRoleCommand({
        RoleName: ROLE_NAME,
        AssumeRolePolicyDocument: JSON.stringify(trust),
      }),
    )
    .catch((error: Error) => {
      // A killed run left it behind.
      if (error.name !== 'EntityAlreadyExistsException') throw error;
      return iam.send(new GetRoleCommand({ RoleName: ROLE_NAME }));
    });
  await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE_NAME, PolicyArn: LOG_POLICY_ARN }));
  return Role?.Arn ?? '';
}

async function deleteRole(iam: IAMClient): Promise<void> {
  await iam.send(new DetachRolePolicyCommand({ RoleName: ROLE_NAME, PolicyArn: LOG_POLICY_ARN }));
  await iam.send(new DeleteRoleCommand({ RoleName: ROLE_NAME }));
}

/** Reads the bucket's name before the stack is removed, because the bucket is kept. */
async function storeBucketName(lambda: LambdaClient): Promise<string | undefined> {
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `${SERVICE}-cleanUp` }),
  );
  return Environment?.Variables?.STORE_BUCKET;
}

async function deleteBucket(client: S3Client, Bucket: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  }
  await client.send(new DeleteBucketCommand({ Bucket }));
}

/** Runs everything, even after failures, and returns what failed. */
async function attemptAll(
  actions: Readonly<Record<string, () => Promise<void>>>,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [what, action] of Object.entries(actions)) {
    await action().catch((error: Error) => failed.push(`${what} (${error.message})`));
  }
  return failed;
}
