import type { Expr, FunctionSymbol, Projection } from '../../core/expression.ts';
import { childrenOf, mapChildren, walkExpression } from '../../core/traverse.ts';
import type { Value } from '../../core/types.ts';
import { fold } from '../fold.ts';
import { expressionsOf } from '../operations/slot-uses.ts';
import type { Actor, IrPlace, Operation, Step, TransitionSystem } from '../system.ts';

/**
 * What steps read and write of the state, by element where indices are constants or indices of the process, and as the
 * whole map otherwise.
 */

/** A part of the state: of a variable, or of where the instances of a process are. */
export interface Location {
  readonly root: string;
  /** Fields and indices into it. */
  readonly path: readonly Index[];
  /** Indices that are read have their values from before the step, whatever it writes. */
  readonly isEarly?: boolean;
}

/** One that is always the same, as a text; one that is read from the state; undefined where nothing is known of it. */
export type Index = string | ReadIndex | undefined;

/** An index that is the value of a part of the state. */
export interface ReadIndex {
  /** Without indices that are read themselves. */
  readonly location: Location;
  /** Its value: of variables alone. */
  readonly expr: Expr;
}

/** What a step touches, each location once. */
export interface Effects {
  readonly reads: readonly Location[];
  /** With where a process is, whether or not anybody looks at that. */
  readonly writes: readonly Location[];
}

export function overlap(a: Location, b: Location): boolean {
  if (a.root !== b.root) return false;
  return a.path.every((step, i) => {
    const other = b.path[i];
    return typeof step !== 'string' || typeof other !== 'string' || step === other;
  });
}

/** Whether some of these are part of some of those. */
export function meet(some: readonly Location[], others: readonly Location[]): boolean {
  return some.some((a) => others.some((b) => overlap(a, b)));
}

/** Of the places where processes are, as parts of the state, those that no code looks at. */
export function positionsUnseen(code: Iterable<Expr>, { families }: TransitionSystem): ReadonlySet<Location['root']> {
  const seen = new Set<string>();
  const functions = new Set<FunctionSymbol>();
  const look = (expr: Expr): boolean => {
    if (expr.kind === 'at') seen.add(expr.place.kind === 'done' ? ended(expr.family.name) : inside(expr.family.name));
    if (expr.kind === 'processLocal') seen.add(inside(expr.family.name));
    if (expr.kind === 'allDone' || expr.kind === 'enabled')
      for (const { symbol } of families) seen.add(ended(symbol.name));
    if (expr.kind === 'enabled') for (const { symbol } of families) seen.add(inside(symbol.name));
    if (expr.kind === 'call' && !functions.has(expr.function)) {
      functions.add(expr.function);
      walkExpression(expr.function.body, look);
    }
    return true;
  };
  for (const expr of code) walkExpression(expr, look);
  const all = families.flatMap(({ symbol: { name } }) => [inside(name), ended(name)]);
  return new Set(all.filter((root) => !seen.has(root)));
}

/** Collects what the steps of one actor touch, or, without an actor, what conditions of states read. */
export class EffectCollector {
  readonly #actor: Actor | undefined;
  readonly #system: TransitionSystem;
  /** What bodies of functions and properties read: many steps share them. */
  readonly #bodies = new Map<Expr, readonly Location[]>();

  constructor(actor: Actor | undefined, system: TransitionSystem) {
    this.#actor = actor;
    this.#system = system;
  }

  effectsOf({ guard, operations }: Step, watchers: readonly Expr[]): Effects {
    const reads = byText([
      ...(guard ? this.#reads(guard).map((one) => ({ ...one, isEarly: true })) : []),
      ...operations.flatMap((o) => this.#readsOf(o)),
      ...watchers.flatMap((body) => this.#readsOfBody(body)),
    ]);
    const writes = byText([
      ...operations.flatMap((o) => (o.kind === 'assign' ? this.#written(o.target) : [])),
      ...(this.#actor?.kind === 'process' ? this.#ownPosition(this.#actor, operations) : []),
    ]);
    return { reads: [...reads.values()], writes: [...writes.values()] };
  }

  /** What a condition of states reads. */
  readsOf(condition: Expr): readonly Location[] {
    return this.#readsOfBody(condition);
  }

  /** What may be seen of where a process is. */
  #ownPosition(
    { family, instance }: Extract<Actor, { kind: 'process' }>,
    operations: readonly Operation[],
  ): readonly Location[] {
    const path = [String(instance.id)];
    const maybeEnds = operations.some((o) => o.kind === 'stop' && o.point === family.points.length - 1);
    const roots = [inside(family.symbol.name), ...(maybeEnds ? [ended(family.symbol.name)] : [])];
    return roots.map((root) => ({ root, path }));
  }

  #readsOf(operation: Operation): readonly Location[] {
    return expressionsOf(operation).flatMap((expr) => this.#reads(expr));
  }

  #written({ root, path }: IrPlace): readonly Location[] {
    return root.kind === 'variable' ? [{ root: variable(root.slot), path: this.#path(path) }] : [];
  }

  #path(path: readonly Projection[]): readonly Index[] {
    return path.map((step) => (step.kind === 'field' ? String(step.field) : this.#indexOf(step.index)));
  }

  /** The shared state that an expression reads. */
  #reads(expr: Expr): readonly Location[] {
    switch (expr.kind) {
      case 'variable':
      case 'index':
      case 'field': {
        const { location, indices } = this.#locationOf(expr);
        return [...(location ? [location] : childrenOf(expr).flatMap((e) => this.#reads(e))), ...indices];
      }
      case 'at':
        return this.#readsOfProcess(expr.place.kind === 'done' ? ended : inside, expr);
      case 'processLocal':
        return this.#readsOfProcess(inside, expr);
      case 'allDone':
        return this.#system.families.map(({ symbol }) => ({ root: ended(symbol.name), path: [] }));
      case 'enabled':
        return this.#everything();
      case 'call':
        return [...this.#readsOfBody(expr.function.body), ...expr.arguments.flatMap((e) => this.#reads(e))];
      default:
        return childrenOf(expr).flatMap((e) => this.#reads(e));
    }
  }

  /** A part of a variable that is named by fields and indices, and what its indices read; no location for other values. */
  #locationOf(expr: Expr): { readonly location?: Location; readonly indices: readonly Location[] } {
    switch (expr.kind) {
      case 'variable':
        return { location: { root: variable(expr.symbol.slot), path: [] }, indices: [] };
      case 'index': {
        const { location, indices } = this.#locationOf(expr.object);
        if (!location) return { indices: [] };
        const path = [...location.path, this.#indexOf(expr.index)];
        return { location: { ...location, path }, indices: [...indices, ...this.#reads(expr.index)] };
      }
      case 'field': {
        const { location, indices } = this.#locationOf(expr.object);
        return location
          ? { location: { ...location, path: [...location.path, String(expr.field)] }, indices }
          : { indices: [] };
      }
      default:
        return { indices: [] };
    }
  }

  #readsOfBody(body: Expr): readonly Location[] {
    const known = this.#bodies.get(body);
    if (known) return known;
    const reads = [...byText(this.#reads(body)).values()];
    this.#bodies.set(body, reads);
    return reads;
  }

  #everything(): readonly Location[] {
    const { variables, families } = this.#system;
    return [
      ...variables.map((_, slot) => ({ root: variable(slot), path: [] })),
      ...families.flatMap(({ symbol: { name } }) => [inside(name), ended(name)].map((root) => ({ root, path: [] }))),
    ];
  }

  #readsOfProcess(
    root: (family: string) => string,
    { family, indices }: Extract<Expr, { kind: 'at' | 'processLocal' }>,
  ): readonly Location[] {
    const values = indices.map((index) => this.#fixed(index));
    const { instances } = this.#system.families.find(({ symbol }) => symbol === family) ?? { instances: [] };
    const found = instances.find((one) => one.indices.every((value, i) => JSON.stringify(value) === values[i]));
    const read = { root: root(family.name), path: [found && String(found.id)] };
    return [read, ...indices.flatMap((e) => this.#reads(e))];
  }

  #indexOf(index: Expr): Index {
    const fixed = this.#fixed(index);
    if (fixed !== undefined) return fixed;
    const { location } = this.#locationOf(index);
    if (!location?.path.every((step) => typeof step === 'string')) return undefined;
    return { location, expr: this.#bind(index) };
  }

  /** The value of an index as a text, where it is the same whenever the actor runs. */
  #fixed(index: Expr): string | undefined {
    const bound = fold(this.#bind(index));
    return bound.kind === 'constant' ? JSON.stringify(bound.value) : undefined;
  }

  /** Puts the indices of the process, or the arguments of the action, into an expression. */
  #bind(expr: Expr): Expr {
    const value = this.#valueOf(expr);
    if (value !== undefined) return { kind: 'constant', value, type: expr.type, at: expr.at };
    return mapChildren(expr, (e) => this.#bind(e));
  }

  #valueOf(expr: Expr): Value | undefined {
    const actor = this.#actor;
    if (!actor) return undefined;
    switch (expr.kind) {
      case 'self':
        return actor.kind === 'process' ? actor.instance.id : undefined;
      case 'local':
        return actor.kind === 'process'
          ? actor.instance.indices[actor.family.symbol.indices.indexOf(expr.symbol)]
          : undefined;
      case 'slot':
        // The first slots of an action are its parameters.
        return actor.kind === 'action' ? actor.values[expr.slot] : undefined;
      default:
        return undefined;
    }
  }
}

function variable(slot: number): string {
  return `variable ${slot}`;
}

/** Where the instances of a process are, with their locals. */
function inside(family: string): string {
  return `inside ${family}`;
}

/** Which instances of a process have ended. */
function ended(family: string): string {
  return `ended ${family}`;
}

function byText(locations: readonly Location[]): Map<string, Location> {
  return new Map(locations.map((one) => [textOf(one), one]));
}

/** The same for the same part of the state. */
export function textOf({ root, path, isEarly }: Location): string {
  const when = isEarly === true ? 'early' : 'late';
  return [
    root,
    ...path.map((step) => (typeof step === 'object' ? `${when}(${textOfIndex(step)})` : (step ?? '*'))),
  ].join('/');
}

/** The same for indices that always have the same value. */
export function textOfIndex(index: string | ReadIndex): string {
  return typeof index === 'string' ? index : textOf(index.location);
}
