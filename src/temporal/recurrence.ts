import { and, FALSE, type Formula, normalForm, not, or, TRUE } from './formula.ts';

/** Where `often` is true again and again, for ever, `met` has to be as well. Both are about one state. */
export interface Recurrence {
  readonly often: Formula;
  readonly met: Formula;
}

/** More of them are left to the automaton. */
const MAX_RECURRENCES = 64;

/**
 * Splits a formula: into what is about what a behaviour does again and again, and the rest, of which an automaton is
 * made. `always eventually`, `eventually always` and what boolean operators make of them need no automaton: which states
 * a behaviour visits for ever decides. They are acceptance conditions of Streett (Information and Control 54, 1982), the same
 * as strong fairness, of which the search does not mind how many there are; an automaton doubles with each.
 */
export function splitRecurrences(formula: Formula): {
  readonly recurrences: readonly Recurrence[];
  readonly rest: Formula;
} {
  const recurrences: Recurrence[] = [];
  let rest: Formula = TRUE;
  for (const part of operandsOf(normalForm(formula))) {
    const clauses = clausesOf(part);
    const found = clauses?.map(recurrenceOf);
    if (found?.every((one) => one !== undefined) === true && recurrences.length + found.length <= MAX_RECURRENCES)
      recurrences.push(...found);
    else rest = and(rest, part);
  }
  return { recurrences, rest };
}

function operandsOf(formula: Formula): readonly Formula[] {
  return formula.kind === 'and' ? [...operandsOf(formula.left), ...operandsOf(formula.right)] : [formula];
}

/** A disjunction of `always eventually` of some conditions, and `eventually always` of others. */
interface Clause {
  readonly often: readonly Formula[];
  readonly finally: readonly Formula[];
}

/** The conjunction of clauses that a formula is; undefined where it is about anything else. */
function clausesOf(formula: Formula): readonly Clause[] | undefined {
  switch (formula.kind) {
    case 'and':
    case 'or': {
      const left = clausesOf(formula.left);
      const right = left && clausesOf(formula.right);
      if (!left || !right) return undefined;
      if (formula.kind === 'and') return [...left, ...right];
      if (left.length * right.length > MAX_RECURRENCES) return undefined;
      return left.flatMap((a) =>
        right.map((b) => ({ often: [...a.often, ...b.often], finally: [...a.finally, ...b.finally] })),
      );
    }
    case 'release': {
      if (!isFalse(formula.left)) return undefined;
      const inner = formula.right;
      if (inner.kind === 'until' && isTrue(inner.left) && isOfState(inner.right))
        return [{ often: [inner.right], finally: [] }];
      // What a behaviour does for ever does not change on the way.
      return clausesOf(inner);
    }
    case 'until': {
      if (!isTrue(formula.left)) return undefined;
      const inner = formula.right;
      if (inner.kind === 'release' && isFalse(inner.left) && isOfState(inner.right))
        return [{ often: [], finally: [inner.right] }];
      return clausesOf(inner);
    }
    case 'constant':
    case 'atom':
    case 'not':
      return undefined;
  }
}

/** `always eventually a || eventually always b` is: where !b is true again and again, a is. */
function recurrenceOf({ often, finally: [eventual, ...others] }: Clause): Recurrence | undefined {
  if (others.length > 0) return undefined;
  const met = often.reduce(or, FALSE);
  return { often: eventual ? normalForm(not(eventual)) : TRUE, met };
}

function isTrue(formula: Formula): boolean {
  return formula.kind === 'constant' && formula.value;
}

function isFalse(formula: Formula): boolean {
  return formula.kind === 'constant' && !formula.value;
}

function isOfState(formula: Formula): boolean {
  switch (formula.kind) {
    case 'constant':
    case 'atom':
      return true;
    case 'not':
      return isOfState(formula.operand);
    case 'and':
    case 'or':
      return isOfState(formula.left) && isOfState(formula.right);
    case 'until':
    case 'release':
      return false;
  }
}
