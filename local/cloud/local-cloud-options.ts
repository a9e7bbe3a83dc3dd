import type { Clock } from '../../shared/runtime/clock.ts';
import type { Random } from '../../shared/runtime/random.ts';
import type { ModelMap } from './bedrock/scripted-model.ts';
import type { CloudService } from './cloud-service.ts';
import type { RoleMap } from './iam/role-directory.ts';
import type { ExecutionHost } from './lambda/execution-host.ts';

/** Options of a local cloud. */
export interface LocalCloudOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly executionHost: ExecutionHost;
  /** Twelve digits. Default `123456789012`. */
  readonly accountId?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** vCPUs that invocations may use together. Default: the machine's cores. */
  readonly vcpuCapacity?: number;
  /** Roles whose policies bind their callers. With none, every caller may do everything. */
  readonly roles?: RoleMap;
  /** Minimum duration of a call, except of those below. Default 0. */
  readonly controlPlaneDelayMs?: number;
  /** Maximum duration of such a call. Default `controlPlaneDelayMs`. */
  readonly controlPlaneDelayMsMax?: number;
  /** Duration of an S3 call. Default: as any other call. */
  readonly objectDelayMs?: number;
  /** Duration of DeleteFunction. Default: as any other call. */
  readonly deletionDelayMs?: number;
  /** Time that Invoke and a model's answer take in addition to the work itself. Default 0. */
  readonly dataPlaneDelayMs?: number;
  /** Time for which a new function stays Pending. Default 50. */
  readonly pendingMs?: number;
  /** Time for which an update stays InProgress, or a new version Pending. Default `pendingMs`. */
  readonly updatePendingMs?: number;
  /** Time before the initialisation of a new execution environment starts. Default 0. */
  readonly environmentStartMs?: number;
  /** Largest memory setting that the account may use. Default 10240. */
  readonly memoryMbMax?: number;
  /** Error that refuses a larger memory setting: AWS has used both. Default the first. */
  readonly memoryLimitError?: 'InvalidParameterValueException' | 'ValidationException';
  /** Concurrent executions of the account. Default 1000. */
  readonly accountConcurrency?: number;
  /** Maximum number of execution environments kept warm, over all functions. Default 32. */
  readonly idleEnvironmentsMax?: number;
  /** Local directories that replace container images, by image URI. */
  readonly imageDirectories?: Readonly<Record<string, string>>;
  /** Code signing configurations that functions may name, by ARN. Default: none. */
  readonly codeSigningConfigArns?: readonly string[];
  /** Whether `Code.Location` is answered in pieces, without its length. Default: no. */
  readonly isCodeChunked?: boolean;
  /** Language models by id, as Bedrock offers them. Default: none. */
  readonly models?: ModelMap;
  /**
   * Further services, reached by their signing names; they take precedence over the cloud's own.
   */
  readonly additionalServices?: readonly CloudService[];
}

/** Options that default to the value of another option. */
type DerivedOption = 'controlPlaneDelayMsMax' | 'objectDelayMs' | 'deletionDelayMs';

/** Options with every default filled in. */
export type CloudSettings = Required<
  Omit<LocalCloudOptions, 'additionalServices' | DerivedOption>
> &
  Pick<LocalCloudOptions, DerivedOption>;
