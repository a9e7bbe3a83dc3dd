import type * as z from 'zod/mini';
import { iamClient, s3Client } from '../../shared/aws/clients.ts';
import { simulatePermissions } from '../../shared/aws/permission-simulation.ts';
import { s3Store } from '../../shared/aws/s3-store.ts';
import { payloadKey } from '../../shared/contract/store-key.ts';
import {
  validatePermissionsInput,
  validatePermissionsOutput,
} from '../../shared/contract/validate-permissions.ts';
import { NO_MODEL } from '../../shared/reasoning/reasoning-config.ts';
import { BREAKER_VARIABLES, guard } from '../../shared/resilience/breaker.ts';
import { environmentTiers, taskCache } from '../../shared/resilience/cache/task-cache.ts';
import { carry } from '../../shared/run/carried.ts';
import { readConfig, requiredText, requiredTextMap } from '../../shared/runtime/config.ts';
import type { Task, TaskWorld } from '../../shared/task/task-world.ts';
import { validatePermissions } from './validate-permissions.ts';

/** Composes ValidatePermissions out of the world it runs in. */
export function validatePermissionsTask(
  world: TaskWorld,
): Task<z.infer<typeof validatePermissionsInput>, z.infer<typeof validatePermissionsOutput>> {
  const config = readConfig(world.environment, {
    bucketName: ['STORE_BUCKET', requiredText],
    clonePrefix: ['CLONE_PREFIX', requiredText],
    modelId: ['REASONING_MODEL_ID', requiredText],
    roleArns: ['TASK_ROLE_ARNS', requiredTextMap],
  });
  const limits = readConfig(world.environment, BREAKER_VARIABLES);
  const iam = iamClient(world.aws);
  const s3 = s3Client(world.aws);
  const tiersAt = environmentTiers(world.environment);

  return {
    name: 'ValidatePermissions',
    input: validatePermissionsInput,
    output: validatePermissionsOutput,
    run: (input, step) =>
      validatePermissions(
        {
          guard: (attempt) =>
            guard(
              { clock: step.clock, store: s3Store(s3, config.bucketName, step), limits },
              'iamSimulation',
              attempt,
            ),
          // Without the store: a question to it takes as long as one to IAM.
          cache: taskCache(tiersAt, { clock: step.clock }),
          simulate: (roleArn, questions) => simulatePermissions(iam, step, roleArn, questions),
          carryPayloads: (runId, payloadTexts) =>
            carry(s3Store(s3, config.bucketName, step), payloadKey(runId), payloadTexts),
          countPreflight: (outcome) => step.count(`Preflight${outcome}`),
          roleArns: config.roleArns,
          hasModel: config.modelId !== NO_MODEL,
          clonePrefix: config.clonePrefix,
        },
        input,
      ),
  };
}
