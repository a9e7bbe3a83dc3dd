import { lambdaClient, s3Client } from '../../shared/aws/clients.ts';
import { invokeFunction } from '../../shared/aws/function-invocation.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { measureTierInput, measureTierOutput } from '../../shared/contract/measure-tier.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { measureTier } from './measure-tier.ts';

const config = readConfig(processEnvironment(), { bucketName: ['STORE_BUCKET', requiredText] });
const s3 = s3Client();

export const handler = taskHandler({
  name: 'MeasureTier',
  input: measureTierInput,
  output: measureTierOutput,
  run: (input, step) =>
    measureTier(
      {
        clock: step.clock,
        store: s3Store(s3, config.bucketName, step),
        invoke: (order) => invokeFunction(lambdaClient(input.target.region), step, order),
        deadlineMs: step.deadlineMs,
      },
      input,
    ),
});
