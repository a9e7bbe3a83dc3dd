import type { Architecture } from '../architecture.ts';
import { priceOf } from './price-table.ts';

/** Runtimes that Lambda offers on arm64 as well (Lambda guide, "Lambda runtimes"). */
const ARM64_RUNTIMES =
  /^(nodejs(1[2-9]|[2-9]\d)|python3\.([89]|\d\d)|java(8\.al2|1[1-9]|[2-9]\d)|dotnet([6-9]|\d\d)|ruby(2\.7|3)|provided\.al2)/;

/** Whether Lambda offers a runtime on arm64; on x86_64 it offers all. */
export function runsOnArm64(runtime: string): boolean {
  return ARM64_RUNTIMES.test(runtime);
}

/** What the saving depends on. */
interface BuiltFunction {
  readonly region: string;
  readonly architecture: Architecture;
  /** Absent for an image, which may hold code for one architecture only. */
  readonly runtime?: string;
}

/**
 * What the same time would cost less on arm64.
 *
 * @param costUsd What the function costs on x86_64, USD.
 * @returns In the same unit; `undefined` where it runs there, or cannot be known to be able to.
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
