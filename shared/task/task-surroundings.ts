import type * as z from 'zod/mini';
import type { AwsAccess } from '../aws/clients.ts';
import type { Environment } from '../runtime/config.ts';
import type { Step } from '../runtime/step.ts';

/** The surroundings of a task when its execution environment starts. */
export interface TaskSurroundings {
  readonly environment: Environment;
  readonly aws: AwsAccess;
}

/** One task of the workflow. */
export interface Task<Input, Output> {
  /** Name of the task's state. */
  readonly name: string;
  readonly input: z.ZodMiniType<Input>;
  readonly output: z.ZodMiniType<Output>;
  /** Longest message of a failure, characters; absent for the default. */
  readonly messageLengthMax?: number;
  run(input: Input, step: Step): Promise<Output>;
}

/** Builds a task with its dependencies, once per execution environment. */
export type TaskComposer<Input, Output> = (surroundings: TaskSurroundings) => Task<Input, Output>;
