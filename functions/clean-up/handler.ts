import { lambdaClient, s3Client } from '../../shared/aws/clients.ts';
import { deleteClone } from '../../shared/aws/clone-function.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { cleanUpInput, cleanUpOutput } from '../../shared/contract/clean-up.ts';
import { processEnvironment, readConfig, requiredText } from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { cleanUp } from './clean-up.ts';

const config = readConfig(processEnvironment(), {
  bucketName: ['STORE_BUCKET', requiredText],
  clonePrefix: ['CLONE_PREFIX', requiredText],
});
const s3 = s3Client();

export const handler = taskHandler({
  name: 'CleanUp',
  input: cleanUpInput,
  output: cleanUpOutput,
  run: (input, step) =>
    cleanUp(
      {
        store: s3Store(s3, config.bucketName, step),
        deleteClone: (region, cloneArn) => deleteClone(lambdaClient(region), step, cloneArn),
        clonePrefix: config.clonePrefix,
      },
      input,
    ),
});
