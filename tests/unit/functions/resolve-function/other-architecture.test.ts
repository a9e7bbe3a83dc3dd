import { describe, expect, it } from '@jest/globals';
import { requireRunnableOnOther } from '../../../../functions/resolve-function/other-architecture.ts';
import type { FunctionDescription } from '../../../../shared/aws/function-description.ts';
import type { PackageParts } from '../../../../shared/aws/package-parts.ts';
import { DESCRIPTION, FUNCTION_ARN, fakeLambda } from '../../../support/fake-lambda.ts';

const X86 = { path: 'lib/a.node', architecture: 'x86_64' } as const;
const LAYER = 'arn:aws:lambda:us-east-1:1:layer:tools:3';

async function refusalOf(
  changes: Partial<FunctionDescription>,
  {
    packages = [{ parts: [] }],
    architectures = ['x86_64', 'arm64'],
  }: {
    packages?: readonly PackageParts[];
    architectures?: ('x86_64' | 'arm64')[] | null;
  } = {},
) {
  const { api, calls } = fakeLambda({ packages });
  const description = { ...DESCRIPTION, ...changes };
  const error: unknown = await requireRunnableOnOther(
    api,
    description,
    { functionArn: FUNCTION_ARN },
    architectures === null ? {} : { architectures },
  ).catch((thrown: unknown) => thrown);
  return { message: error instanceof Error ? `${error.name}: ${error.message}` : error, calls };
}

describe('requireRunnableOnOther()', () => {
  it.each([
    ['nothing in it is compiled', {}, [{ parts: [] }]],
    [
      'compiled files exist for both',
      {},
      [{ parts: [X86, { ...X86, path: 'lib/a.node', architecture: 'arm64' as const }] }],
    ],
    [
      'it is already compiled for the other one',
      {},
      [{ parts: [{ ...X86, architecture: 'arm64' as const }] }],
    ],
    [
      'it runs on arm64, with an old runtime',
      { architecture: 'arm64' as const, runtime: 'python3.8' },
      [{ parts: [X86] }],
    ],
    ['its own runtime is a script', { runtime: 'provided.al2023' }, [{ parts: [] }]],
  ])('accepts a function if %s', async (_what, changes, packages) => {
    expect((await refusalOf(changes, { packages })).message).toBeUndefined();
  });

  it('does not read the package if the other architecture is not asked for', async () => {
    const packages = [{ parts: [X86] }];

    for (const architectures of [null, ['x86_64' as const]]) {
      expect(await refusalOf({}, { packages, architectures })).toEqual({
        message: undefined,
        calls: [],
      });
    }
  });

  it('names the compiled file, and its layer', async () => {
    const own = await refusalOf({}, { packages: [{ parts: [X86] }] });
    const layer = await refusalOf(
      {},
      { packages: [{ parts: [] }, { layerVersionArn: LAYER, parts: [X86] }] },
    );

    expect(own.message).toMatch(
      /^UnsupportedFunctionError: Cannot measure "arn:\S+" on arm64: "lib\/a\.node" in its package is compiled for x86_64, and has no counterpart for arm64 there/,
    );
    expect(layer.message).toContain(`"lib/a.node" in its layer ${LAYER} is compiled for x86_64`);
  });

  it.each([
    ['a container image', { packageType: 'Image' }, /Lambda takes an image for one architecture/],
    [
      'a runtime without arm64',
      { runtime: 'python3.7' },
      /does not offer the runtime "python3\.7"/,
    ],
  ] as const)('refuses %s without reading the package', async (_what, changes, message) => {
    const { message: said, calls } = await refusalOf(changes);

    expect(said).toMatch(message);
    expect(calls).toEqual([]);
  });

  it('refuses a list without the function’s own architecture', async () => {
    const { message } = await refusalOf({}, { architectures: ['arm64'] });

    expect(message).toMatch(
      /^InvalidRequestError: .* current value is \["arm64"\], and the function has x86_64$/,
    );
  });
});
