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

/** One state of the definition, as far as it is looked at here. */
export interface StateDefinition {
  readonly Type: string;
  readonly Resource?: string | { readonly 'Fn::GetAtt': readonly [string, string] };
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, StateDefinition>> };
  readonly [field: string]: unknown;
}

/** A state machine, as far as it is looked at here. */
export interface StateMachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
}

/** Reads the definition that is deployed. */
export function readDefinition(): StateMachineDefinition {
  return parse(readFileSync(DEFINITION_PATH, 'utf8'));
}

/** All states, those inside of Maps included. Names are unique across them. */
export function allStates(
  states: Readonly<Record<string, StateDefinition>>,
): ReadonlyMap<string, StateDefinition> {
  return new Map(
    Object.entries(states).flatMap(([name, state]) => [
      [name, state] as const,
      ...(state.ItemProcessor === undefined ? [] : allStates(state.ItemProcessor.States)),
    ]),
  );
}

/** The key in serverless.yml of the function that a state runs; `undefined` if it runs none. */
export function functionKeyOf({ Resource }: StateDefinition): string | undefined {
  return typeof Resource === 'object' ? Resource['Fn::GetAtt'][0] : undefined;
}
