import { itemAt } from '../core/lists.ts';
import type { ModelProperty } from '../explorer/model.ts';
import { Stepping, type Walked } from '../driver/stepping.ts';
import { pointOf } from '../trace/choices.ts';
import { actorsOf } from '../ir/actors.ts';
import type { Actor, ControlPoint } from '../ir/system.ts';
import { briefText } from '../result/statement-text.ts';
import type { StateData, StepData, TraceData } from '../result/trace.ts';

/** Where to stop, on the way through a run. */
export interface Stops {
  /** Before a step that executes a statement on one of these lines. */
  readonly lines: readonly LineStop[];
  /** After a step that changes one of these: `hits`, `pages[0].refcount`. */
  readonly places: readonly string[];
}

export interface LineStop {
  /** The name of the file in places of traces. */
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  /** An expression that has to be true before the step. */
  readonly condition?: string;
}

/** Why going on has ended. */
export type Stopped = 'step' | 'breakpoint' | 'data breakpoint' | 'end';

/**
 * A run as a debugger goes through it, forwards and backwards: what is known of it, and where in it somebody is. Behind its end
 * it can be continued by hand, which forgets nothing that lies before.
 */
export class Timeline {
  readonly stepping: Stepping;
  readonly actors: readonly Actor[];
  /** Of what is known. */
  #trace: TraceData | undefined;
  /** The last step of a run that was found, where it fails: it leads to no state. */
  #failing: StepData | undefined;

  constructor(walked: Walked) {
    this.stepping = new Stepping(walked);
    this.actors = actorsOf(walked.system);
  }

  /** Begins with a run that was found. @returns the number of a step that this spec does not have; undefined where it has all */
  follow(trace: TraceData): number | undefined {
    const last = trace.steps.at(-1);
    const failing = last?.failure !== undefined && trace.backTo === undefined ? last : undefined;
    const whole = this.stepping.follow(trace, trace.steps.length);
    // A step that violates a property of steps leads to a state, one that fails does not.
    const missing = whole !== undefined && failing ? this.stepping.follow(trace, trace.steps.length - 1) : whole;
    if (missing !== undefined) return missing;
    this.#failing = whole === undefined ? undefined : failing;
    this.#trace = undefined;
    this.stepping.goTo(0);
    return undefined;
  }

  /** Steps that were taken to where somebody is. */
  get at(): number {
    return this.stepping.steps;
  }

  /** Steps that are known. */
  get length(): number {
    return this.stepping.known;
  }

  /** Everything that is known. */
  get trace(): TraceData {
    if (this.#trace === undefined) {
      const { steps } = this.stepping;
      this.stepping.goTo(this.stepping.known);
      this.#trace = this.stepping.trace();
      this.stepping.goTo(steps);
    }
    return this.#trace;
  }

  get state(): StateData {
    const { initial, steps } = this.trace;
    return this.at === 0 ? initial : (steps[this.at - 1]?.state ?? initial);
  }

  /** The step that led here. */
  get before(): StepData | undefined {
    return this.at === 0 ? undefined : this.trace.steps[this.at - 1];
  }

  /** The step that comes next, as far as it is known. */
  get after(): StepData | undefined {
    return this.at < this.length ? this.trace.steps[this.at] : this.#failing;
  }

  /** Why the known run ends here, where it ends by a failure. */
  get failure(): StepData['failure'] | undefined {
    return this.at < this.length ? undefined : this.#failing?.failure;
  }

  get found(): readonly ModelProperty[] {
    return this.stepping.found();
  }

  /** Where a process is. */
  pointOf(actor: Actor): ControlPoint | undefined {
    const { current, interpreter } = this.stepping;
    return current === undefined ? undefined : pointOf(actor, current, interpreter);
  }

  goTo(at: number): void {
    this.stepping.goTo(Math.max(0, Math.min(at, this.length)));
  }

  /**
   * One step forwards: the known one, or where the run is not known further the first that its actor can take, or anybody can.
   * @returns whether there was one
   */
  forward(actor?: string): boolean {
    if (this.at < this.length) return this.stepping.goTo(this.at + 1);
    if (this.#failing) return false;
    const { next } = this.stepping;
    const own = next.findIndex(({ trace, visited }) => visited && trace.steps[0]?.actor === actor);
    return this.take(own >= 0 ? own : next.findIndex(({ visited }) => visited !== undefined));
  }

  /** Takes one of the steps that can be taken here, by its index, whatever is known of the rest. @returns whether it leads anywhere */
  take(index: number): boolean {
    if (!this.stepping.take(index + 1)) return false;
    this.#trace = undefined;
    this.#failing = undefined;
    return true;
  }

  /** Takes steps by chance, the same for the same seed, and goes back to where the walk began. */
  walkAtRandom(seed: number, depth: number): void {
    // Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (14), 2003.
    let state = (seed + 1) | 0 || 1; // never zero, which stays zero
    const random = (below: number): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % below;
    };
    while (this.at < depth) {
      const possible = this.stepping.next.flatMap(({ visited }, i) => (visited === undefined ? [] : [i]));
      if (possible.length === 0 || !this.take(itemAt(possible, random(possible.length)))) break;
    }
    this.goTo(0);
  }

  /** Forwards until an actor has taken a step. @returns whether it has */
  untilStepOf(actor: string): boolean {
    for (let i = this.at; i < this.length; i++) {
      if (this.trace.steps[i]?.actor !== actor) continue;
      this.goTo(i + 1);
      return true;
    }
    if (this.at < this.length) {
      this.goTo(this.length);
      return false;
    }
    return this.forward(actor);
  }

  /** Forwards until a process has left the procedure that it is in. @returns whether it has */
  untilReturnOf(actor: Actor): boolean {
    const depth = depthOf(this.pointOf(actor));
    while (this.at < this.length) {
      this.forward();
      if (depthOf(this.pointOf(actor)) < Math.max(1, depth)) return true;
    }
    return false;
  }

  /** Forwards through what is known. */
  continue(stops: Stops): Stopped {
    while (this.at < this.length) {
      this.forward();
      if (this.#isChanged(stops.places)) return 'data breakpoint';
      if (this.#isStop(stops.lines)) return 'breakpoint';
    }
    return 'end';
  }

  /** Backwards through what is known. */
  reverse(stops: Stops): Stopped {
    while (this.at > 0) {
      const isChanged = this.#isChanged(stops.places);
      this.goTo(this.at - 1);
      if (isChanged) return 'data breakpoint';
      if (this.#isStop(stops.lines)) return 'breakpoint';
    }
    return 'end';
  }

  #isStop(lines: readonly LineStop[]): boolean {
    const places = this.after?.statements.map(({ at }) => at) ?? [];
    return lines.some(({ file, line, condition }) => {
      if (!places.some((place) => place.file === file && place.line === line)) return false;
      if (condition === undefined) return true;
      const answer = this.stepping.evaluate(condition);
      return 'value' in answer && answer.value === 'true';
    });
  }

  #isChanged(places: readonly string[]): boolean {
    const changes = this.before?.changes ?? [];
    return places.some((place) =>
      changes.some(({ path }) => path === place || (path.startsWith(place) && /^[.[]/.test(path.slice(place.length)))),
    );
  }
}

function depthOf(point: ControlPoint | undefined): number {
  let depth = 0;
  for (let frame = point?.frame; frame; frame = frame.parent) depth++;
  return depth;
}

/** `cpu1: let seen = hits -> 0` */
export function stepLine({ actor, statements, to, failure }: StepData): string {
  const texts = statements.flatMap((statement) => {
    const text = briefText(statement);
    return text === undefined ? [] : [text.result === undefined ? text.text : `${text.text} -> ${text.result}`];
  });
  const what = texts.length > 0 ? texts.join('; ') : `reaches ${to}`;
  return `${actor}: ${what}${failure === undefined ? '' : `: ${failure.message}`}`;
}
