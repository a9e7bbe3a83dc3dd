import type { Architecture } from '../architecture.ts';
import type { PowerValue } from '../power-value.ts';

/** How a function is set up. */
export interface ScanSubject {
  readonly functionArn: string;
  readonly functionName: string;
  readonly region: string;
  readonly memoryMb: PowerValue;
  readonly timeoutSeconds: number;
  readonly architecture: Architecture;
  readonly ephemeralStorageMb: number;
  /** Absent for an image. */
  readonly runtime?: string;
  readonly layerCount: number;
}

/** What production shows of it in a window of days. */
export interface ScanTraffic {
  readonly dayCount: number;
  readonly invocationCount: number;
  readonly errorCount: number;
  readonly throttleCount: number;
  /** Absent where nothing ran. */
  readonly durationMs?: { readonly mean: number; readonly p99: number };
}
