/**
 * Formulas of linear temporal logic without `next`, over numbered atoms: what a state is observed to satisfy. None
 * of them can tell a behaviour from one that stutters longer (Lamport 1983, "What good is temporal logic?").
 */
export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'atom'; readonly atom: number }
  | { readonly kind: 'not'; readonly operand: Formula }
  | { readonly kind: 'and' | 'or' | 'until' | 'release'; readonly left: Formula; readonly right: Formula };

export const TRUE: Formula = { kind: 'constant', value: true };
export const FALSE: Formula = { kind: 'constant', value: false };

export const atom = (number: number): Formula => ({ kind: 'atom', atom: number });

export function not(operand: Formula): Formula {
  if (operand.kind === 'constant') return operand.value ? FALSE : TRUE;
  return operand.kind === 'not' ? operand.operand : { kind: 'not', operand };
}

export function and(left: Formula, right: Formula): Formula {
  if (left.kind === 'constant') return left.value ? right : left;
  if (right.kind === 'constant') return right.value ? left : right;
  return { kind: 'and', left, right };
}

export function or(left: Formula, right: Formula): Formula {
  if (left.kind === 'constant') return left.value ? left : right;
  if (right.kind === 'constant') return right.value ? right : left;
  return { kind: 'or', left, right };
}

/** `right` comes true, and `left` is true up to then. */
export function until(left: Formula, right: Formula): Formula {
  return right.kind === 'constant' ? right : { kind: 'until', left, right };
}

/** `right` is true as long as `left` has not been true before: the dual of `until`. */
function release(left: Formula, right: Formula): Formula {
  return right.kind === 'constant' ? right : { kind: 'release', left, right };
}

export const implies = (left: Formula, right: Formula): Formula => or(not(left), right);
export const iff = (left: Formula, right: Formula): Formula => and(implies(left, right), implies(right, left));
export const eventually = (operand: Formula): Formula => until(TRUE, operand);
export const always = (operand: Formula): Formula => not(eventually(not(operand)));
/** Whenever `left` is true, `right` is true then or later. */
export const leadsTo = (left: Formula, right: Formula): Formula => always(implies(left, eventually(right)));

const joins = { and, or, until, release };
/** What makes the negation of a formula from the negations of its sides. */
const duals = { and: or, or: and, until: release, release: until };

/** An equal formula in which only atoms are negated. */
export function normalForm(formula: Formula): Formula {
  switch (formula.kind) {
    case 'constant':
    case 'atom':
      return formula;
    case 'not':
      return negatedForm(formula.operand);
    case 'and':
    case 'or':
    case 'until':
    case 'release':
      return joins[formula.kind](normalForm(formula.left), normalForm(formula.right));
  }
}

/** The normal form of the negation. */
function negatedForm(formula: Formula): Formula {
  switch (formula.kind) {
    case 'constant':
    case 'atom':
      return not(formula);
    case 'not':
      return normalForm(formula.operand);
    case 'and':
    case 'or':
    case 'until':
    case 'release':
      return duals[formula.kind](negatedForm(formula.left), negatedForm(formula.right));
  }
}

/** Conjuncts of a formula: each can be checked alone, with an automaton that is much smaller. */
export function conjuncts(formula: Formula): readonly Formula[] {
  if (formula.kind === 'and') return [...conjuncts(formula.left), ...conjuncts(formula.right)];
  // always (a && b) is always a && always b; in the form with `release` only the left side matters.
  if (formula.kind === 'release') return conjuncts(formula.right).map((right) => release(formula.left, right));
  return [formula];
}

/** Equal texts mean equal formulas; operands of `and` and `or` in one order. */
export function keyOf(formula: Formula): string {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? 't' : 'f';
    case 'atom':
      return String(formula.atom);
    case 'not':
      return `!${keyOf(formula.operand)}`;
    case 'until':
    case 'release':
      return `(${keyOf(formula.left)} ${formula.kind === 'until' ? 'U' : 'R'} ${keyOf(formula.right)})`;
    case 'and':
    case 'or': {
      const operands = [keyOf(formula.left), keyOf(formula.right)].sort();
      return `(${operands.join(formula.kind === 'and' ? ' & ' : ' | ')})`;
    }
  }
}

/** Whether a letter satisfies a formula; undefined where that depends on the letters after it. */
export function holdsIn(formula: Formula, holds: (atom: number) => boolean): boolean | undefined {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'atom':
      return holds(formula.atom);
    case 'not': {
      const operand = holdsIn(formula.operand, holds);
      return operand === undefined ? undefined : !operand;
    }
    case 'and':
    case 'or': {
      const [left, right] = [holdsIn(formula.left, holds), holdsIn(formula.right, holds)];
      if (left === undefined || right === undefined) return undefined;
      return formula.kind === 'and' ? left && right : left || right;
    }
    case 'until':
    case 'release':
      return undefined;
  }
}

/** Whether an infinite word satisfies a formula: letters 0 to n-1, of which those from `loop` on repeat for ever. */
export function holdsOn(
  formula: Formula,
  length: number,
  loop: number,
  holds: (atom: number, position: number) => boolean,
): boolean {
  return truthOf(formula)[0] === true;

  /** The truth of a formula at each position: least and greatest fixed points, reached after two rounds of the loop. */
  function truthOf(f: Formula): boolean[] {
    switch (f.kind) {
      case 'constant':
        return new Array<boolean>(length).fill(f.value);
      case 'atom':
        return Array.from({ length }, (_, i) => holds(f.atom, i));
      case 'not':
        return truthOf(f.operand).map((v) => !v);
      case 'and':
      case 'or': {
        const left = truthOf(f.left);
        const right = truthOf(f.right);
        return left.map((v, i) => (f.kind === 'and' ? v && right[i] === true : v || right[i] === true));
      }
      case 'until':
      case 'release': {
        const left = truthOf(f.left);
        const right = truthOf(f.right);
        const truth = new Array<boolean>(length).fill(f.kind === 'release');
        for (let round = 0; round < 2; round++) {
          for (let i = length - 1; i >= 0; i--) {
            const next = truth[i === length - 1 ? loop : i + 1] === true;
            const [l, r] = [left[i] === true, right[i] === true];
            truth[i] = f.kind === 'until' ? r || (l && next) : r && (l || next);
          }
        }
        return truth;
      }
    }
  }
}
