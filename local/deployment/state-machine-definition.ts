import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { StateDefinition, StateMachineDefinition } from '../workflow/engine/definition.ts';

/** Folder of the deployed definitions. */
const DEFINITIONS = join(import.meta.dirname, '..', '..', 'statemachine');

/** The deployed state machines, by the names of their files. */
type MachineName = 'autotuner' | 'fleet';

/** Reads a deployed definition, with the functions of its template unresolved. */
export function readDefinition(machine: MachineName = 'autotuner'): StateMachineDefinition {
  return parse(readFileSync(join(DEFINITIONS, `${machine}.asl.yaml`), 'utf8'));
}

/** Returns all states, including those inside Maps. Names are unique across them. */
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
 * Returns the key in serverless.yml of the function that a state of the unresolved definition runs;
 * `undefined` if it runs none.
 */
export function functionKeyOf({ Resource }: StateDefinition): string | undefined {
  return (Resource as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined)?.[
    'Fn::GetAtt'
  ]?.[0];
}
