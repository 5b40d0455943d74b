import type { Location } from '../text/source.ts';
import type { BoundSet, Expr, MatchPattern, Projection } from './expression.ts';
import type { Type, Value } from './types.ts';
import {
  compareValues,
  containsValue,
  equalValues,
  formatType,
  formatValue,
  indexInSet,
  isSubtype,
  makeSet,
  subsets,
  TooManyValues,
  valuesOf,
} from './values.ts';

/**
 * Evaluation of typed expressions: each is turned once into a closure. This is the definition of what an
 * expression means (language.md, section 4); the faster engines are tested against it. Values are those of
 * `types.ts`, independent of the width of their types.
 */

/** A range error of the language: a value outside its type, an index outside its keys, `head` of nothing, … */
export class EvaluationError extends Error {
  readonly at: Location;
  constructor(message: string, at: Location) {
    super(message);
    this.name = 'EvaluationError';
    this.at = at;
  }
}

/** What an expression is evaluated in. */
export interface Env {
  /** Variables by slot; then whatever the engine keeps, among it the slots of processes from `base` on. */
  state: Value[];
  /** The state after the step, for primed expressions. */
  next: Value[] | undefined;
  /** Index in `state` of slot 0 of the running process. */
  base: number;
  /** Number of the running process instance; -1 in an action. */
  self: number;
  /** Values of local symbols by id. Nothing in the language is recursive, so each has one value at a time. */
  readonly locals: Value[];
}

export type Compiled = (env: Env) => Value;

/** What expressions about processes mean is the engine's knowledge. */
export interface Host {
  compileAt(expr: Extract<Expr, { kind: 'at' }>, compile: (e: Expr) => Compiled): Compiled;
  compileProcessLocal(expr: Extract<Expr, { kind: 'processLocal' }>, compile: (e: Expr) => Compiled): Compiled;
  compileAllDone(): Compiled;
  compileEnabled(expr: Extract<Expr, { kind: 'enabled' }>, compile: (e: Expr) => Compiled): Compiled;
  /** Called when the left side of an implication is true. */
  meetImplication?(expr: Expr): (() => void) | undefined;
}

export function emptyEnv(): Env {
  return { state: [], next: undefined, base: 0, self: -1, locals: [] };
}

/** The value of an expression that reads no state. Throws `EvaluationError` and `TooManyValues`. */
export function evaluateConstant(expr: Expr): Value {
  return compileExpression(expr, constantHost)(emptyEnv());
}

function notConstant(expr: Expr): never {
  throw new EvaluationError('this reads the state, and a constant is needed here', expr.at);
}

const constantHost: Host = {
  compileAt: notConstant,
  compileProcessLocal: notConstant,
  compileAllDone: () => () => 0,
  compileEnabled: notConstant,
};

const TRUE = 1;
const FALSE = 0;

/** Position of a key in maps over its type, or -1. */
function keyIndex(key: Type): (value: Value) => number {
  switch (key.kind) {
    case 'int':
      return (v) => ((v as number) >= key.low && (v as number) <= key.high ? (v as number) - key.low : -1);
    case 'bool':
    case 'enum':
    case 'symmetric':
      return (v) => v as number;
    default:
      return (v) => indexInSet(valuesOf(key), v);
  }
}

/** Closure that yields the position of an index in the array of a map or sequence. */
export function compileIndex(
  object: Type,
  index: Expr,
  at: Location,
  compile: (e: Expr) => Compiled,
): (env: Env, array: readonly Value[]) => number {
  const value = compile(index);
  if (object.kind === 'map') {
    const position = keyIndex(object.key);
    return (env) => {
      const v = value(env);
      const i = position(v);
      if (i < 0)
        throw new EvaluationError(`index ${formatValue(v, index.type)} is outside ${formatType(object.key)}`, at);
      return i;
    };
  }
  return (env, array) => {
    const i = value(env) as number;
    if (i < 0 || i >= array.length)
      throw new EvaluationError(`index ${i} is outside a sequence of ${array.length} elements`, at);
    return i;
  };
}

/** Writes `value` at the end of `path` in a copy of `object`; earlier parts are shared. */
export function compilePath(
  object: Type,
  path: readonly Projection[],
  compile: (e: Expr) => Compiled,
): (env: Env, object: Value, value: Value) => Value {
  const [first, ...rest] = path;
  if (!first) return (_env, _object, value) => value;
  const deeper = compilePath(projectedType(object, first), rest, compile);
  const position = first.kind === 'field' ? () => first.field : compileIndex(object, first.index, first.at, compile);
  return (env, old, value) => {
    const array = old as readonly Value[];
    const i = position(env, array);
    const part = array[i] as Value;
    const changed = deeper(env, part, value);
    if (changed === part) return old;
    const copy = array.slice();
    copy[i] = changed;
    return copy;
  };
}

/** The type of a part of a value. */
export function projectedType(object: Type, step: Projection): Type {
  switch (object.kind) {
    case 'map':
      return object.value;
    case 'seq':
      return object.element;
    case 'struct':
      return object.fields[step.kind === 'field' ? step.field : 0]?.type ?? { kind: 'never' };
    case 'tuple':
      return object.elements[step.kind === 'field' ? step.field : 0] ?? { kind: 'never' };
    default:
      return { kind: 'never' };
  }
}

/** Matches a value and binds the names of the pattern. */
export function compilePattern(pattern: MatchPattern): (env: Env, value: Value) => boolean {
  switch (pattern.kind) {
    case 'any':
      return () => true;
    case 'bind': {
      const id = pattern.symbol.id;
      return (env, value) => {
        env.locals[id] = value;
        return true;
      };
    }
    case 'bindSlot': {
      const slot = pattern.slot;
      return (env, value) => {
        env.state[env.base + slot] = value;
        return true;
      };
    }
    case 'value': {
      const wanted = pattern.value;
      return (_env, value) => equalValues(value, wanted);
    }
    case 'variant': {
      const parts = pattern.payload.map(compilePattern);
      const tag = pattern.tag;
      return (env, value) => {
        const array = value as readonly Value[];
        if (array[0] !== tag) return false;
        for (let i = 0; i < parts.length; i++) if (!parts[i]?.(env, array[i + 1] as Value)) return false;
        return true;
      };
    }
    case 'tuple': {
      const parts = pattern.elements.map(compilePattern);
      return (env, value) => {
        for (let i = 0; i < parts.length; i++)
          if (!parts[i]?.(env, (value as readonly Value[])[i] as Value)) return false;
        return true;
      };
    }
  }
}

/** Tightens a value to a type; the identity where the types prove it. */
export function compileNarrow(from: Type, to: Type, at: Location): (value: Value) => Value {
  if (isSubtype(from, to)) return (value) => value;
  return (value) => {
    if (!containsValue(to, value))
      throw new EvaluationError(`value ${formatValue(value, from)} is outside ${formatType(to)}`, at);
    return value;
  };
}

export function compileExpression(expr: Expr, host: Host): Compiled {
  const compile = (e: Expr): Compiled => compileExpression(e, host);
  switch (expr.kind) {
    case 'constant': {
      const value = expr.value;
      return () => value;
    }
    case 'variable': {
      const slot = expr.symbol.slot;
      return (env) => env.state[slot] as Value;
    }
    case 'slot': {
      const slot = expr.slot;
      return (env) => env.state[env.base + slot] as Value;
    }
    case 'local': {
      const id = expr.symbol.id;
      return (env) => env.locals[id] as Value;
    }
    case 'self':
      return (env) => env.self;
    case 'unary': {
      const operand = compile(expr.operand);
      if (expr.op === 'not') return (env) => (operand(env) === FALSE ? TRUE : FALSE);
      if (expr.op === 'negate') return (env) => 0 - (operand(env) as number);
      return (env) => makeSet(subsets(operand(env) as readonly Value[]));
    }
    case 'binary':
      return compileBinary(expr, host);
    case 'index': {
      const object = compile(expr.object);
      const position = compileIndex(expr.object.type, expr.index, expr.at, compile);
      return (env) => {
        const array = object(env) as readonly Value[];
        return array[position(env, array)] as Value;
      };
    }
    case 'field': {
      const object = compile(expr.object);
      const field = expr.field;
      return (env) => (object(env) as readonly Value[])[field] as Value;
    }
    case 'if': {
      const condition = compile(expr.condition);
      const then = compile(expr.then);
      const otherwise = compile(expr.otherwise);
      return (env) => (condition(env) === FALSE ? otherwise(env) : then(env));
    }
    case 'let': {
      const value = compile(expr.value);
      const body = compile(expr.body);
      const id = expr.symbol.id;
      return (env) => {
        env.locals[id] = value(env);
        return body(env);
      };
    }
    case 'match': {
      const value = compile(expr.value);
      const arms = expr.arms.map((arm) => ({ matches: compilePattern(arm.pattern), body: compile(arm.body) }));
      return (env) => {
        const v = value(env);
        for (const arm of arms) if (arm.matches(env, v)) return arm.body(env);
        throw new EvaluationError(`no case matches ${formatValue(v, expr.value.type)}`, expr.at);
      };
    }
    case 'is': {
      const value = compile(expr.value);
      const matches = compilePattern(expr.pattern);
      return (env) => (matches(env, value(env)) ? TRUE : FALSE);
    }
    case 'quantifier':
      return compileQuantifier(expr, host);
    case 'filter': {
      const set = compile(expr.set);
      const condition = compile(expr.condition);
      const id = expr.symbol.id;
      return (env) =>
        (set(env) as readonly Value[]).filter((v) => {
          env.locals[id] = v;
          return condition(env) !== FALSE;
        });
    }
    case 'image': {
      const element = compile(expr.element);
      const each = compileBinders(expr.binders, host);
      return (env) => {
        const elements: Value[] = [];
        each(env, () => elements.push(element(env)));
        return makeSet(elements);
      };
    }
    case 'mapOf': {
      const value = compile(expr.value);
      const id = expr.symbol.id;
      const key = expr.type.kind === 'map' ? expr.type.key : expr.symbol.type;
      return (env) =>
        valuesOf(key).map((k) => {
          env.locals[id] = k;
          return value(env);
        });
    }
    case 'tuple': {
      const elements = expr.elements.map(compile);
      return (env) => elements.map((e) => e(env));
    }
    case 'sequence': {
      const elements = expr.elements.map(compile);
      return (env) => elements.map((e) => e(env));
    }
    case 'variant': {
      const payload = expr.payload.map(compile);
      const tag = expr.tag;
      if (payload.length === 0) {
        const bare = [tag];
        return () => bare;
      }
      return (env) => {
        const value: Value[] = [tag];
        for (const p of payload) value.push(p(env));
        return value;
      };
    }
    case 'set': {
      const elements = expr.elements.map(compile);
      return (env) => makeSet(elements.map((e) => e(env)));
    }
    case 'update': {
      const object = compile(expr.object);
      const value = compile(expr.value);
      const write = compilePath(expr.object.type, [expr.key], compile);
      return (env) => {
        const old = object(env);
        return write(env, old, value(env));
      };
    }
    case 'call': {
      const { function: callee } = expr;
      const values = expr.arguments.map(compile);
      const ids = callee.parameters.map((p) => p.id);
      // The body is compiled at its first use: functions may be declared in any order.
      let body: Compiled | undefined;
      return (env) => {
        body ??= compile(callee.body);
        const evaluated = values.map((v) => v(env));
        for (let i = 0; i < ids.length; i++) env.locals[ids[i] as number] = evaluated[i] as Value;
        return body(env);
      };
    }
    case 'builtin':
      return compileBuiltin(expr, host);
    case 'narrow': {
      const operand = compile(expr.operand);
      const narrow = compileNarrow(expr.operand.type, expr.type, expr.at);
      return (env) => narrow(operand(env));
    }
    case 'instance': {
      const indices = expr.indices.map(compile);
      const { family, type } = expr;
      return (env) =>
        instanceNumber(
          type,
          family.family,
          indices.map((i) => i(env)),
          expr.at,
        );
    }
    case 'prime': {
      const operand = compile(expr.operand);
      return (env) => {
        const { state, next } = env;
        if (next === undefined) throw new EvaluationError('there is no step here', expr.at);
        env.state = next;
        env.next = undefined;
        try {
          return operand(env);
        } finally {
          env.state = state;
          env.next = next;
        }
      };
    }
    case 'at':
      return host.compileAt(expr, compile);
    case 'processLocal':
      return host.compileProcessLocal(expr, compile);
    case 'allDone':
      return host.compileAllDone();
    case 'enabled':
      return host.compileEnabled(expr, compile);
    case 'temporal':
    case 'temporalPair':
    case 'error':
      throw new Error(`an expression of kind ${expr.kind} cannot be evaluated in a state`);
  }
}

/** Number of the instance of a family with these indices. */
export function instanceNumber(type: Type, family: number, indices: readonly Value[], at: Location): number {
  const declared = type.kind === 'process' ? type.families[family] : undefined;
  const i = declared ? declared.instances.findIndex((x) => equalValues(x.indices, indices)) : -1;
  if (!declared || i < 0) throw new EvaluationError('there is no such process', at);
  return declared.first + i;
}

function compileBinary(expr: Extract<Expr, { kind: 'binary' }>, host: Host): Compiled {
  const left = compileExpression(expr.left, host);
  const right = compileExpression(expr.right, host);
  const num = (f: (a: number, b: number) => number): Compiled => {
    return (env) => f(left(env) as number, right(env) as number);
  };
  const compare = (f: (order: number) => boolean): Compiled => {
    return (env) => (f(compareValues(left(env), right(env))) ? TRUE : FALSE);
  };
  const sets = (f: (a: readonly Value[], b: readonly Value[]) => readonly Value[]): Compiled => {
    return (env) => f(left(env) as readonly Value[], right(env) as readonly Value[]);
  };
  switch (expr.op) {
    case 'and':
      return (env) => (left(env) === FALSE ? FALSE : right(env));
    case 'or':
      return (env) => (left(env) === FALSE ? right(env) : TRUE);
    case 'implies': {
      const meet = host.meetImplication?.(expr);
      if (!meet) return (env) => (left(env) === FALSE ? TRUE : right(env));
      return (env) => {
        if (left(env) === FALSE) return TRUE;
        meet();
        return right(env);
      };
    }
    case 'iff':
    case 'eq':
      return (env) => (equalValues(left(env), right(env)) ? TRUE : FALSE);
    case 'ne':
      return (env) => (equalValues(left(env), right(env)) ? FALSE : TRUE);
    case 'lt':
      return compare((o) => o < 0);
    case 'le':
      return compare((o) => o <= 0);
    case 'gt':
      return compare((o) => o > 0);
    case 'ge':
      return compare((o) => o >= 0);
    case 'in':
      return (env) => (indexInSet(right(env) as readonly Value[], left(env)) >= 0 ? TRUE : FALSE);
    case 'add':
      return num((a, b) => a + b);
    case 'sub':
      return num((a, b) => a - b);
    case 'mul':
      // -0 is not a value of the language.
      return num((a, b) => a * b + 0);
    case 'div':
    case 'mod': {
      const remainder = expr.op === 'mod';
      return num((a, b) => {
        if (b <= 0) throw new EvaluationError(`the divisor is ${b}: it has to be above 0`, expr.right.at);
        if (a < 0) throw new EvaluationError(`the dividend is ${a}: it must not be negative`, expr.left.at);
        return remainder ? a % b : Math.floor(a / b);
      });
    }
    case 'range':
      return num2Set(left, right);
    case 'union':
      return sets((a, b) => makeSet([...a, ...b]));
    case 'difference':
      return sets((a, b) => a.filter((v) => indexInSet(b, v) < 0));
    case 'intersect':
      return sets((a, b) => a.filter((v) => indexInSet(b, v) >= 0));
  }
}

function num2Set(left: Compiled, right: Compiled): Compiled {
  return (env) => {
    const low = left(env) as number;
    const high = right(env) as number;
    return Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
  };
}

/** Calls `body` for every combination of the binders' elements, the last one changing fastest. */
function compileBinders(binders: readonly BoundSet[], host: Host): (env: Env, body: () => void) => void {
  const [first, ...rest] = binders;
  if (!first) return (_env, body) => body();
  const set = compileExpression(first.set, host);
  const id = first.symbol.id;
  const inner = compileBinders(rest, host);
  return (env, body) => {
    for (const v of set(env) as readonly Value[]) {
      env.locals[id] = v;
      inner(env, body);
    }
  };
}

function compileQuantifier(expr: Extract<Expr, { kind: 'quantifier' }>, host: Host): Compiled {
  const body = compileExpression(expr.body, host);
  const each = compileBinders(expr.binders, host);
  switch (expr.quantifier) {
    // Every element is evaluated even if the result is known: an error in any of them counts.
    case 'forall':
      return (env) => {
        let result = TRUE;
        each(env, () => {
          if (body(env) === FALSE) result = FALSE;
        });
        return result;
      };
    case 'exists':
      return (env) => {
        let result = FALSE;
        each(env, () => {
          if (body(env) !== FALSE) result = TRUE;
        });
        return result;
      };
    case 'count':
      return (env) => {
        let n = 0;
        each(env, () => {
          if (body(env) !== FALSE) n++;
        });
        return n;
      };
    case 'sum':
      return (env) => {
        let n = 0;
        each(env, () => {
          n += body(env) as number;
        });
        return n;
      };
    case 'min':
    case 'max': {
      const sign = expr.quantifier === 'min' ? -1 : 1;
      return (env) => {
        let best: Value | undefined;
        each(env, () => {
          const v = body(env);
          if (best === undefined || sign * compareValues(v, best) > 0) best = v;
        });
        if (best === undefined) throw new EvaluationError(`${expr.quantifier} of nothing`, expr.at);
        return best;
      };
    }
    case 'choose': {
      const symbol = expr.binders[0]?.symbol;
      if (!symbol) throw new Error('choose without a binder');
      const unique = symbol.type.kind === 'symmetric';
      return (env) => {
        const found: Value[] = [];
        each(env, () => {
          const v = env.locals[symbol.id] as Value;
          if (body(env) !== FALSE) found.push(v);
        });
        if (found[0] === undefined) throw new EvaluationError('choose finds no element', expr.at);
        if (unique && found.length > 1)
          throw new EvaluationError(
            `choose finds ${found.length} elements of the symmetric type ${formatType(symbol.type)}, and none of them is first`,
            expr.at,
          );
        return found[0];
      };
    }
  }
}

function compileBuiltin(expr: Extract<Expr, { kind: 'builtin' }>, host: Host): Compiled {
  const [first, second] = expr.arguments.map((a) => compileExpression(a, host));
  if (!first) throw new Error('builtin without arguments');
  const array = (env: Env): readonly Value[] => first(env) as readonly Value[];
  const full = (env: Env): readonly Value[] => {
    const elements = array(env);
    if (elements.length === 0) throw new EvaluationError(`${expr.builtin} of an empty sequence`, expr.at);
    return elements;
  };
  switch (expr.builtin) {
    case 'size':
      return (env) => array(env).length;
    case 'head':
      return (env) => full(env)[0] as Value;
    case 'last':
      return (env) => full(env).at(-1) as Value;
    case 'tail':
      return (env) => full(env).slice(1);
    case 'int':
      return first;
    case 'push': {
      const type = expr.type;
      const capacity = type.kind === 'seq' ? type.capacity : 0;
      return (env) => {
        const elements = array(env);
        const value = second?.(env) as Value;
        if (elements.length >= capacity)
          throw new EvaluationError(`push on a full sequence: it holds at most ${capacity} elements`, expr.at);
        return [...elements, value];
      };
    }
  }
}
