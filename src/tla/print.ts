import { builders, printer } from 'prettier/doc';
import type { Doc } from 'prettier';
import { itemAt } from '../core/lists.ts';
import { settle } from './settle.ts';
import type { LocalOperator, Name, PrefixOp, Tla } from './syntax.ts';

/** Trees as text. Lists of conjuncts and disjuncts that do not fit in a line have one item a line, as TLA+ has them. */

const { align, breakParent, group, hardline, ifBreak, indent, join, line, softline } = builders;

const WIDTH = 110;

/** What texts the names in scope have. */
class Scope {
  readonly #texts: ReadonlyMap<Name, string>;
  readonly #taken: ReadonlySet<string>;

  constructor(taken: ReadonlySet<string>, texts: ReadonlyMap<Name, string> = new Map()) {
    this.#taken = taken;
    this.#texts = texts;
  }

  with(names: readonly Name[]): Scope {
    const texts = new Map(this.#texts);
    const taken = new Set(this.#taken);
    for (const name of names) {
      let text = name.base;
      for (let i = 1; taken.has(text); i++) text = `${name.base}_${i}`;
      taken.add(text);
      texts.set(name, text);
    }
    return new Scope(taken, texts);
  }

  textOf(name: Name): string {
    const text = this.#texts.get(name);
    if (text === undefined) throw new Error(`'${name.base}' is used outside of what binds it`);
    return text;
  }
}

/** A definition of the module. */
export interface Definition {
  readonly name: string;
  readonly parameters: readonly Name[];
  readonly body: Tla;
  readonly isRecursive?: boolean;
}

/**
 * The text of a definition, without a line break at its end.
 * @param taken names that the whole module knows
 */
export function printDefinition(definition: Definition, taken: ReadonlySet<string>): string {
  const { name, parameters, body, isRecursive = false } = definition;
  const scope = new Scope(taken).with(parameters);
  const head = headOf(name, parameters, scope);
  const text = layOut(group([head, ' ==', indent([line, bare(settle(body), scope)])]));
  return isRecursive ? `${recursion(name, parameters)}\n${text}` : text;
}

/** `RECURSIVE f(_, _)` */
function recursion(name: string, parameters: readonly Name[]): string {
  return `RECURSIVE ${name}${parameters.length === 0 ? '' : `(${parameters.map(() => '_').join(', ')})`}`;
}

/** The text of something that stands by itself, such as a value of a configuration. */
export function printTla(tla: Tla, taken: ReadonlySet<string>): string {
  return layOut(bare(settle(tla), new Scope(taken)));
}

/** `VARIABLES a, b` with a comma after each but the last. */
function layOut(doc: Doc): string {
  return printer.printDocToString(doc, { printWidth: WIDTH, tabWidth: 2, useTabs: false }).formatted;
}

function headOf(name: string, parameters: readonly Name[], scope: Scope): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map((p) => scope.textOf(p)).join(', ')})`;
}

/** How tightly the outermost operator binds. */
const OPEN = 0;
const IMPLIES = 1;
const JUNCTION = 2;
const NOT = 3;
const COMPARE = 4;
const PAIR = 5;
const SETS = 6;
const RANGE = 7;
const SUM = 8;
const TERM = 9;
const ATOM = 10;

const infixLevels: Readonly<Record<Extract<Tla, { kind: 'infix' }>['op'], number>> = {
  '=>': IMPLIES,
  '<=>': IMPLIES,
  '~>': IMPLIES,
  '=': COMPARE,
  '#': COMPARE,
  '<': COMPARE,
  '<=': COMPARE,
  '>': COMPARE,
  '>=': COMPARE,
  '\\in': COMPARE,
  '\\notin': COMPARE,
  ':>': PAIR,
  '@@': PAIR,
  '\\cup': SETS,
  '\\cap': SETS,
  '\\': SETS,
  '..': RANGE,
  '+': SUM,
  '-': SUM,
  '*': TERM,
  '\\div': TERM,
  // In TLA+ neither it nor `+` binds tighter than the other, nor than a minus.
  '%': SUM,
};

/** Operators that may stand beside themselves without parentheses, on their left. */
const chained: ReadonlySet<string> = new Set(['+', '-', '*', '\\cup', '\\cap', '@@']);

function levelOf(tla: Tla): number {
  switch (tla.kind) {
    case 'bind':
    case 'let':
    case 'quantifier':
    case 'if':
      return OPEN;
    case 'infix':
      return infixLevels[tla.op];
    case 'junction':
      return JUNCTION;
    case 'prefix':
      return prefixLevel(tla.op);
    case 'product':
      return SETS;
    case 'text':
      return tla.text.startsWith('-') ? SUM : ATOM;
    default:
      return ATOM;
  }
}

function prefixLevel(op: PrefixOp): number {
  switch (op) {
    case '-':
      return SUM;
    case 'SUBSET':
    case 'UNION':
    case 'DOMAIN':
      return SETS;
    case '~':
    case 'ENABLED':
    case 'UNCHANGED':
    case '[]':
    case '<>':
      return NOT;
  }
}

/**
 * Bullets have to stand in one column, and the layout knows columns only at the beginning of a line: what breaks within
 * parentheses begins in a line of its own.
 * @param above the level that the text has to be above, to need no parentheses
 */
function print(tla: Tla, above: number, scope: Scope): Doc {
  if (levelOf(tla) <= above) return group(['(', indent([softline, bare(tla, scope)]), ')']);
  if (tla.kind !== 'junction') return bare(tla, scope);
  // What follows a list of bullets belongs to its last item.
  return group([ifBreak('(', ''), indent([softline, junctionOf(tla, scope)]), ifBreak(')', '')]);
}

function list(items: readonly Tla[], scope: Scope): Doc {
  return join(
    [',', line],
    items.map((item) => bare(item, scope)),
  );
}

function enclosed(open: string, content: Doc, close: string): Doc {
  return group([open, align(open.length, content), close]);
}

function bare(tla: Tla, scope: Scope): Doc {
  switch (tla.kind) {
    case 'text':
      return tla.text;
    case 'name':
      return scope.textOf(tla.name);
    case 'use':
      return scope.textOf(tla.binding.name);
    case 'bind':
      throw new Error('a binding that was not settled');
    case 'let':
      return printLet(tla.operators, tla.body, scope);
    case 'infix':
      return printInfix(tla, scope);
    case 'prefix':
      return printPrefix(tla, scope);
    case 'junction':
      return group(junctionOf(tla, scope));
    case 'apply':
      return enclosedIn([bare(tla.operator, scope), '('], tla.arguments, ')', scope);
    case 'index':
      return enclosedIn([print(tla.object, TERM, scope), '['], tla.arguments, ']', scope);
    case 'field':
      return [print(tla.object, TERM, scope), '.', tla.field];
    case 'prime':
      return [print(tla.operand, TERM, scope), "'"];
    case 'tuple':
      return enclosed('<<', list(tla.elements, scope), '>>');
    case 'set':
      return enclosed('{', list(tla.elements, scope), '}');
    case 'product':
      return group(
        join(
          [line, '\\X '],
          tla.factors.map((factor) => print(factor, TERM, scope)),
        ),
      );
    case 'record':
      return enclosed('[', fieldsOf(tla.fields, ' |->', scope), ']');
    case 'records':
      return enclosed('[', fieldsOf(tla.fields, ' :', scope), ']');
    case 'functions':
      return enclosed('[', [bare(tla.from, scope), ' ->', line, bare(tla.to, scope)], ']');
    case 'function':
    case 'quantifier':
    case 'filter':
    case 'image':
      return printBinder(tla, scope);
    case 'if':
      return printIf(tla, scope);
    case 'except':
      return printExcept(tla, scope);
    case 'box':
      return ['[][', align(3, print(tla.action, isLikeFunction(tla.action) ? ATOM : OPEN - 1, scope)), `]_${tla.vars}`];
  }
}

function enclosedIn(open: Doc, args: readonly Tla[], close: string, scope: Scope): Doc {
  return group([open, indent([softline, list(args, scope)]), close]);
}

function fieldsOf(fields: readonly (readonly [string, Tla])[], between: string, scope: Scope): Doc {
  return join(
    [',', line],
    fields.map(([name, value]) => group([name, between, indent([line, bare(value, scope)])])),
  );
}

function printInfix({ op, left, right }: Extract<Tla, { kind: 'infix' }>, scope: Scope): Doc {
  const level = infixLevels[op];
  const isChain = left.kind === 'infix' && left.op === op && chained.has(op);
  const leftDoc = print(left, isChain ? level - 1 : level, scope);
  // What is on the right of an implication may be a list of its own.
  const rightDoc = print(right, level, scope);
  if (op === '..') return [leftDoc, op, rightDoc];
  return group([leftDoc, ` ${op}`, indent([line, rightDoc])]);
}

/** `[]` and `<>` of comparisons need parentheses in TLA+, `~` does not. */
function printPrefix({ op, operand }: Extract<Tla, { kind: 'prefix' }>, scope: Scope): Doc {
  const space = /\w$/.test(op) ? ' ' : '';
  const isWithin = operand.kind === 'prefix' && levelOf(operand) === NOT;
  const above = isWithin || op === '~' ? NOT - 1 : TERM;
  return [op, space, print(operand, op === '-' ? TERM : above, scope)];
}

/** In a line, items that go as far to the right as possible and implications have parentheses; with bullets they need none. */
function junctionOf({ op, items }: Extract<Tla, { kind: 'junction' }>, scope: Scope): Doc {
  const parts = items.map((item) => {
    const doc = align(3, bare(item, scope));
    if (levelOf(item) > JUNCTION) return doc;
    return [ifBreak('', '('), doc, ifBreak('', ')')];
  });
  const separated = parts.map((part, i) => (i === 0 ? [ifBreak(`${op} `, ''), part] : [line, `${op} `, part]));
  return items.length > 1 && items.some(isChange) ? [breakParent, ...separated] : separated;
}

/** Behind a bracket SANY takes `x \in S` for the beginning of a function. */
function isLikeFunction(tla: Tla): boolean {
  if (tla.kind === 'junction') return isLikeFunction(itemAt(tla.items, 0));
  if (tla.kind !== 'infix') return false;
  if (tla.op === '\\in') return tla.left.kind === 'text' || tla.left.kind === 'name';
  return isLikeFunction(tla.left);
}

/** What a step does to variables stands in lines of its own. */
function isChange(tla: Tla): boolean {
  return tla.kind === 'prefix' && tla.op === 'UNCHANGED';
}

function printLet(operators: readonly LocalOperator[], body: Tla, scope: Scope): Doc {
  // Names that definitions bind come one after the other: each may use those before it.
  const inner = scope.with(operators.map((one) => one.name));
  const recursive = operators.filter((one) => one.isRecursive);
  const declared = recursive.map(({ name, parameters }) => recursion(inner.textOf(name), parameters));
  const definitions = operators.map(({ name, parameters, body: value }) => {
    const own = inner.with(parameters);
    return group([headOf(inner.textOf(name), parameters, own), ' ==', indent([line, bare(value, own)])]);
  });
  return [
    'LET ',
    align(4, join(hardline, [...declared, ...definitions])),
    hardline,
    'IN  ',
    align(4, bare(body, inner)),
  ];
}

function printBinder(tla: Extract<Tla, { kind: 'function' | 'quantifier' | 'filter' | 'image' }>, scope: Scope): Doc {
  if (tla.kind === 'image') {
    let inner = scope;
    const binders = tla.binders.map(([name, of]) => {
      const set = print(of, COMPARE, inner);
      inner = inner.with([name]);
      return [inner.textOf(name), ' \\in ', set];
    });
    return enclosed('{', [bare(tla.element, inner), ' :', line, join(', ', binders)], '}');
  }
  const inner = scope.with([tla.name]);
  const binder = [inner.textOf(tla.name), ' \\in ', print(tla.set, COMPARE, scope)];
  switch (tla.kind) {
    case 'function':
      return enclosed('[', [binder, ' |->', indent([line, bare(tla.body, inner)])], ']');
    case 'filter':
      return enclosed('{', [binder, ' :', indent([line, bare(tla.condition, inner)])], '}');
    case 'quantifier':
      return group([`${tla.op} `, binder, ' :', indent([line, bare(tla.body, inner)])]);
  }
}

function printIf({ condition, then, otherwise }: Extract<Tla, { kind: 'if' }>, scope: Scope): Doc {
  const rest = otherwise.kind === 'if' ? bare(otherwise, scope) : align(5, bare(otherwise, scope));
  return group([
    'IF ',
    align(3, bare(condition, scope)),
    line,
    'THEN ',
    align(5, bare(then, scope)),
    line,
    'ELSE ',
    rest,
  ]);
}

function printExcept({ object, path, value }: Extract<Tla, { kind: 'except' }>, scope: Scope): Doc {
  const steps = path.map((step) =>
    step.kind === 'field' ? `.${step.field}` : ['[', list(step.arguments, scope), ']'],
  );
  return enclosed('[', [bare(object, scope), ' EXCEPT !', ...steps, ' =', indent([line, bare(value, scope)])], ']');
}
