import { parseArgs } from 'node:util';
import type { LatencyProfile } from '../local/cloud/latency-profile.ts';
import { readLatency } from './latency-option.ts';
import { readNameValue } from './name-value.ts';
import { UsageError } from './usage-error.ts';
import { wholeNumber } from './whole-number.ts';

/** What `autotune cloud` was asked to do. */
export type CloudOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'serve';
      readonly cloud: LatencyProfile & { readonly port: number };
      /** Parameters of the deployment, not checked yet: that happens when it is deployed. */
      readonly params: Readonly<Record<string, string>>;
    };

export const CLOUD_USAGE = `Usage: autotune cloud [--port PORT] [--latency account] [--param NAME=VALUE]

  --port PORT         TCP port on 127.0.0.1, 0 to 65535, 0 for a free one; default 4599
  --latency account   be as slow as an account
  --param NAME=VALUE  a parameter of the deployment; may be repeated

Ctrl-C stops it.`;

const PORT = { min: 0, max: 65_535, fallback: 4599 };

/**
 * Reads the command line of `autotune cloud`.
 *
 * @throws {UsageError} If the command line is invalid.
 */
export function readCloudOptions(args: readonly string[]): CloudOptions {
  const { help, port, latency, param = [] } = readFlags(args);
  if (help === true) {
    return { kind: 'help' };
  }
  return {
    kind: 'serve',
    cloud: { ...readLatency(latency), port: wholeNumber('--port', port, PORT) },
    params: Object.fromEntries(param.map((text) => readNameValue('--param', text))),
  };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        latency: { type: 'string' },
        param: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
