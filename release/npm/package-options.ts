import { parseArgs } from 'node:util';
import { ReleaseUsageError } from '../release-options.ts';

/** Options of `npm run package:npm`. */
interface PackageOptions {
  readonly directory: string;
  /** URL of the source repository; absent if it was not given. */
  readonly repository: string | undefined;
}

/** Help text of `npm run package:npm`. */
export const PACKAGE_USAGE = `Usage: npm run package:npm -- [--output DIR] [--repository URL]

Makes the folder of the npm package, with a release of the same source in it.

  --output DIR      where to make it; what is there is removed (.npm-package)
  --repository URL  where the source is, such as https://github.com/my-org/lambda-autotuner, for
                    repository, bugs and homepage of the package; npm attests where the package
                    comes from (provenance) only with it`;

const OPTIONS = {
  output: { type: 'string', default: '.npm-package' },
  repository: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Matches the page of a repository: no user, no query, no path below it. */
const REPOSITORY = /^https:\/\/[\w.-]+(?:\/[\w.-]+){2,}$/;

/**
 * Parses the command line.
 *
 * @returns `undefined` if it asks for help.
 * @throws {ReleaseUsageError} If it is invalid.
 */
export function readPackageOptions(args: readonly string[]): PackageOptions | undefined {
  const { output, repository, help } = readFlags(args);
  if (help) return undefined;
  const address = repository?.replace(/(?:\.git|\/)$/, '');
  if (address !== undefined && !REPOSITORY.test(address)) {
    throw new ReleaseUsageError(
      `--repository must be the https address of a repository, such as https://github.com/my-org/lambda-autotuner: current value is "${repository}"`,
    );
  }
  return { directory: output, repository: address };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new ReleaseUsageError(error instanceof Error ? error.message : String(error));
  }
}
