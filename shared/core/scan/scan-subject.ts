import * as z from 'zod/mini';
import { powerValueSchema } from '../power-value.ts';

/** A function as the list of an account's functions has it. */
export const listedFunctionSchema = z.strictObject({
  functionArn: z.string(),
  functionName: z.string(),
  memoryMb: powerValueSchema,
  timeoutSeconds: z.number(),
  architecture: z.enum(['x86_64', 'arm64']),
  ephemeralStorageMb: z.number(),
  /** Absent for an image. */
  runtime: z.exactOptional(z.string()),
  layerCount: z.int(),
  /** Where its REPORTs are. */
  logGroupName: z.string(),
  /** Whether they are lines or JSON. */
  logFormat: z.enum(['Text', 'JSON']),
});

export type ListedFunction = Readonly<z.infer<typeof listedFunctionSchema>>;

/** How a function is set up. */
export interface ScanSubject extends ListedFunction {
  readonly region: string;
}

/** What production shows of it in a window of days. */
export const scanTrafficSchema = z.strictObject({
  dayCount: z.number(),
  invocationCount: z.number(),
  errorCount: z.number(),
  throttleCount: z.number(),
  /** Absent where nothing ran. */
  durationMs: z.exactOptional(z.strictObject({ mean: z.number(), p99: z.number() })),
});

export type ScanTraffic = Readonly<z.infer<typeof scanTrafficSchema>>;
