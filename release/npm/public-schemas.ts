import * as z from 'zod/mini';
import { describedFields } from '../../cli/request/described-fields.ts';
import { COMPARISON_MEANINGS } from '../../docs/tables/comparison-table.ts';
import { RESULT_MEANINGS } from '../../docs/tables/result-table.ts';
import { comparisonResultSchema } from '../../shared/contract/comparison-result.ts';
import { writtenFleetSchema } from '../../shared/contract/fleet-request.ts';
import { fleetResultSchema } from '../../shared/contract/fleet-result.ts';
import { writtenRequestSchema } from '../../shared/contract/request-fields.ts';
import { powerValueListSchema, sizeRangeSchema } from '../../shared/contract/size-fields.ts';
import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { POWER_VALUE_MB_MAX, POWER_VALUE_MB_MIN } from '../../shared/core/power-value.ts';

/** The keywords of a JSON Schema that are used here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** A schema of the package for data that other programs write or read. */
export interface PublicSchema {
  /** Name of its TypeScript type. */
  readonly typeName: string;
  readonly schema: JsonSchema & { readonly title: string };
}

type Meanings = Readonly<Record<string, string>>;

/**
 * Returns the schemas of the state machines' inputs and outputs, by the name of the schema's file.
 */
export function publicSchemas(): ReadonlyMap<string, PublicSchema> {
  const request = toJson(
    z.extend(writtenRequestSchema, {
      // A list or a range. The request parses it separately by its shape, to report every problem.
      powerValues: z.exactOptional(z.union([powerValueListSchema, sizeRangeSchema])),
    }),
    'input',
  );
  const fields = Object.fromEntries(
    describedFields().map(({ name, unit, meaning, accepted, withoutIt }) => [
      name,
      `${withoutLinks(meaning)} (${unit}). Accepted: ${accepted}. Without it: ${withoutIt}`,
    ]),
  );
  const result = toJson(tuningResultSchema, 'output');
  const comparison = toJson(comparisonResultSchema, 'output');
  return new Map([
    entry('request', 'TuningRequest', {
      title: 'Input of an execution that tunes a function, or compares two releases of it',
      schema: described(request, '', fields),
    }),
    entry('result', 'TuningResult', {
      title: 'Output of an execution that tuned a function',
      schema: described(result, '', RESULT_MEANINGS),
    }),
    entry('comparison-result', 'ComparisonResult', {
      title: 'Output of an execution that compared two releases (`compareWith`)',
      schema: described(comparison, '', COMPARISON_MEANINGS),
    }),
    entry('fleet-request', 'FleetRequest', {
      title: 'Input of an execution that tunes many functions under one budget',
      schema: toJson(writtenFleetSchema, 'input'),
    }),
    entry('fleet-result', 'FleetResult', {
      title: 'Output of an execution that tuned many functions; amounts in USD',
      schema: toJson(fleetResultSchema, 'output'),
    }),
  ]);
}

/** Replaces links by their text, because the pages they point to are not in the package. */
function withoutLinks(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}

function entry(
  name: string,
  typeName: string,
  { title, schema }: { readonly title: string; readonly schema: JsonSchema },
) {
  return [name, { typeName, schema: { ...schema, title } }] as const;
}

function toJson(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // The only custom checks in the project's schemas are those of memory sizes.
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'custom') {
        jsonSchema.type = 'integer';
        jsonSchema.minimum = POWER_VALUE_MB_MIN;
        jsonSchema.maximum = POWER_VALUE_MB_MAX;
      }
    },
  }) as JsonSchema;
}

/** Adds the meaning of each field to a schema. The alternatives of a union share their fields. */
function described(schema: JsonSchema, path: string, meanings: Meanings): JsonSchema {
  const { properties, items, anyOf, oneOf } = schema;
  const alternatives = (all: readonly JsonSchema[]) =>
    all.map((one) => described(one, path, meanings));
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: describedProperties(properties, path, meanings),
    }),
    ...(items !== undefined && {
      items: described(items, `${path.replace(/\.$/, '')}[].`, meanings),
    }),
    ...(anyOf !== undefined && { anyOf: alternatives(anyOf) }),
    ...(oneOf !== undefined && { oneOf: alternatives(oneOf) }),
  };
}

function describedProperties(
  properties: Readonly<Record<string, JsonSchema>>,
  path: string,
  meanings: Meanings,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const description = meanings[`${path}${name}`];
      const inner = described(property, `${path}${name}.`, meanings);
      return [
        name,
        description === undefined ? inner : { ...inner, description: withoutLinks(description) },
      ];
    }),
  );
}
