import { exactCountText } from '../../shared/core/count-text.ts';
import { readCdk } from './cdk/cdk-functions.ts';
import { readCloudFormation } from './cloudformation/cloudformation-functions.ts';
import { readServerless } from './serverless/serverless-functions.ts';
import type { Bindings, DefinedFunctions } from './source/defined-function.ts';
import type { ProjectFiles } from './source/project-files.ts';
import { readTerraform } from './terraform/terraform-functions.ts';

/** The kinds of source that are read, for messages. */
export const READ_KINDS =
  'serverless.yml, SAM and CloudFormation templates, Terraform, and the CDK in TypeScript and Python';

/**
 * Reads every function that a project defines, in all known kinds of source.
 *
 * @param bindings What is known about the deployment; it may decide which files are read.
 */
export function readProject(files: ProjectFiles, bindings: Bindings): DefinedFunctions {
  const all = [readServerless, readCloudFormation, readTerraform, readCdk].map((read) =>
    read(files, files.paths, bindings),
  );
  return {
    functions: all.flatMap(({ functions }) => functions),
    files: all.flatMap(({ files: read }) => read),
    problems: [
      ...(files.isCut
        ? [
            `all after the first ${exactCountText(files.paths.length, 'file')}: name a smaller folder with --dir`,
          ]
        : []),
      ...all.flatMap(({ problems }) => problems),
    ],
  };
}
