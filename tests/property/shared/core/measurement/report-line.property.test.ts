import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { readReport } from '../../../../../shared/core/measurement/report-line.ts';

const ID = '8f5f0a3e-11aa-4a5e-b3c1-1c1f6f0c9a11';

/** Lines that a function may write: any text, and text that looks like a record of the platform. */
const userLine = fc.oneof(
  fc.string(),
  fc.constant('REPORT RequestId: 0\tDuration: 1.00 ms'),
  fc.constant(
    `REPORT RequestId: ${ID}\tDuration: 0.01 ms\tBilled Duration: 1 ms\tMemory Size: 1 MB\tMax Memory Used: 1 MB\t`,
  ),
  fc.constant('{"type":"platform.report","record":null}'),
);

const report = fc.record({
  durationMs: fc.integer({ min: 1, max: 90_000_000 }).map((value) => value / 100),
  billedDurationMs: fc.integer({ min: 1, max: 900_000 }),
  memorySizeMb: fc.integer({ min: 128, max: 10_240 }),
  maxMemoryUsedMb: fc.integer({ min: 1, max: 10_240 }),
});

describe('readReport()', () => {
  it("finds the platform's record after any lines, wherever the tail is cut", () => {
    fc.assert(
      fc.property(fc.array(userLine), report, fc.nat(), (lines, written, cut) => {
        const platformLine = `REPORT RequestId: ${ID}\tDuration: ${written.durationMs.toFixed(2)} ms\tBilled Duration: ${written.billedDurationMs} ms\tMemory Size: ${written.memorySizeMb} MB\tMax Memory Used: ${written.maxMemoryUsedMb} MB\t`;
        const before = lines.map((line) => `${line}\n`).join('');
        const tail = `${before.slice(cut % (before.length + 1))}${platformLine}\n`;

        const reading = readReport(tail, { requestId: ID, logFormat: 'Text' });

        return (
          reading.kind === 'found' &&
          reading.report.durationMs === written.durationMs &&
          reading.report.billedDurationMs === written.billedDurationMs &&
          reading.report.memorySizeMb === written.memorySizeMb
        );
      }),
      { seed: 20_261_122 },
    );
  });

  it('never throws, and never returns the report of another request', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('Text' as const, 'JSON' as const),
        (tail, logFormat) => readReport(tail, { requestId: ID, logFormat }).kind === 'absent',
      ),
      { seed: 20_261_122 },
    );
  });
});
