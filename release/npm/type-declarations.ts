import { compile } from 'json-schema-to-typescript';
import type { JsonSchema, PublicSchema } from './public-schemas.ts';

/** Keywords that define the type of a value; without any of them it may be anything. */
const TYPE_KEYWORDS = ['type', 'const', 'enum', 'anyOf', 'oneOf', 'allOf'];

/** Returns TypeScript declarations for the schemas; they import nothing. */
export async function typeDeclarations(schemas: Iterable<PublicSchema>): Promise<string> {
  const parts = [...schemas].map(async ({ typeName, schema }) => {
    const named = { ...withUnknown(schema), title: typeName } as Parameters<typeof compile>[0];
    const text = await compile(named, typeName, {
      bannerComment: '',
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      style: { singleQuote: true, printWidth: 100 },
    });
    return `/** ${schema.title} */\n${text.trim()}\n`;
  });
  return (await Promise.all(parts)).join('\n');
}

/** Marks values without a type as unknown. The compiler would otherwise take them for objects. */
function withUnknown(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf, oneOf } = schema;
  const isAnything = !TYPE_KEYWORDS.some((keyword) => keyword in schema);
  return {
    ...schema,
    ...(isAnything && { tsType: 'unknown' }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, withUnknown(property)]),
      ),
    }),
    ...(items !== undefined && { items: withUnknown(items) }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(withUnknown) }),
    ...(oneOf !== undefined && { oneOf: oneOf.map(withUnknown) }),
  };
}
