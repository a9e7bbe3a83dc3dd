import { definedOnly } from '../../shared/core/defined-only.ts';
import { progressDetail } from '../progress/progress-detail.ts';
import type { ExitEvent, ProgressEvent } from '../progress/progress-event.ts';
import { sizeName } from '../progress/size-view.ts';
import type { Paint } from './paint.ts';

/** Prints what each state of a run does, as it happens. */
export class ProgressPrinter {
  readonly #print: (line: string) => void;
  readonly #paint: Paint;

  constructor(print: (line: string) => void, paint: Paint) {
    this.#print = print;
    this.#paint = paint;
  }

  onEvent(event: ProgressEvent): void {
    if (event.kind === 'exited') {
      this.#printExit(event);
    } else if (event.kind === 'failed' && event.error !== 'NotReadyError') {
      this.#print(`  ${this.#paint.colour('bad', event.stateName)} failed: ${event.error}`);
    }
  }

  #printExit(event: ExitEvent): void {
    const { stateName, powerValue, architecture, durationMs } = event;
    const seconds = `${(durationMs / 1000).toFixed(2)} s`.padStart(8);
    const label =
      powerValue === undefined
        ? stateName
        : `${stateName} ${sizeName({ memoryMb: powerValue, ...definedOnly({ architecture }) })}`;
    const { text, isWarning } = progressDetail(event);
    const detail = isWarning ? this.#paint.colour('warning', text) : text;
    this.#print(`  ${label.padEnd(24)}${this.#paint.colour('muted', seconds)}  ${detail}`);
  }
}
