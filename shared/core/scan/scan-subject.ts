import * as z from 'zod/mini';
import { architectureSchema } from '../architecture.ts';
import { logFormatSchema } from '../measurement/log-format.ts';
import { powerValueSchema } from '../power-value.ts';

/** A function as `ListFunctions` returns it, without its region. */
export const listedFunctionSchema = z.strictObject({
  functionArn: z.string(),
  functionName: z.string(),
  memoryMb: powerValueSchema,
  timeoutSeconds: z.number(),
  architecture: architectureSchema,
  ephemeralStorageMb: z.number(),
  /** Absent for a container image. */
  runtime: z.exactOptional(z.string()),
  layerCount: z.int(),
  /** Log group of its REPORT lines. */
  logGroupName: z.string(),
  /** Format of its log group. */
  logFormat: logFormatSchema,
});

export type ListedFunction = Readonly<z.infer<typeof listedFunctionSchema>>;

/** A function of a scan, with its region. */
export interface ScanSubject extends ListedFunction {
  readonly region: string;
}

/** Its traffic in production in a window of days. */
export const scanTrafficSchema = z.strictObject({
  dayCount: z.number(),
  invocationCount: z.number(),
  errorCount: z.number(),
  throttleCount: z.number(),
  /** Absent if there were no invocations. */
  durationMs: z.exactOptional(z.strictObject({ mean: z.number(), p99: z.number() })),
});

export type ScanTraffic = Readonly<z.infer<typeof scanTrafficSchema>>;
