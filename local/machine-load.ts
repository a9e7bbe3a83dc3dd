import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { exactCountText } from '../shared/core/count-text.ts';

/** Load of this machine, as the operating system reports it. */
export interface MachineLoad {
  /** Average number of running or waiting processes over the last minute; 0 if not reported. */
  readonly loadAverage: number;
  readonly coreCount: number;
  /** CPU time since boot in clock ticks, of all cores; absent without /proc/stat. */
  readonly cpu?: {
    readonly totalTicks: number;
    /** CPU time that the host gave to other machines while this one had work to do. */
    readonly stolenTicks: number;
  };
}

/** Index of the stolen time in the first line of /proc/stat (man 5 proc_stat). */
const STEAL_INDEX = 7;

/** Share of the cores above which other work disturbs a measurement, which needs the rest. */
const LOAD_SHARE_MAX = 0.5;

/** Share of stolen CPU time above which durations become longer. */
const STOLEN_SHARE_MAX = 0.02;

/** Reads the current load of the machine. */
export function readMachineLoad(): MachineLoad {
  const cpu = cpuTicks();
  return {
    loadAverage: loadavg()[0] ?? 0,
    coreCount: availableParallelism(),
    ...(cpu && { cpu }),
  };
}

/** Returns whether other work would disturb a measurement. */
export function isBusy({ loadAverage, coreCount }: MachineLoad): boolean {
  return loadAverage > LOAD_SHARE_MAX * coreCount;
}

/** Describes the load of a machine in words. */
export function loadText({ loadAverage, coreCount }: MachineLoad): string {
  return `load ${loadAverage.toFixed(1)} on ${exactCountText(coreCount, 'core')}`;
}

/**
 * Returns what disturbed a run on this machine, in words, with what to do.
 *
 * @param before Load before the run started: its own work is not a disturbance.
 * @param after Load at its end.
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
