import * as z from 'zod/mini';
import { InvariantError } from '../errors.ts';

/** A Lambda memory setting: integer MB (MiB in AWS billing), 128 to 10240. */
export type PowerValue = number & { readonly __brand: 'PowerValue' };

/** Smallest memory setting of a default Lambda function, MB (Lambda quotas, 2026). */
export const POWER_VALUE_MB_MIN = 128;

/** Largest memory setting of a default Lambda function, MB (Lambda quotas, 2026). */
export const POWER_VALUE_MB_MAX = 10_240;

/** Memory at which a function has one full vCPU, MB (Lambda guide, "Configure memory"). */
export const FULL_VCPU_MB = 1769;

/** Most vCPUs a function can have; 10240 MB gives 5.8, documented as six. */
export const VCPU_MAX = 6;

/** Whether a value is an integer that Lambda accepts as a memory setting. */
export function isPowerValue(value: unknown): value is PowerValue {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= POWER_VALUE_MB_MIN &&
    value <= POWER_VALUE_MB_MAX
  );
}

/** Schema of a memory setting in untrusted input. */
export const powerValueSchema = z.custom<PowerValue>(isPowerValue);

/**
 * Brands a number that is known to be a valid memory setting.
 *
 * @throws {InvariantError} If it is not an integer from 128 to 10240.
 */
export function powerValue(value: number): PowerValue {
  if (!isPowerValue(value)) {
    throw new InvariantError(
      `Cannot use a memory setting: it must be an integer from ${POWER_VALUE_MB_MIN} to ${POWER_VALUE_MB_MAX} MB: current value is ${value}`,
    );
  }
  return value;
}

/** Returns the CPU share of a memory setting, in vCPUs (proportional: 1769 MB is 1). */
export function cpuShare(memoryMb: number): number {
  return memoryMb / FULL_VCPU_MB;
}
