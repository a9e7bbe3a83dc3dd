import * as z from 'zod/mini';
import {
  isPowerValue,
  POWER_VALUE_MB_MAX,
  POWER_VALUE_MB_MIN,
  type PowerValue,
} from '../core/power-value.ts';

/** Most sizes in a list: as many as an inline Map runs in parallel. */
const POWER_VALUE_COUNT_MAX = 40;

/** A size as a request writes it, MB. */
export const writtenPowerValueSchema = z.custom<PowerValue>(isPowerValue, {
  error: `must be an integer from ${POWER_VALUE_MB_MIN} to ${POWER_VALUE_MB_MAX} (MB)`,
});

/** A list of single sizes. */
export const powerValueListSchema = z
  .array(writtenPowerValueSchema, {
    error: 'must be a list of memory sizes in MB, or a range such as {"minMb": 128, "maxMb": 3008}',
  })
  .check(
    z.minLength(1, { error: 'must name at least one memory size' }),
    z.maxLength(POWER_VALUE_COUNT_MAX, {
      error: `must name at most ${POWER_VALUE_COUNT_MAX} memory sizes`,
    }),
  );

/** A range of sizes: every integer MB in it, both ends included. */
export const sizeRangeSchema = z
  .strictObject(
    { minMb: writtenPowerValueSchema, maxMb: writtenPowerValueSchema },
    { error: 'must be a range such as {"minMb": 128, "maxMb": 3008}' },
  )
  .check(
    z.refine(({ minMb, maxMb }: { minMb: number; maxMb: number }) => minMb <= maxMb, {
      error: 'must have "minMb" at most "maxMb"',
    }),
  );
