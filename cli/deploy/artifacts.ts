import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIRECTORY } from '../../local/deployment/template-files.ts';
import { UsageError } from '../usage-error.ts';

/** What a deployment is made of. */
export interface Artifacts {
  readonly template: DeployedTemplate;
  /** By the name in the bucket: the same name is the same content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Name of the template among the files. */
  readonly templateName: string;
}

/** A parameter of a template, as far as its value depends on it. */
interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
}

/** A resource of a template. */
interface TemplateResource {
  readonly Type: string;
  /** Name of the condition on which it is made; absent if it always is. */
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A template of CloudFormation, as far as it is shown. */
export interface DeployedTemplate {
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** In the npm package, and in the project after `npm run release`. */
const FOLDERS = ['artifacts', '.release'];

const TEMPLATE_FILE = 'template.json';

/** Digits of the hash in a name. */
const HASH_LENGTH = 12;

/**
 * Reads the release that this program brings along.
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
