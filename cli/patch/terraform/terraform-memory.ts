import { type Bindings, type MemorySource, stated } from '../source/defined-function.ts';
import { escapedPattern } from '../source/escaped-pattern.ts';
import { wholeNumberIn } from '../source/memory-number.ts';
import type { HclExpression } from './hcl-expression.ts';
import { type HclValue, placeOf, whereOf, writtenOf } from './terraform-module.ts';
import { follow, type Scope } from './terraform-value.ts';

/** Follows an expression to a number. */
export function followMemory(value: HclValue, scope: Scope, bindings: Bindings): MemorySource {
  const followed = follow(value, scope, bindings);
  if (followed.kind !== 'value') {
    const reason = followed.kind === 'text' ? 'the deployment sets it' : followed.reason;
    return { kind: 'unknown', reason: `${whereOf(value)}: ${reason}` };
  }
  const { expression } = followed.value;
  const written = writtenOf(followed.value);
  const quote = expression.kind === 'template' ? 1 : 0;
  const digits = quote ? written.slice(1, -1) : written;
  const memoryMb = wholeNumberIn(digits);
  if (memoryMb === undefined) {
    const where = whereOf(followed.value);
    return { kind: 'unknown', reason: `${where}: ${written.split('\n')[0]} is not a whole number` };
  }
  const { file, start, end } = placeOf(followed.value);
  return {
    ...stated(memoryMb, { file, start: start + quote, end: end - quote }),
    via: followed.via,
    unless: followed.unless,
    reading: readingOf(value.expression),
  };
}

/** Returns a pattern for lines that use the same variable or local value as an expression. */
function readingOf(expression: HclExpression): RegExp | undefined {
  const [root, name, ...rest] = expression.kind === 'traversal' ? expression.path : [];
  return (root === 'var' || root === 'local') && typeof name === 'string' && rest.length === 0
    ? new RegExp(`\\b${root}\\.${escapedPattern(name)}(?![\\w-])`)
    : undefined;
}
