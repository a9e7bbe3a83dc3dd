import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project's directory. */
export const SOURCE_DIRECTORY = join(import.meta.dirname, '..');

/** The service as packaged by the Serverless Framework. */
export interface PackagedService {
  /** The template of the stack, with the code in the stack's own bucket. */
  readonly template: PackagedTemplate;
  /** The code of each function, by its key in serverless.yml. */
  readonly zips: ReadonlyMap<string, Uint8Array>;
  /** The bill of materials, CycloneDX. */
  readonly bom: string;
}

/** The parts of a CloudFormation template that a release changes. */
export interface PackagedTemplate {
  readonly Parameters: Readonly<Record<string, object>>;
  readonly Metadata: { readonly 'AWS::CloudFormation::Interface': ParameterInterface };
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, object>>;
}

interface ParameterInterface {
  readonly ParameterGroups: readonly {
    readonly Label: { readonly default: string };
    readonly Parameters: readonly string[];
  }[];
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/**
 * Packages the service; needs neither an account nor a network.
 *
 * @param directory Output folder of the framework.
 * @throws {Error} If the framework fails, with its output.
 */
export function packageService(directory: string): PackagedService {
  const program = join(SOURCE_DIRECTORY, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'package', `--package=${directory}`],
    {
      cwd: SOURCE_DIRECTORY,
      encoding: 'utf8',
      // The framework looks for credentials, which packaging does not use.
      env: { PATH: process.env.PATH, HOME: directory, AWS_ACCESS_KEY_ID: 'none' },
    },
  );
  if (status !== 0) {
    throw new Error(`Cannot package the service: ${stdout}${stderr}`);
  }
  const read = (name: string) => readFileSync(join(directory, name));
  const zipNames = readdirSync(directory).filter((name) => name.endsWith('.zip'));
  return {
    template: JSON.parse(read('cloudformation-template-update-stack.json').toString()),
    zips: new Map(
      zipNames.toSorted().map((name) => [name.replace(/\.zip$/, ''), new Uint8Array(read(name))]),
    ),
    bom: read('sbom.cdx.json').toString(),
  };
}
