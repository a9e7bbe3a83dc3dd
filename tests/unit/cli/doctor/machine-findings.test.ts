import { describe, expect, it } from '@jest/globals';
import { machineFindings } from '../../../../cli/doctor/machine-findings.ts';

const MACHINE: Parameters<typeof machineFindings>[0] = {
  nodeVersion: '20.15.0',
  hasBundler: true,
  pythonVersion: '3.13',
  load: { loadAverage: 0.5, coreCount: 2 },
};

const kinds = (machine: Partial<typeof MACHINE>) =>
  machineFindings({ ...MACHINE, ...machine }).map(({ kind }) => kind);

describe('machineFindings()', () => {
  it('finds nothing to do on a quiet machine with everything', () => {
    expect(kinds({})).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(kinds({ nodeVersion: '24.1.0' })[0]).toBe('ok');
  });

  it.each(['18.20.0', '20.14.0'])('asks for a later Node than %s', (nodeVersion) => {
    expect(machineFindings({ ...MACHINE, nodeVersion })[0]).toEqual({
      subject: 'Node',
      kind: 'todo',
      text: `${nodeVersion}: install 20.15 or later`,
    });
  });

  it('does not require esbuild and Python', () => {
    expect(kinds({ hasBundler: false, pythonVersion: undefined })).toEqual([
      'ok',
      'note',
      'note',
      'ok',
    ]);
  });

  it('notes what disturbs a measurement', () => {
    const busy = machineFindings({ ...MACHINE, load: { loadAverage: 1.5, coreCount: 2 } });

    // Only a note: a busy machine does not affect a run in an account.
    expect(busy.at(-1)).toEqual({
      subject: 'machine',
      kind: 'note',
      text: 'busy (load 1.5 on 2 cores): durations measured here now may be too long',
    });
  });
});
