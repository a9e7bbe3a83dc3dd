import { parseArgs } from 'node:util';
import { dollars } from '../dollars.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from '../whole-number.ts';

/** What `autotune scan` was asked to do. */
export type ScanOptions = { readonly kind: 'help' } | ScanRequest;

/** What to scan, and how to show it. */
export interface ScanRequest {
  readonly kind: 'scan';
  /** Empty: the region of the environment. */
  readonly regions: readonly string[];
  /** Prefix of the functions' names; empty for all. */
  readonly prefix: string;
  /** Tag that the functions must have; absent for all. */
  readonly tag?: ScanTag;
  readonly dayCount: number;
  /** Most functions that a terminal shows. */
  readonly rowCountMax: number;
  readonly format: 'text' | 'json' | 'csv';
  readonly htmlPath?: string;
  readonly endpoint?: string;
  /** Most that reading the logs may cost, USD; absent if they are not read. */
  readonly logsUsdMax?: number;
  /** Roles to assume, one for each account to scan; empty for the account of the credentials. */
  readonly roleArns: readonly string[];
}

/** A tag, with the value that it must have, if any. */
export interface ScanTag {
  readonly tag: string;
  readonly value?: string;
}

/**
 * Bounds of --days: CloudWatch keeps values of five minutes for 63 days; two weeks include
 * weekends.
 */
const DAY_COUNT = { min: 1, max: 63, fallback: 14 };
const ROW_COUNT = { min: 1, max: 10_000, fallback: 20 };

/** Default of --logs-usd: reading a few hundred functions that log little costs some cents. */
const LOGS_USD_MAX = 1;

export const SCAN_USAGE = `Usage: autotune scan [options]

Ranks the Lambda functions of an account by what tuning them is expected to save, from their metrics
alone: no function is invoked, nothing is changed, and nothing needs to be deployed.

  --region REGION[,…]   regions to scan; default: from the AWS configuration
  --prefix TEXT         functions whose names begin with it
  --tag KEY[=VALUE]     functions that have the tag
  --role-arn ARN[,…]    roles to assume, one for each account; default: the present credentials
  --logs                also read the REPORTs of the functions: memory used, cold starts, percentiles;
                        one query for each log group, which CloudWatch bills by what it scans
  --logs-usd N          highest expected cost of the queries, USD; default ${LOGS_USD_MAX}; implies --logs
  --days N              days of metrics to read, ${DAY_COUNT.min} to ${DAY_COUNT.max}; default ${DAY_COUNT.fallback}
  --rows N              functions to show in the terminal; default ${ROW_COUNT.fallback}
  --json                print everything that is known as JSON
  --csv                 print one row for each function as CSV
  --html FILE           save a report (HTML) that loads nothing
  --endpoint URL        another AWS endpoint, such as that of autotune cloud
  --help

Permissions: lambda:ListFunctions and cloudwatch:GetMetricData on "*"; tag:GetResources for --tag;
sts:AssumeRole for --role-arn, and a role with the other permissions in each account; for --logs,
logs:DescribeLogGroups, logs:StartQuery, logs:GetQueryResults and logs:StopQuery.

Example: autotune scan --region eu-west-1,us-east-1 --html scan.html

Exit codes: 0 scanned, 2 usage, 3 cannot read the account, 130 or 143 interrupted.`;

const FLAGS = {
  region: { type: 'string', multiple: true },
  prefix: { type: 'string' },
  tag: { type: 'string' },
  'role-arn': { type: 'string', multiple: true },
  logs: { type: 'boolean' },
  'logs-usd': { type: 'string' },
  days: { type: 'string' },
  rows: { type: 'string' },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  html: { type: 'string' },
  endpoint: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line of `autotune scan`.
 *
 * @throws {UsageError} If the command line is invalid.
 */
export function readScanOptions(args: readonly string[]): ScanOptions {
  const values = parse(args);
  if (values.help === true) {
    return { kind: 'help' };
  }
  if (values.json === true && values.csv === true) {
    throw new UsageError('Cannot print both: give --json or --csv');
  }
  if (values.html === '') {
    throw new UsageError('Cannot read --html: it must name a file');
  }
  return {
    kind: 'scan',
    regions: regionsOf(values.region ?? []),
    roleArns: rolesOf(values['role-arn'] ?? []),
    prefix: values.prefix ?? '',
    ...(values.tag !== undefined && { tag: tagOf(values.tag) }),
    dayCount: wholeNumber('--days', values.days, DAY_COUNT),
    rowCountMax: wholeNumber('--rows', values.rows, ROW_COUNT),
    format: values.json === true ? 'json' : values.csv === true ? 'csv' : 'text',
    ...(values.html !== undefined && { htmlPath: values.html }),
    ...(values.endpoint !== undefined && { endpoint: values.endpoint }),
    ...logsOf(values),
  };
}

function logsOf({ logs, 'logs-usd': usd }: ReturnType<typeof parse>) {
  if (usd === undefined) {
    return logs === true ? { logsUsdMax: LOGS_USD_MAX } : {};
  }
  return { logsUsdMax: dollars('--logs-usd', usd) };
}

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

function regionsOf(given: readonly string[]): readonly string[] {
  const regions = given.flatMap((text) => text.split(',')).filter((text) => text !== '');
  const wrong = regions.find((region) => !REGION.test(region));
  if (wrong !== undefined) {
    throw new UsageError(`Cannot read --region ${wrong}: it must be a region, such as eu-west-1`);
  }
  return [...new Set(regions)];
}

const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

function rolesOf(given: readonly string[]): readonly string[] {
  // A role's name may contain commas, so only a comma before the beginning of an ARN separates.
  const roleArns = given.flatMap((text) => text.split(/,(?=arn:)/)).filter((text) => text !== '');
  const wrong = roleArns.find((roleArn) => !ROLE_ARN.test(roleArn));
  if (wrong !== undefined) {
    throw new UsageError(
      `Cannot read --role-arn ${wrong}: it must be the ARN of a role, such as arn:aws:iam::123456789012:role/scanner`,
    );
  }
  return [...new Set(roleArns)];
}

/** Reads KEY or KEY=VALUE. A value may contain "=", a key may not. */
function tagOf(given: string): ScanTag {
  const [, tag, value] = /^([^=]+)(?:=(.*))?$/s.exec(given) ?? [];
  if (tag === undefined) {
    throw new UsageError('Cannot read --tag: it must be KEY or KEY=VALUE, such as team=shop');
  }
  return { tag, ...(value !== undefined && { value }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
