import type { BoundSet, Expr, MatchPattern } from '../core/expression.ts';
import { boundBy, childrenOf, patternsOpened, slotsBoundBy } from '../core/traverse.ts';
import type { Value } from '../core/types.ts';
import type { Slot } from '../ir/system.ts';
import { type Scene, valueIfAny } from './moment.ts';
import { sceneOpened } from './places.ts';

/** What has a value where an expression is printed, and what has not. */

/** A local symbol by its id, or a slot. */
type Name = `local ${number}` | `slot ${number}`;

export interface Printing {
  readonly slots: readonly Slot[];
  readonly scene: Scene | undefined;
  readonly names: Set<number>;
  /** Names bound in the surrounding expression that have no value here, such as those that range over elements. */
  readonly unknown: ReadonlySet<Name>;
  /** Names bound by the `match` arm that is taken: only that arm is printed, with their values. */
  readonly taken: ReadonlySet<number>;
}

/** The value of an expression, unless there is no scene, evaluation fails, or it depends on names without a value. */
export function evaluated(expr: Expr, { scene, unknown }: Printing): Value | undefined {
  return scene && !mentions(expr, unknown) ? valueIfAny(expr, scene) : undefined;
}

function mentions(expr: Expr, names: ReadonlySet<Name>): boolean {
  if (names.size === 0) return false;
  if (expr.kind === 'local') return names.has(`local ${expr.symbol.id}`);
  if (expr.kind === 'slot') return names.has(`slot ${expr.slot}`);
  return childrenOf(expr).some((e) => mentions(e, names));
}

/** What a condition guards: the names of its `is` have values in it, if the condition is true. */
export function opening(condition: Expr, p: Printing): Printing {
  const names = patternsOpened(condition).flatMap(namesIn);
  if (names.length === 0) return p;
  const holds = evaluated(condition, p);
  if (p.scene && holds !== undefined && holds !== 0) return { ...p, scene: sceneOpened(condition, p.scene) };
  return { ...p, unknown: new Set([...p.unknown, ...names]) };
}

function namesIn(pattern: MatchPattern): readonly Name[] {
  return [
    ...boundBy(pattern).map(({ id }): Name => `local ${id}`),
    ...slotsBoundBy(pattern).map((slot): Name => `slot ${slot}`),
  ];
}

export function withBinders(p: Printing, binders: readonly BoundSet[]): Printing {
  return withUnknown(
    p,
    binders.map(({ symbol }) => symbol.id),
  );
}

export function withUnknown(p: Printing, ids: readonly number[]): Printing {
  return { ...p, unknown: new Set([...p.unknown, ...ids.map((id): Name => `local ${id}`)]) };
}
