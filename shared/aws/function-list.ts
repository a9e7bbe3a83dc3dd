import {
  type FunctionConfiguration,
  type LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { definedOnly } from '../core/defined-only.ts';
import { isPowerValue } from '../core/power-value.ts';
import type { ListedFunction } from '../core/scan/scan-subject.ts';
import { type CallContext, callAws } from './aws-call.ts';

/** One page of functions, without those of a tuner. */
export interface FunctionPage {
  readonly functions: readonly ListedFunction[];
  /** Functions without a memory size to tune. */
  readonly skippedCount: number;
  /** Where the list continues; absent after the last page. */
  readonly marker?: string;
}

/**
 * Matches the roles of every tuner's own functions by the end of their path (deployment/roles.yml).
 */
const TUNER_ROLE = /:role\/(?:.+\/)?lambda-autotuner\//;

/** Ephemeral storage of a function that states none, MB. */
const EPHEMERAL_STORAGE_MB_DEFAULT = 512;

/**
 * Reads a page of the functions of the client's region, at most 50.
 *
 * @param marker Marker of the previous page; `undefined` for the first one.
 * @throws {TunerError} If Lambda cannot be asked.
 */
export async function readFunctionPage(
  client: LambdaClient,
  context: CallContext,
  marker: string | undefined,
): Promise<FunctionPage> {
  const { Functions = [], NextMarker } = await callAws(
    'list the functions of the account',
    context,
    (abortSignal) => client.send(new ListFunctionsCommand({ Marker: marker }), { abortSignal }),
  );
  const others = Functions.filter(({ Role = '' }) => !TUNER_ROLE.test(Role));
  const functions = others.flatMap((configuration) => listed(configuration) ?? []);
  return definedOnly({
    functions,
    skippedCount: others.length - functions.length,
    marker: NextMarker === '' ? undefined : NextMarker,
  });
}

function listed(configuration: FunctionConfiguration): ListedFunction | undefined {
  const { FunctionArn, FunctionName, MemorySize, Timeout, Architectures } = configuration;
  if (!FunctionArn || !FunctionName || !isPowerValue(MemorySize) || Timeout === undefined) {
    return undefined;
  }
  return definedOnly({
    functionArn: FunctionArn,
    functionName: FunctionName,
    memoryMb: MemorySize,
    timeoutSeconds: Timeout,
    architecture: Architectures?.[0] === 'arm64' ? ('arm64' as const) : ('x86_64' as const),
    ephemeralStorageMb: configuration.EphemeralStorage?.Size ?? EPHEMERAL_STORAGE_MB_DEFAULT,
    runtime: configuration.Runtime,
    layerCount: configuration.Layers?.length ?? 0,
    logGroupName: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
    logFormat:
      configuration.LoggingConfig?.LogFormat === 'JSON' ? ('JSON' as const) : ('Text' as const),
  });
}
