import { iamClient, s3Client } from '../../shared/aws/clients.ts';
import { simulatePermissions } from '../../shared/aws/permission-simulation.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { payloadKey } from '../../shared/contract/store-key.ts';
import {
  validatePermissionsInput,
  validatePermissionsOutput,
} from '../../shared/contract/validate-permissions.ts';
import { carry } from '../../shared/runtime/carried.ts';
import {
  processEnvironment,
  readConfig,
  requiredText,
  requiredTextMap,
} from '../../shared/runtime/config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { validatePermissions } from './validate-permissions.ts';

const config = readConfig(processEnvironment(), {
  bucketName: ['STORE_BUCKET', requiredText],
  clonePrefix: ['CLONE_PREFIX', requiredText],
  roleArns: ['TASK_ROLE_ARNS', requiredTextMap],
});
const iam = iamClient();
const s3 = s3Client();

export const handler = taskHandler({
  name: 'ValidatePermissions',
  input: validatePermissionsInput,
  output: validatePermissionsOutput,
  run: (input, step) =>
    validatePermissions(
      {
        simulate: (roleArn, questions) => simulatePermissions(iam, step, roleArn, questions),
        carryPayload: (runId, payloadText) =>
          carry(s3Store(s3, config.bucketName, step), payloadKey(runId), payloadText),
        roleArns: config.roleArns,
        clonePrefix: config.clonePrefix,
      },
      input,
    ),
});
