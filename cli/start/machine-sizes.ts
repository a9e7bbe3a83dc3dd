import { exactCountText } from '../../shared/core/count-text.ts';
import {
  FULL_VCPU_MB,
  POWER_VALUE_MB_MAX,
  POWER_VALUE_MB_MIN,
} from '../../shared/core/power-value.ts';

/** The fields of a request other than the function's name. */
type RequestFields = Readonly<Record<string, unknown>>;

/** A request for this machine. */
interface MachineRequest {
  readonly request: RequestFields;
  /** What to tell the user about the sizes; `undefined` if nothing. */
  readonly notice: string | undefined;
}

/**
 * Limits a request to sizes that differ on this machine: a function gets no more CPU than the
 * machine has. A request that names its sizes, or has a goal in words, is not changed.
 *
 * @param coreCount Cores of this machine.
 */
export function requestForMachine(request: RequestFields, coreCount: number): MachineRequest {
  const largestMb = Math.min(POWER_VALUE_MB_MAX, coreCount * FULL_VCPU_MB);
  if (largestMb === POWER_VALUE_MB_MAX) {
    return { request, notice: undefined };
  }
  const cores = exactCountText(coreCount, 'core');
  if (request.powerValues === undefined && request.sizeRange === undefined) {
    return request.goal === undefined
      ? {
          request: { ...request, powerValues: { minMb: POWER_VALUE_MB_MIN, maxMb: largestMb } },
          notice: `Sizes above ${largestMb} MB are left out: this machine has ${cores}, and gives no size more CPU than that.`,
        }
      : { request, notice: undefined };
  }
  const wantedMb = Math.min(largestOf(request.powerValues), largestOf(request.sizeRange));
  return wantedMb > largestMb
    ? {
        request,
        notice: `Warning: no size above ${largestMb} MB can be faster here, because this machine has ${cores}; up to ${wantedMb} MB were asked for.`,
      }
    : { request, notice: undefined };
}

/** Returns the largest size, MB; infinite if nothing limits the sizes. */
function largestOf(sizes: unknown): number {
  if (Array.isArray(sizes)) {
    return Math.max(...sizes);
  }
  return (sizes as { readonly maxMb?: number } | undefined)?.maxMb ?? Number.POSITIVE_INFINITY;
}
