/** Identity and input of an execution to start. */
export interface EngineStart {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly input: unknown;
}

/** How an execution ended. */
export type ExecutionResult =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  /** The cause is empty if Step Functions gives none. */
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string }
  | {
      readonly status: 'ABORTED';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    }
  | { readonly status: 'TIMED_OUT' };
