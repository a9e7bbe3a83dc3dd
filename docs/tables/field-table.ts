import type * as z from 'zod/mini';
import { markdownTable, textsOf } from './markdown-table.ts';
import { schemaFields } from './schema-fields.ts';

/**
 * Returns a table of the fields of a result.
 * @param what Name of the result for an error message.
 * @param meanings By the path of each field.
 * @throws {RangeError} If a field has no meaning, or a meaning no field.
 */
export function fieldTable(
  what: string,
  schema: z.ZodMiniType,
  meanings: Readonly<Record<string, string>>,
): string {
  const fields = schemaFields(schema);
  const texts = textsOf(
    what,
    fields.map(({ path }) => path),
    meanings,
  );
  return markdownTable(
    ['field', 'type', 'always', 'meaning'],
    fields.map(({ path, type, isOptional }, index) => [
      `\`${path}\``,
      type,
      isOptional ? 'no' : 'yes',
      String(texts[index]),
    ]),
  );
}
