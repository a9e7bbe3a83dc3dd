import type { LambdaClient } from '@aws-sdk/client-lambda';

/** An account with a tuner of its own in it, which the scenarios run against. */
export interface LivePlace {
  readonly lambda: LambdaClient;
  /** Role that the functions to tune run as. */
  readonly functionRoleArn: string;
  /** Where the functions to tune log. */
  readonly logGroupName: string;
  /** What the names of the tuner's clones begin with. */
  readonly clonePrefix: string;
  /** Options by which `autotune` finds this tuner. */
  readonly autotuneOptions: readonly string[];
  /** Environment variables of `autotune`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Deletes everything that was made, as far as it can, and tells what is left. */
  remove(): Promise<readonly string[]>;
}

/** Functions that the tuner may tune here: a function of another name is denied to it. */
export const TUNABLE_NAMES = 'autotuner-live-*';
