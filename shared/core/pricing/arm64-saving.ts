import type { Architecture } from '../architecture.ts';
import { priceOf } from './price-table.ts';

/** Runtimes that Lambda also offers on arm64 (Lambda guide, "Lambda runtimes"). */
const ARM64_RUNTIMES =
  /^(nodejs(1[2-9]|[2-9]\d)|python3\.([89]|\d\d)|java(8\.al2|1[1-9]|[2-9]\d)|dotnet([6-9]|\d\d)|ruby(2\.7|3)|provided\.al2)/;

/** Whether Lambda offers a runtime on arm64; it offers all of them on x86_64. */
export function runsOnArm64(runtime: string): boolean {
  return ARM64_RUNTIMES.test(runtime);
}

/** The properties of a function that the saving depends on. */
interface BuiltFunction {
  readonly region: string;
  readonly architecture: Architecture;
  /** Absent for a container image, which may contain code for one architecture only. */
  readonly runtime?: string;
}

/**
 * Returns how much less the same durations would cost on arm64.
 *
 * @param costUsd Cost of the function on x86_64, USD.
 * @returns The saving for the same period; `undefined` if the function runs on arm64 already, or it
 *   is not known whether it could.
 */
export function arm64SavingUsd(
  { region, architecture, runtime = '' }: BuiltFunction,
  costUsd: number,
): number | undefined {
  const [x86, arm] = [priceOf(region, 'x86_64'), priceOf(region, 'arm64')];
  return architecture === 'arm64' || !runsOnArm64(runtime)
    ? undefined
    : costUsd * (1 - arm.usdPerGbSecond / x86.usdPerGbSecond);
}
