import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { SOURCE_DIRECTORY } from '../packaged-service.ts';
import { bundleCommands } from './bundle-commands.ts';
import { bundledLicenses } from './bundled-licenses.ts';
import { packageManifest } from './package-manifest.ts';
import { PACKAGE_PROGRAM } from './package-program.ts';
import { publicSchemas } from './public-schemas.ts';
import { typeDeclarations } from './type-declarations.ts';

/**
 * Files of the project that the local cloud reads while it runs. They are copied below the folder
 * of the bundles.
 */
const COPIED = [
  'serverless.yml',
  'statemachine',
  'local/samples',
  'local/cloud/lambda/process-host/node-bootstrap.mjs',
  'local/cloud/lambda/process-host/python-bootstrap.py',
  'cli/handler/inspect-python.py',
  'cli/live',
];

/** Modules of the deployment, which need no package once they are bundled. */
const DEPLOYMENT_MODULES = ['parameters', 'task-functions', 'task-names', 'task-roles'];

/**
 * Makes the folder of the npm package: the commands as plain JavaScript, with the template, the
 * zips and the sample functions.
 *
 * @param release The folder of a release of the same source.
 * @param directory Folder to make; its present content is removed.
 * @param repository URL of the source repository; absent if unknown.
 */
export async function makePackage(
  release: string,
  directory: string,
  repository?: string,
): Promise<void> {
  const bundles = join(directory, 'dist');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(bundles, { recursive: true });
  const metafiles = await bundleCommands(bundles);
  copySources(bundles);
  const deployment = await bundleDeployment(bundles);
  copyRelease(release, join(bundles, 'artifacts'));
  await writeTypes(bundles);
  writePackageFiles(directory, { metafiles: [...metafiles, deployment], repository });
}

/** Writes the types and schemas for programs that write requests and read results. */
async function writeTypes(bundles: string): Promise<void> {
  const schemas = publicSchemas();
  writeFileSync(join(bundles, 'types.d.ts'), await typeDeclarations(schemas.values()));
  mkdirSync(join(bundles, 'schemas'));
  for (const [name, { schema }] of schemas) {
    writeFileSync(join(bundles, 'schemas', `${name}.json`), jsonText(schema));
  }
}

function copySources(bundles: string): void {
  for (const path of [...COPIED, ...functionFiles(), ...deploymentFiles()]) {
    const target = join(bundles, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(SOURCE_DIRECTORY, path), target, {
      recursive: true,
      filter: (source) => !source.endsWith('.ts'),
    });
  }
}

function functionFiles(): readonly string[] {
  return readdirSync(join(SOURCE_DIRECTORY, 'functions')).map(
    (folder) => `functions/${folder}/function.yml`,
  );
}

function deploymentFiles(): readonly string[] {
  return readdirSync(join(SOURCE_DIRECTORY, 'deployment'))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `deployment/${name}`);
}

async function bundleDeployment(bundles: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: SOURCE_DIRECTORY,
    entryPoints: DEPLOYMENT_MODULES.map((name) => `deployment/${name}.cjs`),
    outdir: join(bundles, 'deployment'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  return metafile;
}

function copyRelease(release: string, target: string): void {
  mkdirSync(target);
  for (const name of readdirSync(release)) {
    if (name === 'template.json' || name.endsWith('.zip')) {
      cpSync(join(release, name), join(target, name));
    }
  }
}

function writePackageFiles(
  directory: string,
  {
    metafiles,
    repository,
  }: { readonly metafiles: readonly Metafile[]; readonly repository: string | undefined },
): void {
  const manifest = packageManifest(
    JSON.parse(readFileSync(join(SOURCE_DIRECTORY, 'package.json'), 'utf8')),
    repository,
  );
  const { name, version } = manifest;
  const write = (path: string, text: string) => writeFileSync(join(directory, path), text);
  write('package.json', jsonText(manifest));
  // The commands read their version from here, and it marks the bundles as ES modules.
  write('dist/package.json', jsonText({ name, version, type: 'module' }));
  write('dist/autotune.cjs', PACKAGE_PROGRAM);
  write('THIRD-PARTY-LICENSES.txt', bundledLicenses(metafiles));
  for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md']) {
    cpSync(join(SOURCE_DIRECTORY, file), join(directory, file));
  }
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
