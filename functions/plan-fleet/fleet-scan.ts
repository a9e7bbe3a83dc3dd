import type { AccountReader } from '../../shared/aws/account-reader.ts';
import { readRegionUsage } from '../../shared/aws/region-usage.ts';
import { MINUTE_MS } from '../../shared/core/duration-units.ts';
import { type ScannedFunction, scannedFunction } from '../../shared/core/scan/scanned-function.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { rethrowDefect, TransientServiceError } from '../../shared/errors.ts';
import type { Step } from '../../shared/runtime/step.ts';

/** Dependencies of {@link scanFunctions}. */
export interface FleetScanPorts extends Pick<Step, 'clock' | 'random' | 'deadlineMs' | 'warn'> {
  readonly reader: AccountReader;
  readonly region: string;
}

/** CloudWatch's picture of the last two weeks, as `autotune scan` takes it. */
const DAY_COUNT = 14;

/** A fleet waits no longer for its order: 10,000 functions take about two minutes. */
const SCAN_MS_MAX = 3 * MINUTE_MS;

/** What production shows of the functions of the tuner's region, by name. */
interface FleetScan {
  readonly functions: ReadonlyMap<string, ScannedFunction>;
  /** Why nothing is known of any; absent where it is. */
  readonly failure?: string;
}

/** Looks at how functions are used. A fleet does without where that cannot be told: never rejects. */
export async function scanFunctions(
  ports: FleetScanPorts,
  functionNames: readonly string[],
): Promise<FleetScan> {
  const { clock, reader, region } = ports;
  const wanted = new Set(functionNames);
  const deadlineMs = Math.min(ports.deadlineMs, clock.nowMs() + SCAN_MS_MAX);
  try {
    const { functions } = await readRegionUsage(
      {
        reader,
        callContext: () => ({ ...ports, deadlineMs }),
        onProgress: () => {
          if (clock.nowMs() >= deadlineMs) {
            throw new TransientServiceError(
              `Cannot read the metrics of all functions: it must take at most ${SCAN_MS_MAX / MINUTE_MS} minutes`,
            );
          }
        },
      },
      { region, isWanted: ({ functionName }) => wanted.has(functionName), dayCount: DAY_COUNT },
    );
    return {
      functions: new Map(
        functions.map(({ subject, traffic }) => [
          subject.functionName,
          scannedFunction(subject, traffic),
        ]),
      ),
    };
  } catch (error) {
    rethrowDefect(error);
    const failure = cleanText(error.message, MESSAGE_LENGTH_MAX);
    ports.warn('The functions are not ordered by expected saving', { failure });
    return { functions: new Map(), failure };
  }
}
