import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { StateDefinition, StateMachineDefinition } from '../workflow/engine/definition.ts';

/** The deployed definitions, unchanged. */
const DEFINITIONS = join(import.meta.dirname, '..', '..', 'statemachine');

/** The machines that are deployed, by the names of their files. */
type MachineName = 'autotuner' | 'fleet';

/** Reads a definition that is deployed, as it is written: with the functions of a template. */
export function readDefinition(machine: MachineName = 'autotuner'): StateMachineDefinition {
  return parse(readFileSync(join(DEFINITIONS, `${machine}.asl.yaml`), 'utf8'));
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
