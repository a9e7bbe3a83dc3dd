import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { durableText, parseDurable } from '../../../../shared/contract/durable.ts';
import { ContractError } from '../../../../shared/errors.ts';

const schema = z.strictObject({ size: z.number() });

describe('parseDurable()', () => {
  it('reads what durableText() wrote, and texts from before there was a version', () => {
    expect(durableText({ size: 3 })).toBe('{"schemaVersion":1,"size":3}');
    expect(parseDurable(schema, durableText({ size: 3 }), 'it')).toEqual({ size: 3 });
    expect(parseDurable(schema, '{"size":3}', 'it')).toEqual({ size: 3 });
  });

  it.each([
    ['not JSON at all', 'it is not JSON'],
    ['null', 'Cannot read it'],
    ['{"size":"3"}', '"size"'],
    ['{"schemaVersion":2,"size":3}', 'a newer release of the tuner wrote it'],
    ['{"schemaVersion":0,"size":3}', '"schemaVersion"'],
  ])('refuses %s', (text, message) => {
    expect(() => parseDurable(schema, text, 'it')).toThrow(ContractError);
    expect(() => parseDurable(schema, text, 'it')).toThrow(message);
  });
});
