import { readUnreservedConcurrency } from '../../shared/aws/account-concurrency.ts';
import { lambdaClient } from '../../shared/aws/clients.ts';
import { cloudwatchClient } from '../../shared/aws/cloudwatch-client.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { readProductionPicture } from '../../shared/aws/production-metrics.ts';
import {
  resolveFunctionInput,
  resolveFunctionOutput,
} from '../../shared/contract/resolve-function.ts';
import { environmentTiers, taskCache } from '../../shared/runtime/cache/task-cache.ts';
import { processEnvironment } from '../../shared/runtime/config.ts';
import { passThrough } from '../../shared/runtime/guard.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { rememberedPicture } from './remembered-picture.ts';
import { resolveFunction } from './resolve-function.ts';

const tiers = environmentTiers(processEnvironment());

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
        readProduction: (region, address) =>
          rememberedPicture(
            taskCache(tiers, { clock: step.clock }),
            [input.request.functionName],
            () =>
              passThrough('cloudwatch', () =>
                readProductionPicture(cloudwatchClient(region), step, address),
              ),
          ),
      },
      input,
    ),
});
