import type { LambdaClient } from '@aws-sdk/client-lambda';

/** An account with its own deployed tuner, against which the scenarios run. */
export interface LivePlace {
  readonly lambda: LambdaClient;
  /** Role that the functions to tune run as. */
  readonly functionRoleArn: string;
  /** Log group of the functions to tune. */
  readonly logGroupName: string;
  /** Prefix of the names of the tuner's clones. */
  readonly clonePrefix: string;
  /** Options with which `autotune` finds this tuner. */
  readonly autotuneOptions: readonly string[];
  /** Environment variables of `autotune`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Deletes everything that was made, as far as possible, and returns what is left. */
  remove(): Promise<readonly string[]>;
}

/** Names of the functions that the tuner may tune here; all others are denied to it. */
export const TUNABLE_NAMES = 'autotuner-live-*';
