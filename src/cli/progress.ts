import type { Progress } from '../explorer/model.ts';
import { countOf, withCommas } from '../render/layout.ts';
import { memory } from '../render/report-terminal.ts';
import { displayWidth, printable } from '../text/display.ts';
import type { Output } from './host.ts';

const INTERVAL_MILLISECONDS = 200;
const eraseLine = '\r\u001b[K';

/** One line on a terminal that says how far a run is; in a pipe it says nothing. */
export class ProgressLine {
  readonly #output: Output;
  readonly #enabled: boolean;
  #title = '';
  #started = 0;
  #shownAt = 0;
  #isShown = false;

  constructor(output: Output, enabled: boolean) {
    this.#output = output;
    this.#enabled = enabled && output.isTerminal;
  }

  start(title: string): void {
    this.#title = printable(title);
    this.#started = performance.now();
    this.#shownAt = this.#started;
  }

  /** @param bytes tells the memory of the process; it takes longer than a batch of a small run */
  show({ distinct, depth, frontier }: Progress, bytes: () => number): void {
    const now = performance.now();
    if (!this.#enabled || now - this.#shownAt < INTERVAL_MILLISECONDS) return;
    const rate = Math.round((distinct / (now - this.#started)) * 1000);
    const text = [
      `${this.#title}: ${countOf(distinct, 'state')}`,
      `depth ${depth}`,
      `frontier ${withCommas(frontier)}`,
      `${withCommas(rate)} states/s`,
      memory(bytes()),
    ].join(', ');
    const fits = displayWidth(text) < this.#output.columns();
    this.#output.write(eraseLine + (fits ? text : text.slice(0, Math.max(0, this.#output.columns() - 1))));
    this.#shownAt = now;
    this.#isShown = true;
  }

  /** Leaves no trace of the line. */
  erase(): void {
    if (this.#isShown) this.#output.write(eraseLine);
    this.#isShown = false;
  }
}
