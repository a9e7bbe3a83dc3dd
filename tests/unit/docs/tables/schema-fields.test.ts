import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { schemaFields } from '../../../../docs/tables/schema-fields.ts';

describe('schemaFields()', () => {
  it('lists nested fields after their parent, with the fields of a list below its items', () => {
    const schema = z.strictObject({
      runs: z.array(z.strictObject({ id: z.string(), isDone: z.boolean() })),
      sizes: z.array(z.int()),
    });

    expect(schemaFields(schema)).toEqual([
      { path: 'runs', type: 'list of objects', isOptional: false },
      { path: 'runs[].id', type: 'text', isOptional: false },
      { path: 'runs[].isDone', type: 'true or false', isOptional: false },
      { path: 'sizes', type: 'list of integers', isOptional: false },
    ]);
  });

  it('merges the alternatives of a union', () => {
    const schema = z.strictObject({
      watch: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('kept'), message: z.string() }),
        z.strictObject({ kind: z.literal('unclear') }),
      ]),
    });

    expect(schemaFields(schema)).toEqual([
      { path: 'watch', type: 'object', isOptional: false },
      { path: 'watch.kind', type: '`"kept"`, `"unclear"`', isOptional: false },
      { path: 'watch.message', type: 'text', isOptional: true },
    ]);
  });

  it('shows an object of numbers on one line, and one with an optional number field by field', () => {
    const schema = z.strictObject({
      interval: z.strictObject({ low: z.number(), high: z.number() }),
      outlook: z.exactOptional(z.strictObject({ usd: z.exactOptional(z.number()) })),
    });

    expect(schemaFields(schema)).toEqual([
      { path: 'interval', type: '`{low, high}`', isOptional: false },
      { path: 'outlook', type: 'object', isOptional: true },
      { path: 'outlook.usd', type: 'number', isOptional: true },
    ]);
  });

  it('shows memory sizes, which have a check of their own, as integers', () => {
    expect(schemaFields(z.strictObject({ powerValue: z.custom<number>() }))).toEqual([
      { path: 'powerValue', type: 'integer', isOptional: false },
    ]);
  });
});
