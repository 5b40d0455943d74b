import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Block, IfStatement, Statement } from '../syntax/tree.ts';
import { expression } from './expressions.ts';
import { defined, members } from './lists.ts';
import { name, pattern } from './patterns.ts';
import { paddings } from './runs.ts';
import { type } from './types.ts';
import type { Writer } from './writer.ts';

const { group, hardline, indent, line } = builders;

type NodeOf<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

/** Blocks of one statement are all in one line, if that is wide enough, or none is. */
type Layout = 'flat' | 'lines';

function layoutOf(w: Writer, blocks: readonly Block[]): Layout {
  return blocks.every((one) => mayBeFlat(w, one)) ? 'flat' : 'lines';
}

/** Whether a block may stay in one line: it was in one, and nothing in it needs its own. */
function mayBeFlat(w: Writer, node: Block): boolean {
  return !w.isMultiline(node.span) && node.statements.every((one) => one.kind !== 'label' && one.kind !== 'varLocal');
}

/** A block by itself: in one line or several, whatever the blocks beside it do. */
export function block(w: Writer, node: Block): Doc {
  return group(body(w, node, layoutOf(w, [node])));
}

function body(w: Writer, node: Block, layout: Layout): Doc {
  const open = w.token('{');
  if (node.statements.length === 0) {
    return [open, indent(w.beforeClose()), w.newline('drop', ''), w.token('}')];
  }
  const base = layout === 'flat' ? line : hardline;
  const padding = paddings(w, node.statements);
  const inner: Doc[] = [];
  for (const [i, one] of node.statements.entries()) {
    inner.push(one.kind === 'label' ? w.labelBreak(i > 0 ? 'keep' : 'drop') : w.newline(i > 0 ? 'keep' : 'drop', base));
    inner.push(statement(w, one, padding.get(one) ?? ''));
  }
  inner.push(w.beforeClose('keep'));
  return [open, indent(inner), w.newline('drop', base), w.token('}')];
}

/** @param padding before the colon of a variable */
function statement(w: Writer, node: Statement, padding = ''): Doc {
  switch (node.kind) {
    case 'block':
      return block(w, node);
    case 'label':
      return label(w, node);
    case 'assign':
      return [
        group([expression(w, node.target), w.space(), defined(w, () => expression(w, node.value))]),
        w.token(';'),
      ];
    case 'increment':
      return [expression(w, node.target), w.token(), w.token(';')];
    case 'callStatement':
      return [expression(w, node.call), w.token(';')];
    case 'let':
      return letStatement(w, node);
    case 'varLocal':
      return variable(w, node, padding);
    case 'await':
      return [w.token('await'), w.space(), indent(expression(w, node.condition)), w.token(';')];
    case 'assert':
      return assertStatement(w, node);
    case 'if':
      return group(ifStatement(w, node, layoutOf(w, branches(node))));
    case 'match':
      return matchStatement(w, node);
    case 'while':
      return [w.token('while'), w.space(), head(w, node.condition), block(w, node.body)];
    case 'loop':
      return [w.token('loop'), w.space(), block(w, node.body)];
    case 'for': {
      const binder = [w.token('for'), w.space(), name(w, node.name), w.space(), w.token('in'), w.space()];
      return [binder, head(w, node.set), block(w, node.body)];
    }
    case 'either':
      return either(w, node);
    case 'pick':
      return pick(w, node);
    case 'atomic': {
      const plain = w.token('atomic');
      const word = node.ordering === undefined ? plain : [plain, w.space(), name(w, node.ordering)];
      const separator = node.body.kind === 'label' ? w.labelBreak('drop') : w.space();
      return [word, separator, statement(w, node.body)];
    }
    case 'return': {
      const word = w.token('return');
      if (node.value === undefined) return [word, w.token(';')];
      return [word, w.space(), indent(expression(w, node.value)), w.token(';')];
    }
    case 'goto':
      return [w.token('goto'), w.space(), name(w, node.label), w.token(';')];
    case 'fence':
      return [w.token('fence'), w.space(), name(w, node.fence), w.token(';')];
    case 'break':
    case 'continue':
    case 'skip':
    case 'missingStatement':
      return [w.token(), w.token(';')];
  }
}

function label(w: Writer, { name: word, body: labelled }: NodeOf<'label'>): Doc {
  const head = [name(w, word), w.token(':')];
  if (labelled === undefined) return head;
  if (labelled.kind === 'block') return [head, w.space(), statement(w, labelled)];
  return [head, labelled.kind === 'label' ? w.labelBreak('drop') : w.newline('drop'), statement(w, labelled)];
}

function variable(w: Writer, node: NodeOf<'varLocal'>, padding: string): Doc {
  const start = [ghost(w), w.token('var'), w.space(), name(w, node.name), padding, w.space(), w.token(':')];
  const typed = [start, w.space(), type(w, node.type), w.space()];
  return [group([typed, defined(w, () => expression(w, node.value))]), w.token(';')];
}

function either(w: Writer, node: NodeOf<'either'>): Doc {
  const layout = layoutOf(w, node.branches);
  const parts = [w.token('either'), w.space()];
  for (const [i, one] of node.branches.entries()) {
    if (i > 0) parts.push(w.flush(), w.token('or'), w.space());
    parts.push(body(w, one, layout));
  }
  return group(parts);
}

function pick(w: Writer, node: NodeOf<'pick'>): Doc {
  const binder = [w.token('pick'), w.space(), name(w, node.name), w.space(), w.token('in'), w.space()];
  const set = expression(w, node.set);
  if (node.where === undefined) return [binder, indent(set), w.token(';')];
  const where = [w.line(), w.token('where'), w.space(), indent(expression(w, node.where))];
  return [group([binder, indent([set, where])]), w.token(';')];
}

export function ghost(w: Writer): Doc {
  return w.peek() === 'ghost' ? [w.token(), w.space()] : '';
}

/** An expression between a word and the block that it is for. */
function head(w: Writer, node: Parameters<typeof expression>[1]): Doc {
  return [indent(expression(w, node)), w.space()];
}

function letStatement(w: Writer, node: NodeOf<'let'>): Doc {
  const head = [ghost(w), w.token('let'), w.space(), pattern(w, node.pattern), w.space()];
  const binding = group([head, defined(w, () => expression(w, node.value))]);
  if (node.otherwise === undefined) return [binding, w.token(';')];
  return [binding, w.flush(), w.token('else'), w.space(), block(w, node.otherwise)];
}

function assertStatement(w: Writer, node: NodeOf<'assert'>): Doc {
  const parts = [w.token('assert'), w.space()];
  if (node.name !== undefined) parts.push(name(w, node.name), w.token(':'), w.space());
  parts.push(indent(expression(w, node.condition)));
  if (w.peek() === ',') parts.push(w.token(), indent([w.line(), w.token()]));
  return [group(parts), w.token(';')];
}

function branches(node: IfStatement): readonly Block[] {
  const { otherwise } = node;
  if (otherwise === undefined) return [node.then];
  return [node.then, ...(otherwise.kind === 'if' ? branches(otherwise) : [otherwise])];
}

function ifStatement(w: Writer, node: IfStatement, layout: Layout): Doc {
  const parts = [w.token('if'), w.space(), head(w, node.condition), body(w, node.then, layout)];
  const { otherwise } = node;
  if (otherwise === undefined) return parts;
  parts.push(w.flush(), w.token('else'), w.space());
  return [...parts, otherwise.kind === 'if' ? ifStatement(w, otherwise, layout) : body(w, otherwise, layout)];
}

function matchStatement(w: Writer, node: NodeOf<'match'>): Doc {
  const value = [w.token('match'), w.space(), head(w, node.value)];
  const arms = node.arms.map((arm) => () => [
    pattern(w, arm.pattern),
    w.space(),
    w.token('=>'),
    w.space(),
    block(w, arm.body),
  ]);
  return [value, members(w, arms, { isMultiline: true })];
}
