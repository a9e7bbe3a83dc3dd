import { readUnreservedConcurrency } from '../../shared/aws/account-concurrency.ts';
import { lambdaClient } from '../../shared/aws/clients.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import {
  resolveFunctionInput,
  resolveFunctionOutput,
} from '../../shared/contract/resolve-function.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { resolveFunction } from './resolve-function.ts';

export const handler = taskHandler({
  name: 'ResolveFunction',
  input: resolveFunctionInput,
  output: resolveFunctionOutput,
  run: (input, step) =>
    resolveFunction(
      {
        describe: (region, address) => describeFunction(lambdaClient(region), step, address),
        readUnreservedConcurrency: (region) =>
          readUnreservedConcurrency(lambdaClient(region), step),
      },
      input,
    ),
});
