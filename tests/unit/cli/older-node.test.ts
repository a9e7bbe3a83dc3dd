import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const MODULE = join(import.meta.dirname, '..', '..', '..', 'cli', 'older-node.ts');

/** Evaluates an expression in a process whose Node.js lacks the newer functions. */
function evaluate(expression: string): unknown {
  const script = `
    const before = { groupBy: Map.groupBy, parse: URL.parse, withResolvers: Promise.withResolvers };
    delete Map.groupBy; delete URL.parse; delete Promise.withResolvers;
    await import(${JSON.stringify(MODULE)});
    if (Map.groupBy === before.groupBy) throw new Error('not replaced');
    process.stdout.write(JSON.stringify(await (${expression})));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('the functions that Node.js 20 lacks', () => {
  it('group in the order of the first item of each group, by the item and its index', () => {
    expect(
      evaluate(
        '[...Map.groupBy(new Set([3, 1, 4, 1.5]), (item, index) => [item > 2, index < 9] + "")]',
      ),
    ).toEqual([
      ['true,true', [3, 4]],
      ['false,true', [1, 1.5]],
    ]);
  });

  it('parse a URL, or return null', () => {
    expect(
      evaluate('[URL.parse("http://a/b").pathname, URL.parse("/c", "http://a").href]'),
    ).toEqual(['/b', 'http://a/c']);
    expect(evaluate('[URL.parse(""), URL.parse("not an address")]')).toEqual([null, null]);
  });

  it('settle a promise from outside', () => {
    expect(
      evaluate(
        '(async () => { const first = Promise.withResolvers(); const second = Promise.withResolvers(); first.resolve(1); second.reject(2); return [await first.promise, await second.promise.catch((error) => error)]; })()',
      ),
    ).toEqual([1, 2]);
  });
});
