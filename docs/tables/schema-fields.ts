import * as z from 'zod/mini';

/** A field of a schema, as a row of a table. */
interface SchemaField {
  /** Path from the top of the value, such as `tiers[].figures.durationMsMean`. */
  readonly path: string;
  /** Type in terms of JSON: `number`, `text`, `"a" | "b"`, `object`, `list of objects`, … */
  readonly type: string;
  /** Whether the field may be missing, in general or in some alternatives of a union. */
  readonly isOptional: boolean;
}

/** A JSON Schema, limited to what the project's schemas yield. */
interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/**
 * Returns every field of an object's schema, nested fields after their parent. Alternatives of a
 * union are merged. An object that holds only numbers is a single field, such as `{p50, p99}`.
 */
export function schemaFields(schema: z.ZodMiniType): readonly SchemaField[] {
  return fieldsOf(
    z.toJSONSchema(schema, {
      unrepresentable: 'any',
      // The only custom checks in the project's schemas are those of memory sizes.
      override: ({ zodSchema, jsonSchema }) => {
        if (zodSchema._zod.def.type === 'custom') {
          jsonSchema.type = 'integer';
        }
      },
    }) as JsonSchema,
    '',
  );
}

function fieldsOf(schema: JsonSchema, parent: string): readonly SchemaField[] {
  const { properties = {}, required = [] } = merged(schema);
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${parent}${name}`;
    const nested = field.items === undefined ? `${path}.` : `${path}[].`;
    const own = { path, type: typeOf(field), isOptional: !required.includes(name) };
    return isInline(field) ? [own] : [own, ...fieldsOf(field.items ?? field, nested)];
  });
}

/** Merges a union into one object: a field is required if all alternatives require it. */
function merged(schema: JsonSchema): JsonSchema {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives === undefined) {
    return schema;
  }
  const properties: Record<string, JsonSchema> = {};
  for (const [name, field] of alternatives.flatMap((one) => Object.entries(one.properties ?? {}))) {
    const words = [...wordsOf(properties[name] ?? {}), ...wordsOf(field)];
    properties[name] = words.length > 0 ? { enum: [...new Set(words)] } : field;
  }
  const required = Object.keys(properties).filter((name) =>
    alternatives.every((one) => one.required?.includes(name)),
  );
  return { type: 'object', properties, required };
}

function wordsOf({ const: word, enum: words }: JsonSchema): readonly unknown[] {
  return words ?? (word === undefined ? [] : [word]);
}

function isInline({ type, properties = {}, required = [] }: JsonSchema): boolean {
  const fields = Object.entries(properties);
  return (
    type === 'object' &&
    fields.every(([name, field]) => field.type === 'number' && required.includes(name))
  );
}

function typeOf(schema: JsonSchema): string {
  if (wordsOf(schema).length > 0) {
    return wordsOf(schema)
      .map((word) => `\`${JSON.stringify(word)}\``)
      .join(', ');
  }
  if (isInline(schema)) {
    return `\`{${Object.keys(schema.properties ?? {}).join(', ')}}\``;
  }
  if (schema.items !== undefined) {
    return `list of ${typeOf(schema.items)}s`;
  }
  const names: Readonly<Record<string, string>> = { string: 'text', boolean: 'true or false' };
  const type = schema.type ?? 'object';
  return names[type] ?? type;
}
