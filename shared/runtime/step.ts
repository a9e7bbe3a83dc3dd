import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** Units of the figures that tasks record. */
type FigureUnit = 'Count' | 'Milliseconds' | 'NoUnit';

/** What the present step provides to its task. */
export interface Step {
  readonly clock: Clock;
  readonly random: Random;
  /** When the task must be done, milliseconds since the Unix epoch. */
  readonly deadlineMs: number;
  /** Adds one to a metric of the tuner. */
  count(metricName: string): void;
  /** Records a figure under a metric of the tuner. */
  measure(metricName: string, value: number, unit: FigureUnit): void;
  /** Writes a warning to the log of the task. */
  warn(message: string, details: Readonly<Record<string, unknown>>): void;
}
