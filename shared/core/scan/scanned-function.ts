import { type PowerValue, powerValue } from '../power-value.ts';
import { priceOf } from '../pricing/price-table.ts';
import { countPerMonth } from '../production/production-picture.ts';
import type { LogReading } from './log-reading.ts';
import { type SavingOutlook, savingOutlook } from './saving-outlook.ts';
import { memoryFindings, type ScanFinding, scanFindings } from './scan-findings.ts';
import type { ScanSubject, ScanTraffic } from './scan-subject.ts';

/** A function with its cost and the expected benefit of tuning it. */
export interface ScannedFunction {
  readonly subject: ScanSubject;
  readonly traffic: ScanTraffic;
  /** Absent if there were no invocations to estimate from. */
  readonly outlook?: SavingOutlook;
  readonly findings: readonly ScanFinding[];
  /** What its logs show; absent if they were not queried. */
  readonly logs?: LogReading;
}

/**
 * Least memory that functions of these runtimes are assumed to need, MB: with less, their virtual
 * machines often run out of memory or spend their time collecting garbage.
 */
const MEMORY_MB_MIN_BY_RUNTIME: readonly (readonly [prefix: string, memoryMb: number])[] = [
  ['java', 256],
  ['dotnet', 192],
];

const MEMORY_MB_MIN = 128;

/** Estimates the benefit of tuning a function from production, and from its logs if read. */
export function scannedFunction(
  subject: ScanSubject,
  traffic: ScanTraffic,
  logs?: LogReading,
): ScannedFunction {
  const memoryUsedMb = logs?.kind === 'read' ? logs.maxMemoryUsedMb : 0;
  const outlook = outlookOf(subject, traffic, memoryUsedMb);
  const findings = [
    ...scanFindings(subject, traffic, outlook?.costUsdPerMonth ?? 0),
    ...memoryFindings(subject, memoryUsedMb),
  ];
  return { subject, traffic, ...(outlook && { outlook }), findings, ...(logs && { logs }) };
}

function outlookOf(
  subject: ScanSubject,
  traffic: ScanTraffic,
  memoryUsedMb: number,
): SavingOutlook | undefined {
  const { durationMs, invocationCount, dayCount } = traffic;
  const perMonth = countPerMonth(invocationCount, dayCount);
  if (durationMs === undefined || perMonth === 0) {
    return undefined;
  }
  return savingOutlook({
    memoryMb: subject.memoryMb,
    architecture: subject.architecture,
    price: priceOf(subject.region, subject.architecture),
    ephemeralStorageMb: subject.ephemeralStorageMb,
    durationMsMean: durationMs.mean,
    invocationsPerMonth: perMonth,
    memoryMbMin: memoryMbMin(subject, memoryUsedMb),
  });
}

/**
 * Returns the smallest size at which the function is assumed to work. Never more than the present
 * size, which is known to work.
 */
function memoryMbMin({ runtime = '', memoryMb }: ScanSubject, memoryUsedMb: number): PowerValue {
  const [, least = MEMORY_MB_MIN] =
    MEMORY_MB_MIN_BY_RUNTIME.find(([prefix]) => runtime.startsWith(prefix)) ?? [];
  return powerValue(Math.min(memoryMb, Math.max(least, Math.ceil(memoryUsedMb))));
}

/** Sorts functions by expected saving, largest first; those without traffic last. */
export function byExpectedSaving(
  functions: readonly ScannedFunction[],
): readonly ScannedFunction[] {
  const savingOf = ({ outlook }: ScannedFunction) => outlook?.savingUsdPerMonth.mean ?? -1;
  return functions.toSorted((a, b) => savingOf(b) - savingOf(a));
}
