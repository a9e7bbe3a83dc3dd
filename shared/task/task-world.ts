import type * as z from 'zod/mini';
import type { AwsAccess } from '../aws/clients.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Environment } from '../runtime/config.ts';
import type { Random } from '../runtime/random.ts';

/** What a task is composed of when its execution environment starts. */
export interface TaskWorld {
  readonly environment: Environment;
  readonly aws: AwsAccess;
}

/** Units of the figures that tasks record. */
export type FigureUnit = 'Count' | 'Milliseconds' | 'NoUnit';

/** What a task may use of the step it runs in. */
export interface Step {
  readonly clock: Clock;
  readonly random: Random;
  /** When the task must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  /** Counts one under a metric of the tuner. */
  count(metricName: string): void;
  /** Records a figure under a metric of the tuner. */
  measure(metricName: string, value: number, unit: FigureUnit): void;
}

/** One task of the workflow. */
export interface Task<Input, Output> {
  /** The state's name. */
  readonly name: string;
  readonly input: z.ZodMiniType<Input>;
  readonly output: z.ZodMiniType<Output>;
  run(input: Input, step: Step): Promise<Output>;
}

/** Makes a task in a world; deployed once for each execution environment. */
export type TaskComposer<Input, Output> = (world: TaskWorld) => Task<Input, Output>;
