import type { CloudService } from '../cloud-service.ts';
import type { MetricStore } from '../cloudwatch/metric-store.ts';
import type { CloudSettings } from '../local-cloud-options.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';
import { CpuAdmission } from './cpu-admission.ts';
import { EnvironmentPool } from './environment-pool.ts';
import type { FunctionStore } from './function-store.ts';
import type { LambdaPorts } from './lambda-ports.ts';
import { restJsonErrorReply } from './lambda-protocol.ts';
import { resolveLambdaCall } from './lambda-routes.ts';
import { LayerStore } from './layer-store.ts';
import type { RuntimeReleases } from './runtime-version.ts';

/** Stores that Lambda shares with other services. */
interface LambdaNeighbours {
  readonly functions: FunctionStore;
  readonly objects: ObjectStore;
  readonly metrics: MetricStore;
  readonly runtimes: RuntimeReleases;
}

/** Creates Lambda: functions with versions and aliases, and Invoke through the execution host. */
export function createLambdaService(
  settings: CloudSettings,
  neighbours: LambdaNeighbours,
): CloudService {
  const ports: LambdaPorts = {
    ...neighbours,
    settings,
    layers: new LayerStore(),
    concurrency: new ConcurrencyLimiter(settings.accountConcurrency),
    pool: new EnvironmentPool(settings.idleEnvironmentsMax),
    admission: new CpuAdmission(settings.vcpuCapacity),
    newRequestId: () => randomUuid(settings.random),
  };
  return {
    signingName: 'lambda',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: {
        status: 429,
        code: 'TooManyRequestsException',
        fields: { Reason: 'CallerRateLimitExceeded', retryAfterSeconds: '1' },
      },
      internalFailure: 'ServiceException',
    },
    resolveCall: (request) => resolveLambdaCall(request, ports),
    renderError: (error) => restJsonErrorReply(error, ports.newRequestId()),
    stop: async () => {
      ports.admission.stop();
      await ports.pool.stop();
    },
  };
}
