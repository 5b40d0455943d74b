import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import { infixEntry, infixOperators } from '../../grammar/operators.ts';
import type { Binder, Expression, Update } from '../syntax/tree.ts';
import { bracketed, defined, filled } from './lists.ts';
import { name, path, pattern } from './patterns.ts';
import type { Writer } from './writer.ts';

const { group, indent } = builders;

type NodeOf<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/**
 * An expression: in one line if that fits, else broken at its loosest operator first. The lines after the
 * first one are not indented: who puts it behind a word does that.
 */
export function expression(w: Writer, node: Expression): Doc {
  switch (node.kind) {
    case 'integer':
    case 'boolean':
    case 'name':
    case 'self':
    case 'none':
    case 'boolSet':
    case 'missing':
      return w.token();
    case 'some':
      return [w.token('some'), list(w, [node.value])];
    case 'unary':
      return unary(w, node);
    case 'binary':
      return group(binary(w, node));
    case 'index':
      return [expression(w, node.object), list(w, node.indices)];
    case 'call':
      return [expression(w, node.callee), list(w, node.arguments)];
    case 'field':
      return [expression(w, node.object), w.token('.'), name(w, node.name)];
    case 'tupleField':
      return [expression(w, node.object), w.token('.'), w.token()];
    case 'prime':
      return [expression(w, node.operand), w.token("'")];
    case 'is':
      return [expression(w, node.value), w.space(), w.token('is'), w.space(), pattern(w, node.pattern)];
    case 'at':
      return [expression(w, node.process), w.space(), w.token('at'), w.space(), path(w, node.label)];
    case 'update':
      return changed(w, node);
    case 'quantifier': {
      const head = [w.token(), w.space(), binders(w, node.binders), w.token(':')];
      return group([head, indent([w.line(), expression(w, node.body)])]);
    }
    case 'filter':
      return filter(w, node);
    case 'image':
      return image(w, node);
    case 'mapLiteral':
      return mapLiteral(w, node);
    case 'ifExpression':
      return group(conditional(w, node));
    case 'letExpression':
      return letExpression(w, node);
    case 'matchExpression':
      return matchExpression(w, node);
    case 'record':
      return record(w, node);
    case 'sequence':
    case 'set':
    case 'tuple':
      return list(w, node.elements);
    case 'parenthesized':
      return parenthesized(w, node);
  }
}

function unary(w: Writer, node: NodeOf<'unary'>): Doc {
  const sign = w.token();
  const isApart = /^\w/.test(node.operator) || w.peek() === '-';
  return [sign, isApart ? w.space() : '', expression(w, node.operand)];
}

/** `{ x in S: e }` */
function filter(w: Writer, node: NodeOf<'filter'>): Doc {
  const open = w.token('{');
  const head = [w.line(), binders(w, [node.binder]), w.token(':')];
  const condition = indent([w.line(), expression(w, node.condition)]);
  return group([open, indent([head, group(condition), w.beforeClose()]), w.line(), w.token('}')]);
}

/** `{ e for x in S }` */
function image(w: Writer, node: NodeOf<'image'>): Doc {
  const open = w.token('{');
  const element = [w.line(), expression(w, node.element)];
  const source = [w.line(), w.token('for'), w.space(), indent(binders(w, node.binders))];
  return group([open, indent([element, source, w.beforeClose()]), w.line(), w.token('}')]);
}

/** `[x in K -> e]` */
function mapLiteral(w: Writer, node: NodeOf<'mapLiteral'>): Doc {
  const head = [w.token('['), binders(w, [node.binder]), w.space(), w.token('->')];
  const value = indent([w.line(), expression(w, node.value), w.beforeClose()]);
  return group([head, value, w.newline('drop', ''), w.token(']')]);
}

function letExpression(w: Writer, node: NodeOf<'letExpression'>): Doc {
  const head = [w.token('let'), w.space(), pattern(w, node.pattern), w.space()];
  const value = group([head, defined(w, () => expression(w, node.value)), w.space(), w.token('in')]);
  return group([value, w.line(), expression(w, node.body)]);
}

function matchExpression(w: Writer, node: NodeOf<'matchExpression'>): Doc {
  const head = [w.token('match'), w.space(), indent(expression(w, node.value)), w.space()];
  const arms = node.arms.map((arm) => () => {
    const start = [pattern(w, arm.pattern), w.space(), w.token('=>')];
    return group([start, indent([w.line(), expression(w, arm.body)])]);
  });
  return [head, bracketed(w, arms, 'wide')];
}

/** `S { f: e }` */
function record(w: Writer, node: NodeOf<'record'>): Doc {
  const head = [path(w, node.type), w.space()];
  const fields = node.fields.map((field) => () => {
    const start = [name(w, field.name), w.token(':')];
    return group([start, indent([w.line(), expression(w, field.value)])]);
  });
  return [head, bracketed(w, fields, 'wide')];
}

function parenthesized(w: Writer, node: NodeOf<'parenthesized'>): Doc {
  const open = w.token('(');
  // Only comments break a line right inside of the parentheses.
  const start = w.newline('drop', '');
  const inner = expression(w, node.inner);
  const body = node.inner.kind === 'binary' ? indent([start, inner]) : [indent(start), inner];
  return [open, body, indent(w.beforeClose()), w.newline('drop', ''), w.token(')')];
}

/** `e with { [k] = v, f = w }` */
function changed(w: Writer, node: NodeOf<'update'>): Doc {
  const head = [expression(w, node.object), w.space(), w.token('with'), w.space()];
  const updates = node.updates.map((one) => () => update(w, one));
  return [head, bracketed(w, updates, 'wide')];
}

function list(w: Writer, nodes: readonly Expression[]): Doc {
  return bracketed(
    w,
    nodes.map((one) => () => expression(w, one)),
    'plain',
  );
}

function update(w: Writer, node: Update): Doc {
  const head = node.kind === 'keyUpdate' ? [w.token('['), expression(w, node.key), w.token(']')] : name(w, node.name);
  return group([head, w.space(), defined(w, () => expression(w, node.value))]);
}

/** `x in S, y, z in T` */
function binders(w: Writer, nodes: readonly Binder[]): Doc {
  const parts: Doc[] = [];
  for (const [i, node] of nodes.entries()) {
    if (i > 0) parts.push(w.token(','), w.space());
    parts.push(name(w, node.name));
    // In `x, y in S` only the last one has its set behind it.
    if (w.peek() === 'in') parts.push(w.space(), w.token('in'), w.space(), expression(w, node.set));
  }
  return parts;
}

function binary(w: Writer, node: NodeOf<'binary'>): Doc {
  const { precedence, associativity } = infixEntry(node.operator);
  if (node.operator === '..') return [expression(w, node.left), w.token('..'), expression(w, node.right)];
  if (associativity === 'left') return chain(w, node, precedence);
  const left = expression(w, node.left);
  const isTemporal = node.operator === '~>' || node.operator === 'until';
  // A long premise has the lines before `=>`, a short one shares its line with it.
  if (isTemporal || (node.operator === '=>' && node.left.kind === 'binary')) {
    return [indent(left), w.line(), w.token(), w.space(), indent(expression(w, node.right))];
  }
  return [left, w.space(), w.token(), indent([w.line(), expression(w, node.right)])];
}

/** Operands of operators that bind alike: as many in a line as fit, each line but the first begins with an operator. */
function chain(w: Writer, node: NodeOf<'binary'>, precedence: number): Doc {
  const links: NodeOf<'binary'>[] = [];
  let first: Expression = node;
  while (first.kind === 'binary' && infixOperators.get(first.operator)?.precedence === precedence) {
    links.push(first);
    first = first.left;
  }
  const parts: Doc[] = [expression(w, first)];
  for (const { right } of links.reverse()) {
    parts.push(w.line(), [w.token(), w.space(), expression(w, right)]);
  }
  return filled(parts);
}

/** `if c then a else b` in up to three lines, or one line for each `if … then` of a chain. */
function conditional(w: Writer, node: NodeOf<'ifExpression'>): Doc {
  const parts: Doc[] = [];
  const isChain = node.otherwise.kind === 'ifExpression';
  let rest: Expression = node;
  while (rest.kind === 'ifExpression') {
    const condition = [w.token('if'), w.space(), indent(expression(w, rest.condition))];
    const then = [w.line(), w.token('then'), w.space(), indent(expression(w, rest.then))];
    parts.push(isChain ? group([condition, indent(then)]) : [condition, then]);
    parts.push(w.line(), w.token('else'), w.space());
    rest = rest.otherwise;
  }
  return [...parts, indent(expression(w, rest))];
}
