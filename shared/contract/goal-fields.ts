import { GOAL_VOCABULARY, type GoalField } from './goal-vocabulary.ts';
import { tuningRequestSchema } from './request-fields.ts';

/** Names of the request's fields. */
const requestFields = (): ReadonlySet<string> => new Set(Object.keys(tuningRequestSchema.shape));

/** Returns the fields to which a goal can be translated. */
export function goalFields(): readonly GoalField[] {
  const known = requestFields();
  return GOAL_VOCABULARY.filter(({ name }) => known.has(name));
}

/** Lists the typed fields for an error about a goal that cannot be used. */
export function goalFieldsText(): string {
  return goalFields()
    .map(({ name, description }) => `"${name}" (${description})`)
    .join('; ');
}
