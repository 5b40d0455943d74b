import type { Expression } from '../../../src/syntax/tree.ts';
import { evaluate } from './evaluate.ts';
import { advance, type Local, type Place, type Stack, top, topBody } from './frames.ts';
import type { Program } from './program.ts';
import type { Scope } from './scope.ts';
import { readAt, type Step, type Type, writeAt } from './type.ts';
import { NotCovered, type Process, type Value } from './value.ts';

export type Variables = ReadonlyMap<string, Value>;

/** A process in the middle of a step. */
export interface Running {
  readonly program: Program;
  readonly variables: Variables;
  readonly stack: Stack;
  readonly self: Process | undefined;
  /** Is a process done? Code may ask for nothing else. */
  readonly isDone: (process: Process) => boolean;
}

/** The local of a name that is in scope, with the index of its frame. */
function findLocal(stack: Stack, name: string): { readonly frame: number; readonly local: Local } | undefined {
  for (let frame = stack.length - 1; frame >= 0; frame--) {
    const at = stack[frame]!;
    const local = 'locals' in at ? at.locals.findLast((one) => one.name === name) : undefined;
    if (local) return { frame, local };
    if (at.kind === 'call') return undefined;
  }
  return undefined;
}

export function scopeOf(r: Running): Scope {
  return {
    program: r.program,
    shared: (name) => r.variables.get(name)!,
    local: (name) => {
      const found = findLocal(r.stack, name)?.local.content;
      return found && ('value' in found ? found.value : readPlace(r, found.place));
    },
    self: r.self,
    results: new Map(top(r.stack).kind === 'body' ? topBody(r.stack).results : []),
    at: (process, label) => {
      const names = label.parts.map((part) => part.name).join('.');
      if (names !== 'done') throw new NotCovered(`at ${names} in code`);
      return r.isDone(process);
    },
    allDone: () => {
      throw new NotCovered('all_done in code');
    },
  };
}

function readPlace(r: Running, { root, path }: Place): Value {
  return readAt('variable' in root ? r.variables.get(root.variable)! : localAt(r.stack, root).value, path);
}

function localAt(
  stack: Stack,
  { frame, local }: { readonly frame: number; readonly local: string },
): { readonly value: Value; readonly type: Type | undefined } {
  const at = stack[frame];
  const found = at && 'locals' in at ? at.locals.findLast((one) => one.name === local) : undefined;
  if (!found || !('value' in found.content)) throw new Error(`no local ${local}`);
  return { value: found.content.value, type: found.type };
}

/** The place that an expression names, its indices evaluated. */
export function placeOf(e: Expression, r: Running): Place {
  switch (e.kind) {
    case 'parenthesized':
      return placeOf(e.inner, r);
    case 'name': {
      const found = findLocal(r.stack, e.name);
      if (!found) {
        if (!r.program.variables.has(e.name)) throw new NotCovered(`the place ${e.name}`);
        return { root: { variable: e.name }, path: [] };
      }
      if ('place' in found.local.content) return found.local.content.place;
      return { root: { frame: found.frame, local: e.name }, path: [] };
    }
    case 'index':
      if (e.indices.length !== 1) throw new NotCovered('several indices');
      return part(placeOf(e.object, r), { key: evaluate(e.indices[0]!, scopeOf(r)) });
    case 'field':
      return part(placeOf(e.object, r), { field: e.name.name });
    case 'tupleField':
      return part(placeOf(e.object, r), { part: e.index });
    default:
      throw new NotCovered('a place');
  }
}

function part(place: Place, step: Step): Place {
  return { ...place, path: [...place.path, step] };
}

export function valueAt(r: Running, place: Place): Value {
  return readPlace(r, place);
}

/** Stores a value. Throws `OutOfRange` where the place cannot hold it. */
export function assign(r: Running, { root, path }: Place, value: Value): Running {
  if ('variable' in root) {
    const { type } = r.program.variables.get(root.variable)!;
    const whole = writeAt(type(), r.variables.get(root.variable)!, path, value);
    return { ...r, variables: new Map(r.variables).set(root.variable, whole) };
  }
  const { value: old, type } = localAt(r.stack, root);
  if (!type) throw new NotCovered('an assignment to what is no var');
  const whole = writeAt(type, old, path, value);
  const stack = r.stack.map((frame, i) => {
    if (i !== root.frame || !('locals' in frame)) return frame;
    const locals = frame.locals.map((one) => (one.name === root.local ? { ...one, content: { value: whole } } : one));
    return { ...frame, locals };
  });
  return { ...r, stack };
}

/** Declares locals in the innermost block, and goes on. */
export function declare(stack: Stack, locals: readonly Omit<Local, 'at'>[]): Stack {
  const block = stack.findLastIndex((frame) => frame.kind === 'body' && !frame.transparent);
  const declared = stack.map((frame, i) => {
    if (i !== block || frame.kind !== 'body') return frame;
    return { ...frame, locals: [...frame.locals, ...locals.map((one) => ({ ...one, at: frame.index }))] };
  });
  return advance(declared);
}

export function isGhostName(r: Running, name: string): boolean {
  const root = rootVariable(r, name);
  if (root !== undefined) return r.program.variables.get(root)!.declaration.ghost;
  return findLocal(r.stack, name)?.local.ghost === true;
}

/** The variable that a name stands for: its own, or that of a `ref` parameter. */
export function rootVariable(r: Running, name: string): string | undefined {
  const content = findLocal(r.stack, name)?.local.content;
  if (!content) return r.program.variables.has(name) ? name : undefined;
  return 'place' in content && 'variable' in content.place.root ? content.place.root.variable : undefined;
}
