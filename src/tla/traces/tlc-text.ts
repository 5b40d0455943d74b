import { readValue, TlaReader } from './tla-reader.ts';
import { type ForeignState, type ForeignTrace, NoTrace, type TlaValue } from './value.ts';

/**
 * What TLC prints, whole or in part, also with `-tool` and `-difftrace`: the first behaviour of it. The numbers and
 * texts of its messages are in tlc2/output/EC.java and MP.java of https://github.com/tlaplus/tlaplus.
 * @throws NoTrace
 */
export function readTlcText(text: string): ForeignTrace {
  return new TlcText(text.split(/\r?\n/)).read();
}

const HEAD = /^(?:State )?(\d+): (?:<(.*)>|(Stuttering))\s*$/;
const BACK = /^(?:Back to state (\d+)|(\d+): Back to state)(?:: <(.*)>)?\s*$/;
const VIOLATED = /^(?:Error: )?(?:Invariant|Action property|Temporal property|Property) (\S+) (?:is|was) violated/;
const DEADLOCK = /^(?:Error: )?Deadlock reached\./;
/** Then the state follows without a line that has its number. */
const INITIAL = /violated by the initial state:\s*$/;

class TlcText {
  readonly #lines: readonly string[];
  #at = 0;
  #module: string | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): ForeignTrace {
    const violated = this.#opening();
    const { states, loop } = this.#states();
    return {
      states,
      ...(loop === undefined ? {} : { loop }),
      ...(this.#module === undefined ? {} : { module: this.#module }),
      ...(violated === undefined ? {} : { violated }),
    };
  }

  /** Goes to the first state. @returns what is violated, if that is said */
  #opening(): string | undefined {
    let violated: string | undefined;
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#line;
      if (HEAD.test(line)) return violated;
      const name = VIOLATED.exec(line)?.[1];
      if (name !== undefined) violated = name;
      if (DEADLOCK.test(line)) violated = 'deadlock';
      if (INITIAL.test(line)) {
        this.#at++;
        return violated;
      }
    }
    throw new NoTrace('there is no line `State 1:` in it, with which TLC begins a counterexample');
  }

  get #line(): string {
    return this.#lines[this.#at] ?? '';
  }

  #states(): Pick<ForeignTrace, 'states' | 'loop'> {
    const states: ForeignState[] = [];
    for (; this.#at < this.#lines.length;) {
      const back = BACK.exec(this.#line);
      const loop = back && states.length > 0 ? this.#loop(back, states.length) : undefined;
      if (loop !== undefined) return { states, loop };
      const [, number, action, stutters] = HEAD.exec(this.#line) ?? [];
      if (number !== undefined) {
        if (stutters !== undefined && states.length > 0) return { states, loop: 'stutters' };
        // With -continue TLC prints the next counterexample.
        if (number === '1' && states.length > 0) break;
        if (Number(number) !== states.length + 1)
          throw new NoTrace(`line ${this.#at + 1}: state ${states.length + 1} is missing before state ${number}`);
        this.#at++;
      } else if (states.length > 0) {
        this.#at++;
        continue;
      }
      const by = this.#action(action);
      const variables = this.#body(states.at(-1)?.variables);
      states.push({ variables, ...(by === undefined ? {} : { by }) });
    }
    return { states };
  }

  #loop([, words, number, action]: RegExpExecArray, count: number): NonNullable<ForeignTrace['loop']> {
    const to = Number(words ?? number) - 1;
    if (to < 0 || to >= count) throw new NoTrace(`line ${this.#at + 1}: there is no state ${to + 1} to go back to`);
    const by = this.#action(action);
    return { to, ...(by === undefined ? {} : { by }) };
  }

  /** `p_a line 85, col 3 to line 88, col 46 of module lasso_b`; with parameters in later versions, `p_a(1) line …` */
  #action(text: string | undefined): string | undefined {
    const parts = /^(\w+)(?:\(.*\))? line \d.* of module (\w+)$/.exec(text ?? '');
    this.#module ??= parts?.[2];
    return parts?.[1];
  }

  /** @param before values that are not repeated with `-difftrace` */
  #body(before: ReadonlyMap<string, TlaValue> = new Map()): ReadonlyMap<string, TlaValue> {
    const first = this.#at;
    while (this.#at < this.#lines.length && !/^\s*$|^@!@!@/.test(this.#line) && !HEAD.test(this.#line)) this.#at++;
    const reader = new TlaReader(this.#lines.slice(first, this.#at), first);
    const variables = new Map(before);
    while (!reader.isAtEnd) {
      reader.skip('/\\');
      const name = reader.name();
      reader.expect('=');
      variables.set(name, readValue(reader));
    }
    return variables;
  }
}
