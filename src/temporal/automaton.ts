import { type Formula, keyOf, normalForm } from './formula.ts';

/**
 * A generalised Büchi automaton with acceptance on transitions. A run over a behaviour takes in each state a
 * transition whose literals the state satisfies; it accepts if it takes transitions of every acceptance set for ever.
 */
export interface Automaton {
  readonly states: readonly (readonly Transition[])[];
  /** The first state is the initial one. */
  readonly acceptanceSets: number;
}

export interface Transition {
  readonly literals: readonly Literal[];
  readonly to: number;
  /** Bit i: the transition is in acceptance set i. */
  readonly accepts: number;
}

export interface Literal {
  readonly atom: number;
  readonly negated: boolean;
}

/** The automaton would have too many states or acceptance sets. */
export class FormulaTooLarge extends Error {}

const MAX_STATES = 512;
/** Cases in the expansion of one state: transitions, and what leads to none. */
const MAX_CASES = 50_000;
/** Acceptance sets are bits of a number. */
const MAX_ACCEPTANCE = 30;

/**
 * Automaton that accepts the behaviours that satisfy a formula (Couvreur, "On-the-fly verification of linear temporal
 * logic", FM 1999). A state is the set of formulas that the rest of the behaviour has to satisfy. Expanding it by
 * `a U b = b || a && next (a U b)` and `a R b = b && (a || next (a R b))` gives what must hold now, which is a
 * transition's literals, and what must hold from the next state on. A transition is in the set of `a U b` if it does
 * not put `b` off.
 */
export function automatonOf(formula: Formula): Automaton {
  const root = normalForm(formula);
  const untils = untilsIn(root);
  if (untils.length > MAX_ACCEPTANCE) throw new FormulaTooLarge();
  const all = 2 ** untils.length - 1;
  const numbers = new Map<string, number>();
  const open: (readonly Formula[])[] = [];
  const numberOf = (formulas: ReadonlyMap<string, Formula>): number => {
    const key = [...formulas.keys()].sort().join();
    const number = numbers.get(key);
    if (number !== undefined) return number;
    if (numbers.size >= MAX_STATES) throw new FormulaTooLarge();
    numbers.set(key, numbers.size);
    open.push([...formulas.values()]);
    return numbers.size - 1;
  };
  // What asks for nothing is the state that has nothing more to satisfy.
  numberOf(root.kind === 'constant' && root.value ? new Map() : new Map([[keyOf(root), root]]));
  const states: Transition[][] = [];
  // Grows while it is iterated.
  for (const formulas of open) {
    const transitions = expand(formulas).map(({ literals, next, putOff }) => ({
      literals: [...literals.values()],
      to: numberOf(next),
      accepts: untils.reduce((bits, key, u) => (putOff.has(key) ? bits & ~(1 << u) : bits), all),
    }));
    states.push(withoutImplied(transitions));
  }
  return { states, acceptanceSets: untils.length };
}

function untilsIn(formula: Formula): readonly string[] {
  const found = new Set<string>();
  const visit = (f: Formula): void => {
    if (f.kind === 'until') found.add(keyOf(f));
    if (f.kind === 'not') visit(f.operand);
    if ('left' in f) {
      visit(f.left);
      visit(f.right);
    }
  };
  visit(formula);
  return [...found];
}

interface Expansion {
  /** What is still to be expanded. */
  readonly todo: readonly Formula[];
  readonly literals: ReadonlyMap<number, Literal>;
  readonly next: ReadonlyMap<string, Formula>;
  /** Keys of the `until`s that are put off. */
  readonly putOff: ReadonlySet<string>;
}

/** The ways to satisfy all of some formulas. */
function expand(formulas: readonly Formula[]): readonly Expansion[] {
  const done: Expansion[] = [];
  const open: Expansion[] = [{ todo: formulas, literals: new Map(), next: new Map(), putOff: new Set() }];
  let cases = 0;
  for (let one = open.pop(); one; one = open.pop()) {
    if (++cases > MAX_CASES) throw new FormulaTooLarge();
    const [first, ...rest] = one.todo;
    if (!first) {
      done.push(one);
      continue;
    }
    switch (first.kind) {
      case 'constant':
        if (first.value) open.push({ ...one, todo: rest });
        break;
      case 'atom':
      case 'not': {
        const literal = literalOf(first);
        const other = one.literals.get(literal.atom);
        if (other && other.negated !== literal.negated) break;
        open.push({ ...one, todo: rest, literals: new Map([...one.literals, [literal.atom, literal]]) });
        break;
      }
      case 'and':
        open.push({ ...one, todo: [first.left, first.right, ...rest] });
        break;
      case 'or':
        // The left side is tried first: it is the last in.
        open.push({ ...one, todo: [first.right, ...rest] }, { ...one, todo: [first.left, ...rest] });
        break;
      case 'until': {
        const key = keyOf(first);
        const later = new Map<string, Formula>([...one.next, [key, first]]);
        open.push(
          { ...one, todo: [first.left, ...rest], next: later, putOff: new Set([...one.putOff, key]) },
          { ...one, todo: [first.right, ...rest] },
        );
        break;
      }
      case 'release': {
        const later = new Map<string, Formula>([...one.next, [keyOf(first), first]]);
        open.push(
          { ...one, todo: [first.right, ...rest], next: later },
          { ...one, todo: [first.left, first.right, ...rest] },
        );
        break;
      }
    }
  }
  return done;
}

function literalOf(formula: Extract<Formula, { kind: 'atom' | 'not' }>): Literal {
  if (formula.kind === 'atom') return { atom: formula.atom, negated: false };
  if (formula.operand.kind !== 'atom') throw new Error('a formula that is not in normal form');
  return { atom: formula.operand.atom, negated: true };
}

/** Leaves out transitions that another one replaces: to the same state, asking for less and accepting more. */
function withoutImplied(transitions: readonly Transition[]): Transition[] {
  const replaces = (a: Transition, b: Transition): boolean =>
    a.to === b.to &&
    (a.accepts & b.accepts) === b.accepts &&
    a.literals.every((l) => b.literals.some((m) => m.atom === l.atom && m.negated === l.negated));
  return transitions.filter(
    (t, i) => !transitions.some((other, k) => k !== i && replaces(other, t) && (k < i || !replaces(t, other))),
  );
}
