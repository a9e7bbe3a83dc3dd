import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The deployed definition, unchanged. */
export const DEFINITION_PATH = join(
  import.meta.dirname,
  '..',
  '..',
  'statemachine',
  'autotuner.asl.yaml',
);

/** A rule of Retry. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** What a rule of Catch or of a Choice, or a state, passes on; each value may hold expressions. */
export interface Transition {
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Output?: unknown;
  readonly Next?: string;
}

/** A rule of Catch. */
export interface Catcher extends Transition {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** A rule of a Choice. */
export interface ChoiceRule extends Transition {
  readonly Condition: string;
  readonly Next: string;
}

/** A state of a definition in JSONata, with the fields that this engine knows. */
export interface StateDefinition extends Transition {
  readonly Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Map' | 'Succeed' | 'Fail';
  readonly End?: boolean;
  readonly Resource?: unknown;
  readonly Arguments?: unknown;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: unknown;
  readonly Items?: unknown;
  readonly ItemSelector?: unknown;
  readonly MaxConcurrency?: number;
  readonly ItemProcessor?: StateMachineDefinition;
  readonly Error?: unknown;
  readonly Cause?: unknown;
}

/** A state machine in JSONata. */
export interface StateMachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
  readonly TimeoutSeconds?: number;
}

/** Reads the definition that is deployed, as it is written: with the functions of a template. */
export function readDefinition(): StateMachineDefinition {
  return parse(readFileSync(DEFINITION_PATH, 'utf8'));
}

/** All states, those inside of Maps included. Names are unique across them. */
export function allStates(
  states: StateMachineDefinition['States'],
): ReadonlyMap<string, StateDefinition> {
  return new Map(
    Object.entries(states).flatMap(([name, state]) => [
      [name, state] as const,
      ...(state.ItemProcessor === undefined ? [] : allStates(state.ItemProcessor.States)),
    ]),
  );
}

/**
 * The key in serverless.yml of the function that a state of the written definition runs;
 * `undefined` if it runs none.
 */
export function functionKeyOf({ Resource }: StateDefinition): string | undefined {
  return (Resource as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined)?.[
    'Fn::GetAtt'
  ]?.[0];
}
