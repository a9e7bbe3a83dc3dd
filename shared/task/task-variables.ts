import { requiredNumber, requiredText, requiredTextMap } from '../runtime/config.ts';

/** The variable that names the tuner's bucket; for `defineTask`. */
export const STORE_VARIABLES = { bucketName: ['STORE_BUCKET', requiredText] } as const;

/** The variable with the prefix of every clone's name; for `defineTask`. */
export const CLONE_VARIABLES = { clonePrefix: ['CLONE_PREFIX', requiredText] } as const;

/** The variable with the task roles that IAM is asked about; for `defineTask`. */
export const ROLE_VARIABLES = { roleArns: ['TASK_ROLE_ARNS', requiredTextMap] } as const;

/** The variables with the most that one run may spend, whatever its request; for `defineTask`. */
export const CAP_VARIABLES = {
  usdMax: ['RUN_USD_MAX', requiredNumber],
  invocationsMax: ['RUN_INVOCATIONS_MAX', requiredNumber],
} as const;
