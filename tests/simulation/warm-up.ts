import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { logger } from '../../shared/runtime/logger.ts';
import { inProcessAws } from './in-process-aws.ts';

let warmedUp: Promise<void> | undefined;

/**
 * Makes one call with each SDK client. The first one reads configuration files, which takes real
 * time; a simulation must wait for nothing but its own clock.
 */
export function warmUp(): Promise<void> {
  warmedUp ??= callEveryClient();
  return warmedUp;
}

async function callEveryClient(): Promise<void> {
  // Logs of the tasks about injected faults would only hide the results of a simulation.
  logger.setLogLevel('SILENT');
  const access = inProcessAws(
    async () => ({ kind: 'reply', status: 400, headers: {}, body: new Uint8Array() }),
    'WARMUP',
  );
  const options = { ...access, maxAttempts: 1 };
  await Promise.allSettled([
    new LambdaClient(options).send(new ListFunctionsCommand()),
    new S3Client({ ...options, forcePathStyle: true }).send(new ListBucketsCommand()),
    new BedrockRuntimeClient(options as never).send(
      new ConverseCommand({ modelId: 'none', messages: [] }),
    ),
    new CloudWatchClient(options).send(new ListMetricsCommand()),
    new IAMClient(options).send(new ListUsersCommand()),
    new SFNClient(options).send(new ListStateMachinesCommand()),
    access.fetch?.('http://localhost/warm-up'),
  ]);
}
