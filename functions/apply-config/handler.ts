import { lambdaClient } from '../../shared/aws/clients.ts';
import { setFunctionMemory } from '../../shared/aws/function-memory.ts';
import { applyConfigInput, applyConfigOutput } from '../../shared/contract/apply-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { applyConfig } from './apply-config.ts';

export const handler = taskHandler({
  name: 'ApplyConfig',
  input: applyConfigInput,
  output: applyConfigOutput,
  run: (input, step) =>
    applyConfig(
      { setMemory: (region, change) => setFunctionMemory(lambdaClient(region), step, change) },
      input,
    ),
});
