import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds without a change after which nobody is typing. */
const QUIET = 20_000;
/** Changes that leave enough behind for a collection to be worth its time. */
const MANY = 100;

type Collect = (how: {
  readonly type: 'major';
  readonly execution: 'async';
  readonly flavor: 'last-resort';
}) => unknown;

/**
 * Gives memory back when nobody is typing: each change leaves a text, its tree and its types behind, and the engine
 * keeps the room that they took for the next ones, several hundred megabytes after some thousand of them.
 */
export class SpareRoom {
  readonly #collect: () => void;
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(collect = collectGarbage) {
    this.#collect = collect;
  }

  changed(): void {
    this.#changes++;
    if (this.#changes < MANY) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#changes = 0;
      this.#collect();
    }, QUIET);
    this.#timer.unref();
  }
}

/** The collection after which Node gives pages back; it can be asked for without a flag on the command line. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect | undefined;
  void collect?.({ type: 'major', execution: 'async', flavor: 'last-resort' });
}
