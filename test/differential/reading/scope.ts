import type { Path } from '../../../src/syntax/tree.ts';
import type { Program } from './program.ts';
import type { Process, Value } from './value.ts';

/** What an expression is evaluated in. */
export interface Scope {
  readonly program: Program;
  /** The value of a shared variable. */
  readonly shared: (name: string) => Value;
  /** The value of a local, through a reference as well. */
  readonly local: (name: string) => Value | undefined;
  readonly self?: Process | undefined;
  /** What procedure calls gave back, by the node of the call. */
  readonly results?: ReadonlyMap<number, Value | undefined>;
  readonly at: (process: Process, label: Path) => boolean;
  readonly allDone: () => boolean;
  /** A local of a process, as properties read it. */
  readonly localOf?: (process: Process, name: string) => Value;
  /** What `e'` is evaluated in. */
  readonly after?: Scope | undefined;
}

export function bind(scope: Scope, bound: readonly (readonly [string, Value])[]): Scope {
  if (bound.length === 0) return scope;
  const names = new Map(bound);
  const extended: Scope = { ...scope, local: (name) => names.get(name) ?? scope.local(name) };
  return scope.after ? { ...extended, after: bind(scope.after, bound) } : extended;
}
