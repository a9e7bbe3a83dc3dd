import { OLDEST_NODE } from './bundle-commands.ts';

/** package.json of the project, as far as that of the npm package follows it. */
interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly devDependencies: { readonly esbuild: string };
}

/**
 * package.json of the npm package. All that it needs is bundled, but for what follows the imports of a
 * handler on this machine, which is a program of its own for each platform: npm leaves it out with
 * `--omit=optional`.
 */
export function packageManifest({
  name,
  version,
  description,
  license,
  devDependencies,
}: ProjectManifest) {
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines: { node: `>=${OLDEST_NODE}` },
    bin: { [name]: 'dist/main.js', autotune: 'dist/main.js' },
    exports: {
      './template.json': './dist/artifacts/template.json',
      './package.json': './package.json',
    },
    files: ['dist', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt'],
    optionalDependencies: { esbuild: devDependencies.esbuild },
    publishConfig: { access: 'public', provenance: true },
    keywords: ['aws', 'lambda', 'memory', 'tuning', 'power', 'cost', 'performance'],
  };
}
