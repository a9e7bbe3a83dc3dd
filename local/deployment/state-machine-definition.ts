import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { StateDefinition, StateMachineDefinition } from '../workflow/engine/definition.ts';

/** The deployed definition, unchanged. */
const DEFINITION_PATH = join(import.meta.dirname, '..', '..', 'statemachine', 'autotuner.asl.yaml');

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
