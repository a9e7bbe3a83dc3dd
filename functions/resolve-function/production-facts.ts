import type { FunctionAddress } from '../../shared/aws/function-description.ts';
import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import type { MetricsApi } from '../../shared/aws/metrics-api.ts';
import type { ProductionPicture } from '../../shared/core/production/production-picture.ts';
import { rethrowDefect } from '../../shared/errors.ts';
import { type BreakerPorts, breakerGuard } from '../../shared/resilience/breaker.ts';
import type { Cache } from '../../shared/resilience/cache/cache.ts';
import { rememberedPicture } from './remembered-picture.ts';

/** Dependencies of reading how production uses a function. */
export interface ProductionPorts
  extends BreakerPorts,
    Pick<LambdaApi, 'readProvisionedCount'>,
    Pick<MetricsApi, 'readProductionPicture'> {
  readonly cache: Cache;
}

/**
 * Reads how production uses the function. If CloudWatch does not answer, the run continues without
 * this, and says so.
 */
export async function productionPicture(
  ports: ProductionPorts,
  address: FunctionAddress,
): Promise<ProductionPicture> {
  const read = () => ports.readProductionPicture(address);
  try {
    return await rememberedPicture(ports.cache, address, () =>
      breakerGuard(ports)('cloudwatch', read),
    );
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Returns the number of environments that provisioned concurrency keeps ready. If Lambda does not
 * answer, the run continues, and the advice says that the number is unknown.
 */
export async function provisionedCountOf(
  ports: ProductionPorts,
  address: FunctionAddress,
): Promise<number | undefined> {
  try {
    return await ports.readProvisionedCount(address);
  } catch (error) {
    rethrowDefect(error);
    return undefined;
  }
}
