import { describe, expect, it } from '@jest/globals';
import { readModuleGraph } from '../../../../cli/handler/module-graph.ts';
import { sourceLines } from '../../../../cli/handler/source-lines.ts';
import { makeHandlerFolder } from '../../../support/handler-folder.ts';

describe('sourceLines()', () => {
  it('translates a position in a bundle to its TypeScript source', async () => {
    const folder = makeHandlerFolder({
      'src/orders.ts':
        "import { fail } from '../lib/fail.ts';\n\nexport const handler = (event: { n: number }) => {\n  return fail(event.n);\n};\n",
      'lib/fail.ts':
        'interface Unused { readonly a: string }\n\nexport function fail(n: number): never {\n  throw new Error(String(n));\n}\n',
    });
    const { bundle, bundleMap } = await readModuleGraph(folder.at('src/orders.ts'));
    const lines = bundle.split('\n');
    const row = lines.findIndex((line) => line.includes('throw new Error'));
    const column = (lines[row] ?? '').indexOf('new Error');

    const line = sourceLines(
      bundleMap,
      folder.at('src'),
    )(`    at fail (orders.mjs:${row + 1}:${column + 1})`);

    expect(line).toBe('    at fail (../lib/fail.ts:4:9)');
    folder.remove();
  });

  it('does not change a line that is not from a bundle', () => {
    const map = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

    expect(sourceLines(map, '/x')('    at node:fs:483:20')).toBe('    at node:fs:483:20');
    expect(sourceLines(map, '/x')('    at f (a.mjs:1:1)')).toBe('    at f (a.mjs:1:1)');
  });
});
