import { lambdaClient, s3Client } from '../../shared/aws/clients.ts';
import { ensureClone } from '../../shared/aws/clone-function.ts';
import { DIRECT_ZIP_BYTES_MAX } from '../../shared/aws/function-code.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { prepareTierInput, prepareTierOutput } from '../../shared/contract/prepare-tier.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { prepareTier } from './prepare-tier.ts';

const config = readConfig(processEnvironment(), {
  bucketName: ['STORE_BUCKET', requiredText],
  clonePrefix: ['CLONE_PREFIX', requiredText],
  cloneLogGroupName: ['CLONE_LOG_GROUP', requiredText],
  region: ['AWS_REGION', requiredText],
});
const s3 = s3Client();
const shelf = {
  client: s3,
  bucketName: config.bucketName,
  region: config.region,
  directZipBytesMax: DIRECT_ZIP_BYTES_MAX,
};

export const handler = taskHandler({
  name: 'PrepareTier',
  input: prepareTierInput,
  output: prepareTierOutput,
  run: (input, step) =>
    prepareTier(
      {
        clock: step.clock,
        store: s3Store(s3, config.bucketName, step),
        ensureClone: (plan) => ensureClone(lambdaClient(plan.region), shelf, step, plan),
        clonePrefix: config.clonePrefix,
        cloneLogGroupName: config.cloneLogGroupName,
      },
      input,
    ),
});
