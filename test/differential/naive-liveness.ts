/**
 * Linear temporal logic under fairness, decided the obvious way: what the checker is tested against. Written from
 * the definition of the language and from nothing of the checker. A formula becomes a tableau (Lichtenstein and Pnueli,
 * "Checking that finite state concurrent programs satisfy their linear specification", POPL 1985): a node is a state
 * together with a guess which `until`s will be true in the next one.
 */

/** A formula over conditions of states. */
export type Ltl =
  | { readonly kind: 'condition'; readonly holds: (state: number) => boolean }
  | { readonly kind: 'not'; readonly of: Ltl }
  | { readonly kind: 'and'; readonly left: Ltl; readonly right: Ltl }
  | { readonly kind: 'until'; readonly left: Ltl; readonly right: Ltl };

export const condition = (holds: (state: number) => boolean): Ltl => ({ kind: 'condition', holds });
export const constant = (value: boolean): Ltl => condition(() => value);
export const not = (of: Ltl): Ltl => ({ kind: 'not', of });
export const and = (left: Ltl, right: Ltl): Ltl => ({ kind: 'and', left, right });
export const or = (left: Ltl, right: Ltl): Ltl => not(and(not(left), not(right)));
export const implies = (left: Ltl, right: Ltl): Ltl => or(not(left), right);
export const iff = (left: Ltl, right: Ltl): Ltl => and(implies(left, right), implies(right, left));
export const until = (left: Ltl, right: Ltl): Ltl => ({ kind: 'until', left, right });
export const eventually = (of: Ltl): Ltl => until(constant(true), of);
export const always = (of: Ltl): Ltl => not(eventually(not(of)));
export const leadsTo = (left: Ltl, right: Ltl): Ltl => always(implies(left, eventually(right)));

/** States 0 to `initial.length - 1` and more; who takes which step. */
export interface PlainGraph {
  readonly initial: readonly number[];
  readonly steps: readonly (readonly { readonly actor: number; readonly to: number }[])[];
}

/** Fairness of an actor; for `fair while e`, in the states that satisfy e. */
export interface PlainFairness {
  readonly actor: number;
  readonly strong: boolean;
  readonly condition: (state: number) => boolean;
}

/** A behaviour: states, of which those from `backTo` on repeat; who takes the step from each, nobody at a stutter. */
export interface PlainLasso {
  readonly states: readonly number[];
  readonly actors: readonly (number | undefined)[];
  readonly backTo: number;
}

/** Whether the actor of a constraint can take a step that changes something, where its condition holds. */
export function owes(graph: PlainGraph, { actor, condition: holds }: PlainFairness, state: number): boolean {
  return holds(state) && graph.steps[state]!.some((step) => step.actor === actor && step.to !== state);
}

interface Edge {
  readonly to: number;
  /** Undefined where nothing happens. */
  readonly actor: number | undefined;
}

interface Node {
  readonly state: number;
  /** For each `until`, whether it is true here, and whether it is guessed to be true in the next state. */
  readonly now: readonly boolean[];
  readonly next: readonly boolean[];
  readonly value: boolean;
  /** For each `until`, whether it is fulfilled here, or not asked for. */
  readonly settled: readonly boolean[];
}

/**
 * Whether some fair behaviour of a graph violates a formula, and in how many steps at least its loop can begin.
 */
export function violation(graph: PlainGraph, fairness: readonly PlainFairness[], formula: Ltl): number | undefined {
  const tableau = new Tableau(graph, formula);
  const fair = new Set<number>();
  for (const part of tableau.parts(tableau.nodes.map((_, i) => i))) collectFair(tableau, fairness, part, fair);
  return tableau.distanceTo(fair);
}

class Tableau {
  readonly graph: PlainGraph;
  readonly nodes: Node[] = [];
  readonly edges: Edge[][];
  readonly untils: readonly Extract<Ltl, { kind: 'until' }>[];

  constructor(graph: PlainGraph, formula: Ltl) {
    this.graph = graph;
    // Inner ones first.
    this.untils = untilsIn(formula);
    const { untils } = this;
    const byStateAndTruth = new Map<string, number[]>();
    graph.steps.forEach((_, state) => {
      for (let guess = 0; guess < 2 ** untils.length; guess++) {
        const next = untils.map((_u, i) => ((guess >> i) & 1) === 1);
        const now: boolean[] = [];
        const truth = (f: Ltl): boolean => {
          switch (f.kind) {
            case 'condition':
              return f.holds(state);
            case 'not':
              return !truth(f.of);
            case 'and':
              return truth(f.left) && truth(f.right);
            case 'until':
              return now[untils.indexOf(f)]!;
          }
        };
        untils.forEach((u, i) => now.push(truth(u.right) || (truth(u.left) && next[i]!)));
        const settled = untils.map((u, i) => !now[i]! || truth(u.right));
        const key = `${state}:${now.join()}`;
        byStateAndTruth.set(key, [...(byStateAndTruth.get(key) ?? []), this.nodes.length]);
        this.nodes.push({ state, now, next, value: truth(formula), settled });
      }
    });
    this.edges = this.nodes.map(({ state, next }) =>
      // Nothing may happen in every state, and a step that changes nothing is nothing.
      [{ actor: undefined, to: state }, ...graph.steps[state]!.filter(({ to }) => to !== state)].flatMap(
        ({ actor, to }) => (byStateAndTruth.get(`${to}:${next.join()}`) ?? []).map((node) => ({ actor, to: node })),
      ),
    );
  }

  /** Strongly connected parts of the nodes of a set, by two searches (Kosaraju); those without an edge are left out. */
  parts(set: readonly number[]): number[][] {
    const inside = new Set(set);
    const forward = new Map(set.map((n) => [n, this.edges[n]!.map((e) => e.to).filter((to) => inside.has(to))]));
    const backward = new Map<number, number[]>(set.map((n) => [n, []]));
    for (const [from, targets] of forward) for (const to of targets) backward.get(to)!.push(from);
    const finished: number[] = [];
    const seen = new Set<number>();
    for (const root of set) finished.push(...postorder(root, forward, seen));
    const assigned = new Set<number>();
    const parts: number[][] = [];
    for (const root of finished.reverse()) {
      const part = postorder(root, backward, assigned);
      const members = new Set(part);
      if (part.some((n) => forward.get(n)!.some((to) => members.has(to)))) parts.push(part);
    }
    return parts;
  }

  /** Steps from an initial node where the formula is false to one of some nodes. */
  distanceTo(goal: ReadonlySet<number>): number | undefined {
    const { initial } = this.graph;
    let level = this.nodes.flatMap(({ state, value }, i) => (initial.includes(state) && !value ? [i] : []));
    const seen = new Set<number>();
    for (let distance = 0; level.length > 0; distance++) {
      // With everything that can be reached without a step.
      const here = new Set(level);
      for (const n of here) for (const { actor, to } of this.edges[n]!) if (actor === undefined) here.add(to);
      if ([...here].some((n) => goal.has(n))) return distance;
      for (const n of here) seen.add(n);
      level = [...here].flatMap((n) => this.edges[n]!.map((e) => e.to)).filter((n) => !seen.has(n));
    }
    return undefined;
  }
}

export function untilsIn(formula: Ltl): Extract<Ltl, { kind: 'until' }>[] {
  switch (formula.kind) {
    case 'condition':
      return [];
    case 'not':
      return untilsIn(formula.of);
    case 'and':
      return [...new Set([...untilsIn(formula.left), ...untilsIn(formula.right)])];
    case 'until':
      return [...new Set([...untilsIn(formula.left), ...untilsIn(formula.right), formula])];
  }
}

function postorder(root: number, edges: ReadonlyMap<number, readonly number[]>, seen: Set<number>): number[] {
  if (seen.has(root)) return [];
  seen.add(root);
  const order: number[] = [];
  const path = [{ node: root, next: 0 }];
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const to = edges.get(top.node)![top.next++];
    if (to === undefined) {
      order.push(top.node);
      path.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      path.push({ node: to, next: 0 });
    }
  }
  return order;
}

/**
 * Adds the nodes of a strongly connected part between which some behaviour can go on for ever that fulfils every
 * `until` and is fair. If strong fairness is not met, it goes on only where the actor cannot step.
 */
function collectFair(
  tableau: Tableau,
  fairness: readonly PlainFairness[],
  part: readonly number[],
  fair: Set<number>,
): void {
  const inside = new Set(part);
  const canStep = (f: PlainFairness, n: number): boolean => owes(tableau.graph, f, tableau.nodes[n]!.state);
  const steps = (f: PlainFairness, n: number): boolean =>
    canStep(f, n) && tableau.edges[n]!.some((e) => e.actor === f.actor && inside.has(e.to));
  if (!tableau.untils.every((_, u) => part.some((n) => tableau.nodes[n]!.settled[u]!))) return;
  const broken = fairness.filter((f) => !part.some((n) => steps(f, n)));
  if (broken.some((f) => !f.strong && part.every((n) => canStep(f, n)))) return;
  const rest = part.filter((n) => !broken.some((f) => f.strong && canStep(f, n)));
  if (rest.length === part.length) for (const n of part) fair.add(n);
  else for (const smaller of tableau.parts(rest)) collectFair(tableau, fairness, smaller, fair);
}

/** The sets of states that some fair behaviour visits for ever, and no others: all sets are tried. */
export function recurringSets(graph: PlainGraph, fairness: readonly PlainFairness[]): readonly (readonly number[])[] {
  const reachable = reach(graph, graph.initial, () => true);
  const sets = Array.from({ length: 2 ** graph.steps.length }, (_, bits) =>
    graph.steps.flatMap((_s, state) => (((bits >> state) & 1) === 1 ? [state] : [])),
  );
  return sets.filter((set) => {
    const inside = (state: number): boolean => set.includes(state);
    const isConnected = set.every((from) => set.every((to) => reach(graph, [from], inside).has(to)));
    const isMet = (f: PlainFairness): boolean => {
      const asking = set.filter((state) => owes(graph, f, state));
      const isTaken = asking.some((s) =>
        graph.steps[s]!.some(({ actor, to }) => actor === f.actor && to !== s && inside(to)),
      );
      return isTaken || (f.strong ? asking.length === 0 : asking.length < set.length);
    };
    return set.length > 0 && set.every((s) => reachable.has(s)) && isConnected && fairness.every(isMet);
  });
}

function reach(graph: PlainGraph, from: readonly number[], inside: (state: number) => boolean): ReadonlySet<number> {
  const found = new Set(from);
  for (const state of found) for (const { to } of graph.steps[state]!) if (inside(to)) found.add(to);
  return found;
}

/** Whether a behaviour of the graph is one, is fair, and violates a formula: by the definitions, on this one. */
export function isViolation(
  graph: PlainGraph,
  fairness: readonly PlainFairness[],
  formula: Ltl,
  lasso: PlainLasso,
): boolean {
  const { states, actors, backTo } = lasso;
  const after = (i: number): number => (i === states.length - 1 ? backTo : i + 1);
  const isStep = (i: number): boolean => {
    const from = states[i]!;
    const to = states[after(i)]!;
    if (actors[i] === undefined) return from === to;
    return from !== to && graph.steps[from]!.some((s) => s.actor === actors[i] && s.to === to);
  };
  if (!graph.initial.includes(states[0]!) || !states.every((_, i) => isStep(i))) return false;
  const loop = states.flatMap((_, i) => (i >= backTo ? [i] : []));
  const isMet = (f: PlainFairness): boolean => {
    const asks = (i: number): boolean => owes(graph, f, states[i]!);
    if (loop.some((i) => asks(i) && actors[i] === f.actor)) return true;
    return f.strong ? !loop.some(asks) : !loop.every(asks);
  };
  return fairness.every(isMet) && !truthOn(lasso, formula, 0);
}

/**
 * A violation with as few steps as there can be, at most `most`: all behaviours of no steps, of one, of two and so on are
 * tried, and of one length those that end in a state that is kept for ever come first.
 */
export function violationOf(
  graph: PlainGraph,
  fairness: readonly PlainFairness[],
  formula: Ltl,
  most: number,
): PlainLasso | undefined {
  const isOne = (lasso: PlainLasso): boolean => isViolation(graph, fairness, formula, lasso);
  let paths: { readonly states: readonly number[]; readonly actors: readonly number[] }[] = graph.initial.map(
    (state) => ({
      states: [state],
      actors: [],
    }),
  );
  for (let steps = 0; steps <= most; steps++) {
    for (const { states, actors } of paths) {
      const lasso = { states, actors: [...actors, undefined], backTo: steps };
      if (isOne(lasso)) return lasso;
    }
    for (const { states, actors } of paths) {
      const backTo = states.indexOf(states.at(-1)!);
      // Each place before at which the last state stood as well.
      for (let at = backTo; at >= 0 && at < steps; at = states.indexOf(states.at(-1)!, at + 1)) {
        const lasso = { states: states.slice(0, -1), actors, backTo: at };
        if (isOne(lasso)) return lasso;
      }
    }
    paths = paths.flatMap(({ states, actors }) =>
      graph.steps[states.at(-1)!]!.filter(({ to }) => to !== states.at(-1)).map(({ actor, to }) => ({
        states: [...states, to],
        actors: [...actors, actor],
      })),
    );
  }
  return undefined;
}

/** Steps of the stem and the loop together. */
export function stepsOf({ actors }: PlainLasso): number {
  return actors.filter((actor) => actor !== undefined).length;
}

/** Whether a formula is true of a behaviour from a position on. */
export function truthOn(lasso: PlainLasso, formula: Ltl, position: number): boolean {
  const { states, backTo } = lasso;
  switch (formula.kind) {
    case 'condition':
      return formula.holds(states[position]!);
    case 'not':
      return !truthOn(lasso, formula.of, position);
    case 'and':
      return truthOn(lasso, formula.left, position) && truthOn(lasso, formula.right, position);
    case 'until': {
      // After so many steps there is nothing new.
      for (let i = position, n = 0; n <= 2 * states.length; i = i === states.length - 1 ? backTo : i + 1, n++) {
        if (truthOn(lasso, formula.right, i)) return true;
        if (!truthOn(lasso, formula.left, i)) return false;
      }
      return false;
    }
  }
}
