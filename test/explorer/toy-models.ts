import type { Model, ModelProperty, StateKey } from '../../src/explorer/model.ts';

/** What happens in a state: a successor by name, or `!p`, a failure of property p; `>x !p` a step to x that breaks p. */
export interface Toy {
  readonly initial: readonly string[];
  readonly edges: Readonly<Record<string, readonly string[]>>;
  readonly properties?: readonly (Omit<ModelProperty, 'expectViolated'> & {
    readonly expectViolated?: boolean;
    /** States that violate it, or witness it. */
    readonly at?: readonly string[];
  })[];
  /** Proper ends. */
  readonly ends?: readonly string[];
}

/** A graph written by hand as a model. The steps of a state are numbered by the position of the edge. */
export function toyModel(toy: Toy): Model {
  const properties = (toy.properties ?? []).map(({ name, kind, expectViolated }) => ({
    name,
    kind,
    expectViolated: expectViolated ?? false,
  }));
  const numberOf = (name: string): number => properties.findIndex((property) => property.name === name);
  return {
    properties,
    stepCount: Math.max(1, ...Object.values(toy.edges).map((edges) => edges.length)),
    implicationCount: 0,
    implicationsMet: [],
    initialStates(visit) {
      for (const state of toy.initial) {
        if (state.startsWith('!')) visit.violation(numberOf(state.slice(1)), -1);
        else visit.successor(state, -1);
      }
    },
    successors(state, visit) {
      (toy.edges[state] ?? []).forEach((edge, step) => {
        const [target = '', broken] = edge.startsWith('!') ? ['', edge.slice(1)] : edge.split(' !');
        if (target !== '') visit.successor(target, step);
        if (broken !== undefined) visit.violation(numberOf(broken), step, target === '' ? undefined : target);
      });
    },
    inspect(state, report) {
      (toy.properties ?? []).forEach((property, i) => {
        if (property.at?.includes(state)) report(i);
      });
    },
    mayStop: (state) => toy.ends?.includes(state) ?? true,
    isBeyond: () => false,
  };
}

/** The grid 0..width-1 x 0..height-1, by steps to the right and up. */
export function gridModel(width: number, height: number, properties: readonly ModelProperty[] = []): Model {
  const key = (x: number, y: number): StateKey => `${x},${y}`;
  return {
    properties,
    stepCount: 2,
    implicationCount: 0,
    implicationsMet: [],
    initialStates: (visit) => visit.successor(key(0, 0), -1),
    successors(state, visit) {
      const [x = 0, y = 0] = state.split(',').map(Number);
      if (x + 1 < width) visit.successor(key(x + 1, y), 0);
      if (y + 1 < height) visit.successor(key(x, y + 1), 1);
    },
    inspect: () => undefined,
    mayStop: () => true,
    isBeyond: () => false,
  };
}
