import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { exactCountText } from '../shared/core/count-text.ts';

/** How busy this machine is, as the operating system counts it. */
export interface MachineLoad {
  /** Processes that ran or wanted to, on average over the last minute; 0 where it is not counted. */
  readonly loadAverage: number;
  readonly coreCount: number;
  /** CPU time since boot in clock ticks, of all cores; absent where there is no /proc/stat. */
  readonly cpu?: {
    readonly totalTicks: number;
    /** What the host gave to other machines while this one wanted to run. */
    readonly stolenTicks: number;
  };
}

/** Index of the stolen time in the first line of /proc/stat (man 5 proc_stat). */
const STEAL_INDEX = 7;

/** Share of the cores from which others are in the way: what is measured here needs the rest. */
const LOAD_SHARE_MAX = 0.5;

/** Stolen CPU time that shows in a duration. */
const STOLEN_SHARE_MAX = 0.02;

/** Reads how busy the machine is now. */
export function readMachineLoad(): MachineLoad {
  const cpu = cpuTicks();
  return {
    loadAverage: loadavg()[0] ?? 0,
    coreCount: availableParallelism(),
    ...(cpu && { cpu }),
  };
}

/** Whether other work is in the way of measuring. */
export function isBusy({ loadAverage, coreCount }: MachineLoad): boolean {
  return loadAverage > LOAD_SHARE_MAX * coreCount;
}

/** How busy a machine is, in words. */
export function loadText({ loadAverage, coreCount }: MachineLoad): string {
  return `load ${loadAverage.toFixed(1)} on ${exactCountText(coreCount, 'core')}`;
}

/**
 * What on this machine disturbed a run, in words, with what to do.
 *
 * @param before Read before the run started: its own work is no disturbance.
 * @param after Read at its end.
 */
export function machineNoise(before: MachineLoad, after: MachineLoad): readonly string[] {
  const stolen = stolenShare(before, after);
  return [
    ...(isBusy(before)
      ? [
          `This machine was busy before the run (${loadText(before)}), so durations may be too long: stop other work and run again`,
        ]
      : []),
    ...(stolen > STOLEN_SHARE_MAX
      ? [
          `The host took ${Math.round(100 * stolen)} % of this machine's CPU time during the run, so durations may be too long: run again later`,
        ]
      : []),
  ];
}

function stolenShare({ cpu: before }: MachineLoad, { cpu: after }: MachineLoad): number {
  if (before === undefined || after === undefined || after.totalTicks <= before.totalTicks) {
    return 0;
  }
  return (after.stolenTicks - before.stolenTicks) / (after.totalTicks - before.totalTicks);
}

function cpuTicks(): MachineLoad['cpu'] {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const ticks = line.trim().split(/\s+/).slice(1).map(Number);
    return {
      // Guest time is part of user time already.
      totalTicks: ticks.slice(0, STEAL_INDEX + 1).reduce((sum, value) => sum + value, 0),
      stolenTicks: ticks[STEAL_INDEX] ?? 0,
    };
  } catch {
    return undefined;
  }
}
