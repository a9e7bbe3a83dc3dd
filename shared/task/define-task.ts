import { readConfig, type VariableReaders } from '../runtime/config.ts';
import type { Step } from '../runtime/step.ts';
import type { Task, TaskComposer, TaskSurroundings } from './task-surroundings.ts';

/**
 * Longest message of a task that runs once for each tier, characters. As many as 40 may fail in one
 * round, and all their causes travel in one state.
 */
export const TIER_MESSAGE_LENGTH_MAX = 1_000;

/** The surroundings of a task, with its environment variables already read. */
interface ConfiguredSurroundings<Config> extends TaskSurroundings {
  readonly config: Config;
}

/** The definition of a task: its contract, its dependencies and its function. */
export interface TaskDefinition<Input, Output, Ports, Config>
  extends Pick<Task<Input, Output>, 'name' | 'input' | 'output' | 'messageLengthMax'> {
  /**
   * The environment variables that the task needs, by field. All are read before problems are
   * reported.
   */
  readonly config: VariableReaders<Config>;
  /**
   * Builds the dependencies. Called once per execution environment, so that clients outlive a step.
   *
   * @returns The task's dependencies in one step.
   */
  readonly compose: (surroundings: ConfiguredSurroundings<Config>) => (step: Step) => Ports;
  /** The task itself. */
  readonly run: (ports: Ports, input: Input) => Promise<Output>;
}

/**
 * Defines a task of the workflow, without side effects. Its handler builds it in Lambda; the
 * simulator builds it in its own process.
 *
 * @returns A composer that throws a `ConfigurationError` if an environment variable is missing or
 *   malformed.
 */
export function defineTask<Input, Output, Ports, Config>({
  config,
  compose,
  run,
  ...task
}: TaskDefinition<Input, Output, Ports, Config>): TaskComposer<Input, Output> {
  return (surroundings) => {
    const portsAt = compose({
      ...surroundings,
      config: readConfig(surroundings.environment, config),
    });
    return { ...task, run: (event, step) => run(portsAt(step), event) };
  };
}
