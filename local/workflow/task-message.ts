/** What the workflow asks a task's worker to run. */
export interface TaskCall {
  readonly id: number;
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/** What the worker answers: as Lambda does, an error is its name, its message and its trace. */
export type TaskAnswer =
  | { readonly id: number; readonly kind: 'answered'; readonly output: unknown }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    };
