/**
 * TLA+ as a tree. Whatever a tree binds is a `Name` of its own; which text it gets is decided where the tree is printed
 * (`print.ts`), since TLA+ permits no name that is bound already.
 */

/** Something bound by a quantifier, a `LET` or a parameter. */
export interface Name {
  /** What it is called where nothing else around it is. */
  readonly base: string;
}

/** A value that later expressions may use, any number of times; `settle.ts` decides which of them become a `LET`. */
export interface Binding {
  readonly name: Name;
  readonly value: Tla;
}

/** An operator of a `LET`. */
export interface LocalOperator {
  readonly name: Name;
  readonly parameters: readonly Name[];
  readonly body: Tla;
  /** Whether it calls itself, by others or directly. */
  readonly isRecursive: boolean;
}

export type InfixOp =
  | '=>'
  | '<=>'
  | '~>'
  | '='
  | '#'
  | '<'
  | '<='
  | '>'
  | '>='
  | '\\in'
  | '\\notin'
  | '\\cup'
  | '\\cap'
  | '\\'
  | '..'
  | '+'
  | '-'
  | '*'
  | '\\div'
  | '%'
  | ':>'
  | '@@';

export type PrefixOp = '~' | '-' | 'SUBSET' | 'UNION' | 'DOMAIN' | 'ENABLED' | 'UNCHANGED' | '[]' | '<>';

/** One step of a path of `EXCEPT`. */
export type Step =
  { readonly kind: 'index'; readonly arguments: readonly Tla[] } | { readonly kind: 'field'; readonly field: string };

export type Tla =
  /** A literal, or a name that the whole module knows. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: Name }
  | { readonly kind: 'use'; readonly binding: Binding }
  | { readonly kind: 'bind'; readonly binding: Binding; readonly body: Tla }
  | { readonly kind: 'let'; readonly operators: readonly LocalOperator[]; readonly body: Tla }
  | { readonly kind: 'infix'; readonly op: InfixOp; readonly left: Tla; readonly right: Tla }
  | { readonly kind: 'prefix'; readonly op: PrefixOp; readonly operand: Tla }
  | { readonly kind: 'junction'; readonly op: '/\\' | '\\/'; readonly items: readonly Tla[] }
  | { readonly kind: 'apply'; readonly operator: Tla; readonly arguments: readonly Tla[] }
  | { readonly kind: 'index'; readonly object: Tla; readonly arguments: readonly Tla[] }
  | { readonly kind: 'field'; readonly object: Tla; readonly field: string }
  | { readonly kind: 'prime'; readonly operand: Tla }
  | { readonly kind: 'tuple' | 'set'; readonly elements: readonly Tla[] }
  | { readonly kind: 'product'; readonly factors: readonly Tla[] }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [string, Tla])[] }
  | { readonly kind: 'records'; readonly fields: readonly (readonly [string, Tla])[] }
  | { readonly kind: 'functions'; readonly from: Tla; readonly to: Tla }
  | { readonly kind: 'function'; readonly name: Name; readonly set: Tla; readonly body: Tla }
  | {
      readonly kind: 'quantifier';
      readonly op: '\\A' | '\\E' | 'CHOOSE';
      readonly name: Name;
      readonly set: Tla;
      readonly body: Tla;
    }
  | { readonly kind: 'filter'; readonly name: Name; readonly set: Tla; readonly condition: Tla }
  | { readonly kind: 'image'; readonly binders: readonly (readonly [Name, Tla])[]; readonly element: Tla }
  | { readonly kind: 'if'; readonly condition: Tla; readonly then: Tla; readonly otherwise: Tla }
  | { readonly kind: 'except'; readonly object: Tla; readonly path: readonly Step[]; readonly value: Tla }
  /** `[][action]_vars` */
  | { readonly kind: 'box'; readonly action: Tla; readonly vars: string };

export const text = (of: string): Tla => ({ kind: 'text', text: of });
export const prime = (operand: Tla): Tla => ({ kind: 'prime', operand });
export const named = (name: Name): Tla => ({ kind: 'name', name });
export const string = (of: string): Tla => text(`"${of}"`);
export const number = (of: number): Tla => text(String(of));
export const TRUE = text('TRUE');
export const FALSE = text('FALSE');
export const NOTHING: Tla = { kind: 'tuple', elements: [] };

export const infix = (left: Tla, op: InfixOp, right: Tla): Tla => ({ kind: 'infix', op, left, right });
export const prefix = (op: PrefixOp, operand: Tla): Tla => ({ kind: 'prefix', op, operand });
export const apply = (operator: string, ...args: readonly Tla[]): Tla =>
  args.length === 0 ? text(operator) : { kind: 'apply', operator: text(operator), arguments: args };
export const index = (object: Tla, ...args: readonly Tla[]): Tla => ({ kind: 'index', object, arguments: args });
export const field = (object: Tla, name: string): Tla => ({ kind: 'field', object, field: name });
export const tuple = (elements: readonly Tla[]): Tla => ({ kind: 'tuple', elements });
export const set = (elements: readonly Tla[]): Tla => ({ kind: 'set', elements });
export const equal = (left: Tla, right: Tla): Tla => infix(left, '=', right);
export const member = (element: Tla, of: Tla): Tla => infix(element, '\\in', of);
export const conditional = (condition: Tla, then: Tla, otherwise: Tla): Tla => {
  if (condition === TRUE) return then;
  return condition === FALSE ? otherwise : { kind: 'if', condition, then, otherwise };
};
export const bind = (binding: Binding, body: Tla): Tla => ({ kind: 'bind', binding, body });
export const use = (binding: Binding): Tla => ({ kind: 'use', binding });
export const forall = (name: Name, of: Tla, body: Tla): Tla =>
  body === TRUE ? TRUE : { kind: 'quantifier', op: '\\A', name, set: of, body };
export const exists = (name: Name, of: Tla, body: Tla): Tla => ({ kind: 'quantifier', op: '\\E', name, set: of, body });

/** A conjunction; those among its items become part of it. */
export function and(items: readonly Tla[]): Tla {
  const all = items.flatMap((item) => (item.kind === 'junction' && item.op === '/\\' ? item.items : [item]));
  const kept = all.filter((item) => item !== TRUE);
  const [only] = kept;
  if (kept.includes(FALSE)) return FALSE;
  if (kept.length === 1 && only) return only;
  return kept.length === 0 ? TRUE : { kind: 'junction', op: '/\\', items: kept };
}

/** A disjunction; those among its items become part of it. */
export function or(items: readonly Tla[]): Tla {
  const all = items.flatMap((item) => (item.kind === 'junction' && item.op === '\\/' ? item.items : [item]));
  const kept = all.filter((item) => item !== FALSE);
  const [only] = kept;
  if (kept.includes(TRUE)) return TRUE;
  if (kept.length === 1 && only) return only;
  return kept.length === 0 ? FALSE : { kind: 'junction', op: '\\/', items: kept };
}

export function implies(left: Tla, right: Tla): Tla {
  if (left === TRUE) return right;
  return right === TRUE || left === FALSE ? TRUE : infix(left, '=>', right);
}

export function not(operand: Tla): Tla {
  if (operand === TRUE) return FALSE;
  if (operand === FALSE) return TRUE;
  if (operand.kind === 'prefix' && operand.op === '~') return operand.operand;
  if (operand.kind === 'infix' && operand.op === '=') return { ...operand, op: '#' };
  if (operand.kind === 'infix' && operand.op === '\\in') return { ...operand, op: '\\notin' };
  return prefix('~', operand);
}

/** Direct parts in the order in which they are printed. */
export function partsOf(tla: Tla): readonly Tla[] {
  const parts: Tla[] = [];
  mapParts(tla, (part) => {
    parts.push(part);
    return part;
  });
  return parts;
}

/** The same tree with other direct parts. A value that is bound, or used, is no part. */
export function mapParts(tla: Tla, change: (part: Tla) => Tla): Tla {
  switch (tla.kind) {
    case 'text':
    case 'name':
    case 'use':
      return tla;
    case 'bind':
      return { ...tla, body: change(tla.body) };
    case 'let': {
      const operators = tla.operators.map((one) => ({ ...one, body: change(one.body) }));
      return { ...tla, operators, body: change(tla.body) };
    }
    case 'infix':
      return { ...tla, left: change(tla.left), right: change(tla.right) };
    case 'prefix':
    case 'prime':
      return { ...tla, operand: change(tla.operand) };
    case 'junction':
      return { ...tla, items: tla.items.map(change) };
    case 'apply':
      return { ...tla, operator: change(tla.operator), arguments: tla.arguments.map(change) };
    case 'index':
      return { ...tla, object: change(tla.object), arguments: tla.arguments.map(change) };
    case 'field':
      return { ...tla, object: change(tla.object) };
    case 'tuple':
    case 'set':
      return { ...tla, elements: tla.elements.map(change) };
    case 'product':
      return { ...tla, factors: tla.factors.map(change) };
    case 'record':
    case 'records':
      return { ...tla, fields: tla.fields.map(([name, value]) => [name, change(value)] as const) };
    case 'functions':
      return { ...tla, from: change(tla.from), to: change(tla.to) };
    case 'function':
    case 'quantifier':
      return { ...tla, set: change(tla.set), body: change(tla.body) };
    case 'filter':
      return { ...tla, set: change(tla.set), condition: change(tla.condition) };
    case 'image': {
      const binders = tla.binders.map(([name, of]) => [name, change(of)] as const);
      return { ...tla, binders, element: change(tla.element) };
    }
    case 'if':
      return { ...tla, condition: change(tla.condition), then: change(tla.then), otherwise: change(tla.otherwise) };
    case 'except': {
      const path = tla.path.map((step) =>
        step.kind === 'field' ? step : { ...step, arguments: step.arguments.map(change) },
      );
      return { ...tla, object: change(tla.object), path, value: change(tla.value) };
    }
    case 'box':
      return { ...tla, action: change(tla.action) };
  }
}
