import { lambdaClient } from '../../shared/aws/clients.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { verifyConfigInput, verifyConfigOutput } from '../../shared/contract/verify-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { verifyConfig } from './verify-config.ts';

export const handler = taskHandler({
  name: 'VerifyConfig',
  input: verifyConfigInput,
  output: verifyConfigOutput,
  run: (input, step) =>
    verifyConfig(
      { describe: (region, address) => describeFunction(lambdaClient(region), step, address) },
      input,
    ),
});
