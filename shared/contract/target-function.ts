import * as z from 'zod/mini';
import { architectureSchema } from '../core/architecture.ts';
import { logFormatSchema } from '../core/measurement/log-format.ts';
import { powerValueSchema } from '../core/power-value.ts';

/** The CloudFormation stack that defines a function, and the function's name in its template. */
export const definitionSchema = z.strictObject({ stackName: z.string(), logicalId: z.string() });

export type FunctionDefinition = z.infer<typeof definitionSchema>;

/**
 * The function to tune, as it was when the run began. Holds nothing secret: only the task that
 * makes clones reads and writes environment variables.
 */
export const targetFunctionSchema = z.strictObject({
  /** ARN without a qualifier. */
  functionArn: z.string(),
  functionName: z.string(),
  region: z.string(),
  /** Qualifier after the function's name: a version number, an alias, or `$LATEST`. */
  qualifier: z.exactOptional(z.string()),
  memoryMb: powerValueSchema,
  timeoutSeconds: z.int(),
  architecture: architectureSchema,
  ephemeralStorageMb: z.int(),
  logFormat: logFormatSchema,
  packageType: z.enum(['Zip', 'Image']),
  runtime: z.exactOptional(z.string()),
  hasSnapStart: z.boolean(),
  /** Present if the function mounts a file system, which SnapStart does not support. */
  hasFileSystem: z.exactOptional(z.literal(true)),
  /** Environments that provisioned concurrency keeps ready; absent if that could not be read. */
  provisionedCount: z.exactOptional(z.int()),
  /** Base64 of the SHA-256 of the deployed code. */
  codeSha256: z.string(),
  /** Digest of all configuration that the measurements depend on, except the memory size. */
  configurationDigest: z.string(),
  /** The runtime build, to which clones are pinned; absent if Lambda does not state it. */
  runtimeVersionArn: z.exactOptional(z.string()),
  /**
   * Revision id of `$LATEST`, if a change is to be applied: the precondition of the one write.
   * Absent if an emulator of Lambda does not give one.
   */
  revisionId: z.exactOptional(z.string()),
  /** Absent if no stack made the function, or its tags cannot be read. */
  definedBy: z.exactOptional(definitionSchema),
  /**
   * The alias that a change is for, before the change; absent if the change is for `$LATEST` alone.
   */
  alias: z.exactOptional(
    z.strictObject({
      name: z.string(),
      functionVersion: z.string(),
      revisionId: z.string(),
      /** The size of `$LATEST`, which may differ from that of the alias's version. */
      latestMemoryMb: powerValueSchema,
    }),
  ),
});

export type TargetFunction = z.infer<typeof targetFunctionSchema>;

/** What identifies the function that was measured, except its memory size. */
type MeasuredIdentity = Pick<TargetFunction, 'codeSha256' | 'configurationDigest'>;

/**
 * Whether measurements of a function still apply to its present state, whatever its memory size.
 */
export function isStillApplicable(measured: MeasuredIdentity, now: MeasuredIdentity): boolean {
  return (
    now.codeSha256 === measured.codeSha256 &&
    now.configurationDigest === measured.configurationDigest
  );
}
