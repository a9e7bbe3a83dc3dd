import { readConfig, type VariableReaders } from '../runtime/config.ts';
import type { Step } from '../runtime/step.ts';
import type { Task, TaskComposer, TaskWorld } from './task-world.ts';

/**
 * Longest message of a task that runs once for each tier, characters: 40 of them may fail in one
 * round, and all causes together travel in one state.
 */
export const TIER_MESSAGE_LENGTH_MAX = 1_000;

/** A world whose environment variables have been read. */
interface ConfiguredWorld<Config> extends TaskWorld {
  readonly config: Config;
}

/** What makes a task: its contract, its dependencies and its function. */
export interface TaskDefinition<Input, Output, Ports, Config>
  extends Pick<Task<Input, Output>, 'name' | 'input' | 'output' | 'messageLengthMax'> {
  /** The environment variables that the task needs, by field; all are read before any complaint. */
  readonly config: VariableReaders<Config>;
  /**
   * Called once for an execution environment, so that clients outlive a step.
   *
   * @returns The task's dependencies in one step.
   */
  readonly compose: (world: ConfiguredWorld<Config>) => (step: Step) => Ports;
  /** The task itself. */
  readonly run: (ports: Ports, input: Input) => Promise<Output>;
}

/**
 * Defines a task of the workflow, without a side effect: its handler composes it in Lambda, the
 * simulator in a process of its own.
 *
 * @returns Throws a `ConfigurationError` if an environment variable is missing or malformed.
 */
export function defineTask<Input, Output, Ports, Config>({
  config,
  compose,
  run,
  ...task
}: TaskDefinition<Input, Output, Ports, Config>): TaskComposer<Input, Output> {
  return (world) => {
    const portsAt = compose({ ...world, config: readConfig(world.environment, config) });
    return { ...task, run: (event, step) => run(portsAt(step), event) };
  };
}
