import * as z from 'zod/mini';
import { architectureSchema } from '../core/architecture.ts';
import { powerValueSchema } from '../core/power-value.ts';

/** The CloudFormation stack that made a function, and what its template calls it. */
export const definitionSchema = z.strictObject({ stackName: z.string(), logicalId: z.string() });

export type FunctionDefinition = z.infer<typeof definitionSchema>;

/**
 * The function to tune, as it was when the run began. Nothing secret: environment variables are
 * read and written by the one task that clones.
 */
export const targetFunctionSchema = z.strictObject({
  /** Unqualified. */
  functionArn: z.string(),
  functionName: z.string(),
  region: z.string(),
  /** What was asked for after the name: a version number, an alias, or `$LATEST`. */
  qualifier: z.exactOptional(z.string()),
  memoryMb: powerValueSchema,
  timeoutSeconds: z.int(),
  architecture: architectureSchema,
  ephemeralStorageMb: z.int(),
  logFormat: z.enum(['Text', 'JSON']),
  packageType: z.enum(['Zip', 'Image']),
  runtime: z.exactOptional(z.string()),
  hasSnapStart: z.boolean(),
  /** It mounts a file system, which SnapStart does not take; absent where it mounts none. */
  hasFileSystem: z.exactOptional(z.literal(true)),
  /** Environments that provisioned concurrency keeps ready; absent where that could not be read. */
  provisionedCount: z.exactOptional(z.int()),
  /** Base64 of the SHA-256 of the deployed code. */
  codeSha256: z.string(),
  /** Digest of all configuration that the measurements depend on, memory size apart. */
  configurationDigest: z.string(),
  /** The build of the runtime, to which clones are pinned; absent where Lambda does not say. */
  runtimeVersionArn: z.exactOptional(z.string()),
  /**
   * Of `$LATEST` where a change is to be applied: the precondition of the one write to it. Absent
   * where an emulator of Lambda does not give one.
   */
  revisionId: z.exactOptional(z.string()),
  /** Absent where no stack made it, or its tags cannot be read. */
  definedBy: z.exactOptional(definitionSchema),
  /** The alias that a change is for, as it was; absent where the change is for `$LATEST` alone. */
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

/** What a measurement is of, memory size apart. */
type MeasuredIdentity = Pick<TargetFunction, 'codeSha256' | 'configurationDigest'>;

/** Whether what was measured of a function still holds for how it is now, memory size apart. */
export function isStillApplicable(measured: MeasuredIdentity, now: MeasuredIdentity): boolean {
  return (
    now.codeSha256 === measured.codeSha256 &&
    now.configurationDigest === measured.configurationDigest
  );
}
