import { Forecast } from '../explorer/forecast.ts';
import { Session } from '../driver/session.ts';
import type { Limits, Progress } from '../explorer/model.ts';
import { countOf, withCommas } from '../render/layout.ts';
import { memory } from '../render/report-terminal.ts';
import { displayWidth, printable } from '../text/display.ts';
import type { Host, Output } from './host.ts';

const INTERVAL_MILLISECONDS = 200;
const eraseLine = '\r\u001b[K';

/** One line on a terminal that says how far a run is; in a pipe it says nothing. */
export class ProgressLine {
  readonly #output: Output;
  readonly #isEnabled: boolean;
  #title = '';
  #started = 0;
  #shownAt = 0;
  #isShown = false;
  #forecast = new Forecast();

  constructor(output: Output, { isQuiet = false }: { readonly isQuiet?: boolean } = {}) {
    this.#output = output;
    this.#isEnabled = output.isTerminal && !isQuiet;
  }

  start(title: string): void {
    this.#title = printable(title);
    this.#started = performance.now();
    this.#shownAt = this.#started;
    this.#forecast = new Forecast();
  }

  show({ distinct, depth, frontier }: Progress): void {
    this.#forecast.see({ distinct, depth });
    this.say((milliseconds) => [
      countOf(distinct, 'state'),
      `depth ${depth}`,
      `frontier ${withCommas(frontier)}`,
      `${withCommas(Math.round((distinct / milliseconds) * 1000))} states/s`,
      memory(process.memoryUsage.rss()),
      ...forecastText(this.#forecast.states, distinct, milliseconds),
    ]);
  }

  /** @param parts what the line says, by the milliseconds since the start; called only where it is time for a new one */
  say(parts: (milliseconds: number) => readonly string[]): void {
    const now = performance.now();
    if (!this.#isEnabled || now - this.#shownAt < INTERVAL_MILLISECONDS) return;
    const text = `${this.#title}: ${parts(now - this.#started).join(', ')}`;
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

/** Milliseconds before it is worth a guess how long a run will take. */
const PATIENCE = 3000;

/** `perhaps 120,000 in all, 40 s left`: a guess, and rounded like one. */
function forecastText(states: number | undefined, distinct: number, milliseconds: number): readonly string[] {
  if (states === undefined || milliseconds < PATIENCE) return [];
  const left = ((states - distinct) / distinct) * (milliseconds / 1000);
  const time =
    left < 100 ? `${roundly(left)} s` : left < 6000 ? `${roundly(left / 60)} min` : `${roundly(left / 3600)} h`;
  return [`perhaps ${withCommas(roundly(states))} in all, ${time} left`];
}

/** To two digits, or one where there is only one. */
function roundly(value: number): number {
  return Number(value.toPrecision(value < 10 ? 1 : 2));
}

/** A session that shows how far its runs are. */
export function showingSession(line: ProgressLine, { interrupts }: Host, limits: Limits): Session {
  return new Session({
    limits,
    interrupts,
    show: (progress) => {
      line.show(progress);
    },
  });
}
