import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIRECTORY } from '../../local/deployment/template-files.ts';
import { UsageError } from '../usage-error.ts';

/** The files of a release, which a deployment is made of. */
export interface Artifacts {
  readonly template: DeployedTemplate;
  /** By their name in the bucket; the same name always has the same content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Name of the template among the files. */
  readonly templateName: string;
}

/** The part of a template's parameter that decides its value. */
interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
}

/** A resource of a template. */
interface TemplateResource {
  readonly Type: string;
  /** Name of the condition under which it is created; absent if it always is. */
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The parts of a CloudFormation template that the commands read. */
export interface DeployedTemplate {
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/**
 * Folders that may hold a release: in the npm package, and in the project after `npm run release`.
 */
const FOLDERS = ['artifacts', '.release'];

const TEMPLATE_FILE = 'template.json';

/** Hexadecimal digits of the hash in a file name. */
const HASH_LENGTH = 12;

/**
 * Reads the release that comes with this program.
 *
 * @throws {UsageError} If there is none.
 */
export function readArtifacts(): Artifacts {
  const folder = FOLDERS.map((name) => join(PROJECT_DIRECTORY, name)).find((path) =>
    existsSync(join(path, TEMPLATE_FILE)),
  );
  if (folder === undefined) {
    throw new UsageError(
      'Cannot deploy from the repository without a release: run npm run release first',
    );
  }
  const template = readFileSync(join(folder, TEMPLATE_FILE));
  const hash = createHash('sha256').update(template).digest('hex').slice(0, HASH_LENGTH);
  const templateName = `template-${hash}.json`;
  const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'));
  return {
    template: JSON.parse(template.toString()),
    templateName,
    files: new Map([
      ...zips.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))] as const),
      [templateName, new Uint8Array(template)],
    ]),
  };
}
