import { parseArgs } from 'node:util';
import { ReleaseUsageError } from '../release-options.ts';

/** What `npm run package:npm` is asked for. */
interface PackageOptions {
  readonly directory: string;
  /** Address of the source; absent if it is not said. */
  readonly repository: string | undefined;
}

/** What `npm run package:npm -- --help` prints. */
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

/** The page of a repository: no user, no query, no path below it. */
const REPOSITORY = /^https:\/\/[\w.-]+(?:\/[\w.-]+){2,}$/;

/**
 * Reads the command line.
 *
 * @returns `undefined` if it asks for help.
 * @throws {ReleaseUsageError} If it is wrong.
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
