import { OLDEST_NODE } from '../../cli/oldest-node.ts';

/** The fields of the project's package.json that the npm package takes over. */
interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly devDependencies: { readonly esbuild: string };
}

/**
 * Returns the package.json of the npm package. Everything is bundled except esbuild, which follows
 * the imports of a handler on this machine. It is a separate program for each platform, and npm
 * leaves it out with `--omit=optional`.
 *
 * @param repository URL of the source repository. npm attests where a package comes from
 *   (provenance) only if its package.json names the repository whose workflow publishes it.
 */
export function packageManifest(
  { name, version, description, license, devDependencies }: ProjectManifest,
  repository: string | undefined,
) {
  return {
    name,
    version,
    description,
    license,
    ...(repository !== undefined && {
      repository: { type: 'git', url: `git+${repository}.git` },
      bugs: `${repository}/issues`,
      homepage: `${repository}#readme`,
    }),
    type: 'module',
    engines: { node: `>=${OLDEST_NODE}` },
    bin: { [name]: 'dist/autotune.cjs', autotune: 'dist/autotune.cjs' },
    // Exports only types: apart from the commands, there is nothing to call.
    exports: {
      '.': { types: './dist/types.d.ts' },
      './schemas/*.json': './dist/schemas/*.json',
      './template.json': './dist/artifacts/template.json',
      './package.json': './package.json',
    },
    types: './dist/types.d.ts',
    files: ['dist', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt'],
    optionalDependencies: { esbuild: devDependencies.esbuild },
    publishConfig: { access: 'public', ...(repository !== undefined && { provenance: true }) },
    keywords: ['aws', 'lambda', 'memory', 'tuning', 'power', 'cost', 'performance'],
  };
}
