import { GOAL_VOCABULARY, type GoalField } from './goal-vocabulary.ts';
import { tuningRequestSchema } from './request-fields.ts';

/** The fields of the request, by name. */
const requestFields = (): ReadonlySet<string> => new Set(Object.keys(tuningRequestSchema.shape));

/** What a goal can be translated to here. */
export function goalFields(): readonly GoalField[] {
  const known = requestFields();
  return GOAL_VOCABULARY.filter(({ name }) => known.has(name));
}

/** The typed fields, as an error lists them where a goal cannot be used. */
export function goalFieldsText(): string {
  return goalFields()
    .map(({ name, description }) => `"${name}" (${description})`)
    .join('; ');
}
