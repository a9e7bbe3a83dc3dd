import { describe, expect, it } from '@jest/globals';
import { type MachineLoad, machineNoise, readMachineLoad } from '../../../local/machine-load.ts';

const QUIET: MachineLoad = {
  loadAverage: 0.2,
  coreCount: 4,
  cpu: { totalTicks: 1_000, stolenTicks: 10 },
};

describe('machineNoise()', () => {
  it('reports nothing for a quiet machine, however busy the run made it', () => {
    const after = { ...QUIET, loadAverage: 4, cpu: { totalTicks: 2_000, stolenTicks: 20 } };

    expect(machineNoise(QUIET, after)).toEqual([]);
  });

  it('reports other work before the run', () => {
    expect(machineNoise({ ...QUIET, loadAverage: 2.5 }, QUIET)).toEqual([
      expect.stringContaining('load 2.5 on 4 cores'),
    ]);
    expect(machineNoise({ ...QUIET, loadAverage: 1, coreCount: 1 }, QUIET)).toEqual([
      expect.stringContaining('load 1.0 on 1 core)'),
    ]);
  });

  it('reports CPU time that the host took', () => {
    // 90 of 1000 ticks.
    const after = { ...QUIET, cpu: { totalTicks: 2_000, stolenTicks: 100 } };

    expect(machineNoise(QUIET, after)).toEqual([expect.stringContaining('took 9 % of')]);
  });
});

describe('readMachineLoad()', () => {
  it('counts cores, and no more stolen time than total time', () => {
    const { coreCount, cpu } = readMachineLoad();

    expect(coreCount).toBeGreaterThan(0);
    expect(cpu?.stolenTicks ?? 0).toBeLessThanOrEqual(cpu?.totalTicks ?? 0);
  });
});
