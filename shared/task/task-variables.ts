import { requiredNumber, requiredText, requiredTextMap } from '../runtime/config.ts';

/** The variable that names the tuner's bucket; for `defineTask`. */
export const STORE_VARIABLES = { bucketName: ['STORE_BUCKET', requiredText] } as const;

/** The variable with what every clone's name starts with; for `defineTask`. */
export const CLONE_VARIABLES = { clonePrefix: ['CLONE_PREFIX', requiredText] } as const;

/** The variable with the roles of the tasks that IAM is asked about; for `defineTask`. */
export const ROLE_VARIABLES = { roleArns: ['TASK_ROLE_ARNS', requiredTextMap] } as const;

/** The variables with what one run may spend, whatever it was asked for; for `defineTask`. */
export const CAP_VARIABLES = {
  usdMax: ['RUN_USD_MAX', requiredNumber],
  invocationsMax: ['RUN_INVOCATIONS_MAX', requiredNumber],
} as const;
