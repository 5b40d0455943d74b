import type { Interpreter, Outcome } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import { initialStatesOf } from '../explorer/initial-states.ts';
import type { Finding, StateKey, StatePath } from '../explorer/model.ts';
import { Enough } from '../explorer/watch.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { CallsOfActor } from './calls.ts';
import { recordsOf } from './records.ts';
import type { PlaceView } from './trace.ts';

/** Steps within the length of the path that are looked at; where there are more, no other path is looked for. */
const MOST_STEPS = 300_000;
const MOST_STATES = 100_000;
/** A path of more steps is no shorter to read in another order. */
const LONGEST = 300;
/** Paths that are compared, and beginnings of paths that are followed. */
const MOST_PATHS = 2_000;
const MOST_BEGINNINGS = 100_000;
/** Ways to give the instances of processes other names that are compared. */
const MOST_RENAMINGS = 120;

/** A step of a path: who takes it, where it leads, and what it has in common with other steps. */
interface Move {
  readonly actor: number;
  readonly name: string;
  /** The step and what it leads to, whichever instance takes it. */
  readonly what: string;
  /** Absent for the last step of a path that ends in a failure. */
  readonly target?: StateKey;
  readonly reads: readonly PlaceView[];
  readonly writes: readonly PlaceView[];
}

/**
 * Further paths of the same length that show the same: each of them has an order of steps that read and write the same places
 * which none of the others has. Two paths in which only steps change places that have nothing to do with each other (A. Mazurkiewicz,
 * "Trace Theory", 1986), or the instances of a process, count as one. Lassos have none.
 * @param most paths besides the one that was found
 * @returns undefined where there are too many steps to look at
 */
export function furtherPaths(
  finding: Finding,
  system: TransitionSystem,
  interpreter: Interpreter,
  most: number,
): readonly StatePath[] | undefined {
  const { path, property } = finding;
  const { states, backTo, failingStep, lastStep } = path;
  if (backTo !== undefined || states.length === 0) return [];
  if (states.length > LONGEST) return undefined;
  // States that are not decided by the last step.
  const depth = states.length - (lastStep === undefined ? 1 : 2);
  const levels = levelsTo(depth, interpreter);
  if (levels === undefined) return undefined;
  const endings = (state: StateKey): readonly Ending[] =>
    failingStep === undefined && lastStep === undefined
      ? endsWith(state, property, interpreter)
      : failuresIn(state, property, interpreter);
  const walk = new Walk(system, interpreter, levels, endings);
  const known = new Set<string>();
  const found: StatePath[] = [];
  const own = walk.alike(path);
  if (own !== undefined) known.add(own);
  for (const { moves, first, ending } of walk.paths()) {
    if (found.length >= most) break;
    const order = orderOf(moves);
    if (known.has(order)) continue;
    known.add(order);
    const through = moves.flatMap(({ target }) => target ?? []);
    found.push({ states: [first, ...through], ...ending, actors: moves.map(({ actor }) => actor) });
  }
  return found;
}

/** How a path ends behind its last state. */
type Ending = Pick<StatePath, 'failingStep' | 'lastStep'> & { readonly target?: StateKey };

/** All states by their distance from the initial ones, up to a distance; undefined where there are too many. */
function levelsTo(depth: number, interpreter: Interpreter): readonly ReadonlySet<StateKey>[] | undefined {
  const { states, isAll } = initialStatesOf(interpreter, MOST_STATES);
  if (!isAll) return undefined;
  const seen = new Set(states);
  const levels: Set<StateKey>[] = [new Set(states)];
  let looked = 0;
  try {
    for (let level = 0; level < depth; level++) {
      const next = new Set<StateKey>();
      for (const state of itemAt(levels, level)) {
        interpreter.transitions(state, (_actor, target) => {
          if (++looked > MOST_STEPS) throw new Enough();
          if (seen.has(target)) return;
          seen.add(target);
          next.add(target);
        });
      }
      levels.push(next);
    }
  } catch (problem) {
    if (!(problem instanceof Enough)) throw problem;
    return undefined;
  }
  return levels;
}

/** Whether a state itself shows the property violated, or reached. */
function endsWith(state: StateKey, property: number, interpreter: Interpreter): readonly Ending[] {
  if (interpreter.properties[property]?.kind === 'deadlock') {
    const isStuck = interpreter.outcomes(state, 1).length === 0 && !interpreter.mayStop(state);
    return isStuck ? [{}] : [];
  }
  const found: number[] = [];
  interpreter.inspect(state, (number) => found.push(number));
  return found.includes(property) ? [{}] : [];
}

/** The steps from a state that violate the property. */
function failuresIn(state: StateKey, property: number, interpreter: Interpreter): readonly Ending[] {
  const found = new Map<string, Ending>();
  interpreter.successors(state, {
    successor: () => undefined,
    violation(violated, step, target) {
      if (violated !== property) return;
      const ending = target === undefined ? { failingStep: step } : { lastStep: step, target };
      found.set(`${step} ${target ?? ''}`, ending);
    },
  });
  return [...found.values()];
}

interface Found {
  readonly first: StateKey;
  readonly moves: readonly Move[];
  readonly ending: Pick<StatePath, 'failingStep' | 'lastStep'>;
}

/** The shortest ways to what a path shows. */
class Walk {
  readonly #system: TransitionSystem;
  readonly #interpreter: Interpreter;
  readonly #levels: readonly ReadonlySet<StateKey>[];
  readonly #endings: (state: StateKey) => readonly Ending[];
  readonly #moves = new Map<StateKey, readonly Move[]>();
  /** By level: whether a state leads to an end. */
  readonly #leads = new Map<StateKey, boolean>();
  #followed = 0;

  constructor(
    system: TransitionSystem,
    interpreter: Interpreter,
    levels: readonly ReadonlySet<StateKey>[],
    endings: (state: StateKey) => readonly Ending[],
  ) {
    this.#system = system;
    this.#interpreter = interpreter;
    this.#levels = levels;
    this.#endings = endings;
  }

  /** The order of the steps of a path, where it is a shortest one. */
  alike({ states, actors, failingStep, lastStep }: StatePath): string | undefined {
    const moves: Move[] = [];
    for (const [i, state] of states.entries()) {
      const target = states[i + 1];
      if (target === undefined && failingStep === undefined) break;
      const isLast = i === states.length - (failingStep === undefined ? 2 : 1);
      const step = isLast ? (failingStep ?? lastStep) : undefined;
      const move = this.#movesFrom(state, step).find(
        (one) => one.target === target && (actors === undefined || isLast || one.actor === actors[i]),
      );
      if (move === undefined) return undefined;
      moves.push(move);
    }
    return orderOf(moves);
  }

  *paths(): Generator<Found> {
    let count = 0;
    for (const first of itemAt(this.#levels, 0)) {
      for (const found of this.#from(first, 0, [])) {
        yield { ...found, first };
        if (++count >= MOST_PATHS) return;
      }
    }
  }

  *#from(state: StateKey, level: number, moves: readonly Move[]): Generator<Omit<Found, 'first'>> {
    if (++this.#followed > MOST_BEGINNINGS || !this.#leadsToEnd(state, level)) return;
    if (level === this.#levels.length - 1) {
      for (const { target, ...ending } of this.#endings(state)) {
        const step = ending.failingStep ?? ending.lastStep;
        if (step === undefined) yield { moves, ending };
        else
          for (const move of this.#movesFrom(state, step))
            if (move.target === target) yield { moves: [...moves, move], ending };
      }
      return;
    }
    const last = moves.at(-1);
    for (const move of this.#movesFrom(state)) {
      if (move.target === undefined || this.#levels[level + 1]?.has(move.target) !== true) continue;
      // Of two neighbours that do not disturb each other, the one with the lower number comes first: the other order is no other.
      if (last !== undefined && move.actor < last.actor && !disturbs(last, move)) continue;
      yield* this.#from(move.target, level + 1, [...moves, move]);
    }
  }

  #leadsToEnd(state: StateKey, level: number): boolean {
    const known = this.#leads.get(state);
    if (known !== undefined) return known;
    const isEnd = level === this.#levels.length - 1;
    let leads = isEnd && this.#endings(state).length > 0;
    if (!isEnd) {
      const targets = new Set<StateKey>();
      this.#interpreter.transitions(state, (_actor, target) => targets.add(target));
      const next = itemAt(this.#levels, level + 1);
      leads = [...targets].some((target) => next.has(target) && this.#leadsToEnd(target, level + 1));
    }
    this.#leads.set(state, leads);
    return leads;
  }

  /** @param step only outcomes of this one, failures included */
  #movesFrom(state: StateKey, step?: number): readonly Move[] {
    const known = this.#moves.get(state) ?? this.#interpreter.outcomes(state).map((one) => this.#move(state, one));
    this.#moves.set(state, known);
    return step === undefined ? known : known.filter(({ what }) => what.startsWith(`${step} `));
  }

  #move(state: StateKey, { actor, step, executed, state: target }: Outcome): Move {
    const interpreter = this.#interpreter;
    const system = this.#system;
    const { slots } = actor.kind === 'process' ? actor.family : itemAt(system.actions, actor.action);
    const placed = actor.kind === 'process' ? interpreter.layout.byId.get(actor.instance.id) : undefined;
    const at = (key: StateKey): number | undefined =>
      placed && (interpreter.layout.decode(key)[placed.point] as number);
    const frame = placed && itemAt(placed.family.points, at(state) ?? 0).frame;
    const calls = CallsOfActor.inside(frame, { next: 0 }, system.program.name);
    const records = recordsOf(executed, { interpreter, system, slots }, calls).filter(({ role }) => role !== 'ghost');
    const shared = (places: readonly { readonly place: PlaceView }[]): readonly PlaceView[] =>
      places.map(({ place }) => place).filter(({ scope }) => scope === 'shared');
    return {
      actor: actor.number,
      name: actor.name,
      what: `${step.id} ${target === undefined ? 'fails' : (at(target) ?? '')}`,
      ...(target === undefined ? {} : { target }),
      reads: records.flatMap(({ reads }) => shared(reads)),
      writes: records.flatMap(({ writes }) => shared(writes)),
    };
  }
}

/** Whether the order of two steps matters: one writes what the other reads or writes. */
function disturbs(a: Move, b: Move): boolean {
  if (a.actor === b.actor) return true;
  const meet = (some: readonly PlaceView[], others: readonly PlaceView[]): boolean =>
    some.some((one) => others.some((other) => overlap(one, other)));
  return meet(a.writes, b.writes) || meet(a.writes, b.reads) || meet(a.reads, b.writes);
}

/** Whether one of two places is the other or a part of it. */
function overlap(a: PlaceView, b: PlaceView): boolean {
  if (a.slot !== b.slot) return false;
  const length = Math.min(a.position.length, b.position.length);
  return a.position.slice(0, length).every((part, i) => part === b.position[i]);
}

/**
 * What tells an order from others: what each actor does, and which steps of different actors that disturb each other come
 * first. Instances of a process have the names with which that text is the least.
 */
function orderOf(moves: readonly Move[]): string {
  const names = [...new Set(moves.map(({ name }) => name))];
  const pairs: (readonly [number, number])[] = [];
  moves.forEach((later, j) => {
    for (let i = 0; i < j; i++) {
      const earlier = itemAt(moves, i);
      if (earlier.actor !== later.actor && disturbs(earlier, later)) pairs.push([i, j]);
    }
  });
  const positions = moves.map(({ name }, i) => moves.slice(0, i).filter((one) => one.name === name).length);
  const texts = renamings(names).map((nameOf) => {
    const step = (i: number): string => `${nameOf(itemAt(moves, i).name)}.${itemAt(positions, i)}`;
    const does = names.map((name) => {
      const own = moves.filter((one) => one.name === name).map(({ what }) => what);
      return `${nameOf(name)}: ${own.join(', ')}`;
    });
    return [...does.toSorted(), ...pairs.map(([i, j]) => `${step(i)} ${step(j)}`).toSorted()].join('\n');
  });
  return texts.toSorted()[0] ?? '';
}

/** Ways to name actors by their processes and numbers. */
function renamings(names: readonly string[]): readonly ((name: string) => string)[] {
  const processOf = (name: string): string => /^[^[(]*/.exec(name)?.[0] ?? name;
  let ways: ReadonlyMap<string, string>[] = [new Map()];
  for (const process of new Set(names.map(processOf))) {
    const orders = permutations(names.filter((name) => processOf(name) === process));
    if (ways.length * orders.length > MOST_RENAMINGS) return [(name) => name];
    ways = ways.flatMap((way) =>
      orders.map((order) => new Map([...way, ...order.map((name, i) => [name, `${process}#${i}`] as const)])),
    );
  }
  return ways.map((way) => (name) => way.get(name) ?? name);
}

/** All orders of a few names; of many only the one that they have. */
function permutations(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length > 5) return [names];
  if (names.length < 2) return [names];
  return names.flatMap((name, i) =>
    permutations([...names.slice(0, i), ...names.slice(i + 1)]).map((rest) => [name, ...rest]),
  );
}
