/** A call of a task, sent to its worker. */
export interface TaskCall {
  readonly id: number;
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/** The worker's answer. As in Lambda, an error consists of its name, its message and its trace. */
export type TaskAnswer =
  | { readonly id: number; readonly kind: 'answered'; readonly output: unknown }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    };
