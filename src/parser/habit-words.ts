import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import * as habits from '../diagnostics/habits.ts';
import type { Location } from '../text/source.ts';
import type { Recognition, TokenContext } from './recognition.ts';
import { softWords } from './tokens.ts';
import { endOf, imageAt, placeOf } from './token.ts';

const tla = 'TLA+';
const pluscal = 'PlusCal';

/** Words that other languages have, which are ordinary names here until an error stands beside them. */
const words: Readonly<Record<string, readonly [language: string, hint: string]>> = {
  EXCEPT: [tla, "a changed copy is 'f with { [k] = e }', and for a record 'r with { f = e }'"],
  UNCHANGED: [tla, 'leave it out: what a step does not assign stays as it is'],
  VARIABLE: [tla, "write 'var x : T = e;' for each variable"],
  VARIABLES: [tla, "write 'var x : T = e;' for each variable"],
  CONSTANT: [tla, "write 'const N : T = e;' for each constant"],
  CONSTANTS: [tla, "write 'const N : T = e;' for each constant"],
  MODULE: [tla, "a file begins with 'spec NAME;'"],
  EXTENDS: [tla, "integers, sets and sequences are built in; another file is read with 'import'"],
  INSTANCE: [tla, "write 'import name with N = e;'"],
  DOMAIN: [tla, "the keys of a map are its key type: 'K' where the map is '[K -> V]'"],
  CHOOSE: [tla, "write 'choose x in S: e'; it is the least such x"],
  ASSUME: [tla, "write 'assume e;'"],
  THEOREM: [tla, "write 'invariant NAME = e;' or 'temporal NAME = e;'"],
  ENABLED: [tla, "write 'enabled(a)' in a temporal property"],
  SUBSET: [tla, "the set of all subsets is 'subset S'"],
  UNION: [tla, "the union of two sets is 'a union b'"],
  IF: [tla, "write 'if c then a else b', or 'if c { … } else { … }' as a statement"],
  THEN: [tla, "write 'if c then a else b', or 'if c { … } else { … }' as a statement"],
  ELSE: [tla, "write 'if c then a else b', or 'if c { … } else { … }' as a statement"],
  CASE: [tla, "write 'match e { p => a, _ => b }' or a chain of 'if … then … else'"],
  LET: [tla, "write 'let x = e in e2'"],
  IN: [tla, "write 'let x = e in e2'"],
  LAMBDA: [tla, "declare a 'fun'"],
  RECURSIVE: [tla, 'there is no recursion: write a quantifier, a sum over a set, or a loop'],
  begin: [pluscal, "the body of a process is a block: 'process p { … }'"],
  end: [pluscal, "blocks end with '}'"],
  variables: [pluscal, "write 'var x : T = e;' for each variable"],
  macro: [pluscal, "write 'proc p(ref x: T) { … }'"],
  procedure: [pluscal, "write 'proc p(…) { … }'"],
  define: [pluscal, "write 'fun f(…): T = e;'"],
  algorithm: [pluscal, "a file begins with 'spec NAME;'"],
  elsif: [pluscal, "write 'else if'"],
  call: [pluscal, "a call is 'p(…);'"],
  print: [pluscal, 'a trace shows every value; leave it out'],
  proctype: ['Promela', "write 'process p[i: T] { … }'"],
  active: ['Promela', "write 'process p[i: T] { … }'"],
  mtype: ['Promela', "write 'enum E { a, b }'"],
  chan: ['Promela', "a channel is a variable of type 'seq[n] of T'"],
  ltl: ['Promela', "write 'temporal NAME = e;'"],
  inline: ['Promela', "write 'proc p(ref x: T) { … }'"],
  switch: ['C', "write 'match e { p => { … } _ => { … } }'"],
  case: ['C', "write 'match e { p => { … } _ => { … } }'"],
  default: ['C', "the last arm of a 'match' is '_ => { … }'"],
  typedef: ['C', "write 'type T = …;'"],
  static: ['C', "shared state is 'var x : T = e;' at the top of the file"],
  void: ['C', "write 'proc p(…) { … }'"],
  volatile: ['C', "every 'var' is shared and read afresh each time"],
};

const promela: Readonly<Record<string, string>> = {
  do: "write 'loop { either { … } or { … } }'",
  od: "a 'loop' ends with '}'",
  fi: "an 'either' or an 'if' ends with '}'",
  d_step: "write 'atomic { … }'",
};

const elseIfWords = new Set(['elif', 'elsif', 'elseif']);

/** A habit from another language that explains an error at a token, if one does. */
export function explainHabit(context: TokenContext, index: number, recognition: Recognition): Diagnostic | undefined {
  const { source, tokens } = context;
  const actual = tokens[index];
  if (actual !== undefined && startsLine(actual, '--', tokens[index + 1])) {
    return habits.foreignWord(placeOf(source, actual), '----', tla, "a file begins with 'spec NAME;'");
  }
  const word = explainWord(context, index);
  if (word !== undefined || actual === undefined) return word;
  const { rule } = recognition;
  return (
    explainSymbol(context, index, actual, recognition) ??
    (rule === 'file' || rule === 'declaration' ? explainDeclaration(context, index, actual) : undefined) ??
    explainStatement(context, index, actual, recognition)
  );
}

/** A word of another language at an error, before it, or before the arguments that end there. */
function explainWord({ source, tokens, partners }: TokenContext, index: number): Diagnostic | undefined {
  const actual = tokens[index];
  const before = tokens[index - 1];
  const called = before?.image === ')' ? tokens[(partners[index - 1] ?? 0) - 1] : undefined;
  for (const token of [actual, before, called]) {
    if (!isName(token)) continue;
    const place = placeOf(source, token);
    if (elseIfWords.has(token.image)) return habits.elseIf(place, token.image);
    const foreign = Object.hasOwn(words, token.image) ? words[token.image] : undefined;
    if (foreign !== undefined && actual?.image !== ';') {
      return habits.foreignWord(place, token.image, foreign[0], foreign[1]);
    }
    const instead = Object.hasOwn(promela, token.image) ? promela[token.image] : undefined;
    if (instead !== undefined) return habits.promelaWord(place, token.image, instead);
  }
  return undefined;
}

/** `::`, `*p`, `struct S s`, `with (v in S)` */
function explainSymbol(
  { source, tokens }: TokenContext,
  index: number,
  actual: IToken,
  recognition: Recognition,
): Diagnostic | undefined {
  const before = tokens[index - 1];
  const two = tokens[index - 2];
  const place = placeOf(source, actual);
  if (actual.image === '::') return habits.promelaWord(place, '::', "options are 'either { await g; … } or { … }'");
  const wantsOperand = recognition.about === 'an expression' || wantsStatement(recognition);
  if (actual.image === '*' && isName(tokens[index + 1])) {
    if (wantsOperand || before?.image === '(' || before?.image === ',') return habits.dereference(place);
  }
  if (recognition.rule === 'structDeclaration' || recognition.rule === 'enumDeclaration') {
    const name = actual.image === '*' ? tokens[index + 1] : actual;
    if (isName(name) && isName(before) && (two?.image === 'struct' || two?.image === 'enum')) {
      return habits.variableInCStyle(placeOf(source, two), `${two.image} ${before.image}`, name.image);
    }
  }
  if (actual.image === 'with' && before !== undefined && [';', '{', '}'].includes(before.image)) {
    const hint = "write 'pick x in S;': x is then known in the rest of the block";
    return habits.foreignWord(place, 'with', pluscal, hint);
  }
  return undefined;
}

/** `fair process p`, `int x;`, `int f(int a)`, `Init == …` */
function explainDeclaration(context: TokenContext, index: number, actual: IToken): Diagnostic | undefined {
  const { source, tokens } = context;
  const place = placeOf(source, actual);
  if (actual.image === 'fair' || actual.image === 'strong') {
    return syntax.fairBeforeDeclaration(place, actual.image === 'strong' ? 'strong fair' : 'fair');
  }
  if (!isName(actual)) return undefined;
  let end = index;
  while (isName(tokens[end]) || softWords.has(imageAt(tokens, end))) end++;
  const [name, sign] = [imageAt(tokens, end - 1), imageAt(tokens, end)];
  if (end > index + 1 && ['=', ';', '[', ','].includes(sign)) {
    return habits.variableInCStyle(place, actual.image, name);
  }
  if (end > index + 1 && sign === '(') return habits.functionInCStyle(place, actual.image, name);
  return definitionAfter(context, index) ? habits.definitionWithoutWord(place, actual.image) : undefined;
}

/** `++x;`, a stray `;`, `int x = 1;` */
function explainStatement(
  context: TokenContext,
  index: number,
  actual: IToken,
  recognition: Recognition,
): Diagnostic | undefined {
  const { source, tokens } = context;
  const place = placeOf(source, actual);
  if (wantsStatement(recognition)) {
    if (actual.image === '++' || actual.image === '--') {
      return habits.prefixIncrement(place, actual.image, changedBehind(context, index));
    }
    if (actual.image === ';') return habits.straySemicolon(place);
  }
  const before = tokens[index - 1];
  const beginsStatement = ['', ';', '{', '}', ':'].includes(imageAt(tokens, index - 2));
  if (beginsStatement && recognition.rule === 'simpleStatement' && isName(actual) && isName(before)) {
    return habits.localInCStyle(placeOf(source, before), before.image, actual.image);
  }
  return undefined;
}

/** Whether a statement, or the end of its block, was expected. */
export function wantsStatement(recognition: Recognition): boolean {
  return (
    recognition.about === 'a statement' || (recognition.rule === 'block' && recognition.expected[0] === 'RightBrace')
  );
}

/** Types of C, which no declaration here is misspelt as. */
export const typesOfC: ReadonlySet<string> = new Set(
  'int unsigned signed long short char byte bit size_t pid_t atomic_t spinlock_t u8 u16 u32 u64 s32 s64 uint8_t uint32_t'.split(
    ' ',
  ),
);

function isName(token: IToken | undefined): token is IToken {
  return token?.tokenType.name === 'Identifier';
}

function startsLine(token: IToken, sign: string, next: IToken | undefined): boolean {
  return token.image === sign && next?.image === sign && next.startOffset === endOf(token);
}

/** What stands between `++` and the `;`. */
function changedBehind({ source, tokens }: TokenContext, index: number): Location | undefined {
  const end = tokens.findIndex((token, i) => i > index && token.image === ';');
  const [first, last] = [tokens[index + 1], tokens[end - 1]];
  if (end <= index + 1 || first === undefined || last === undefined) return undefined;
  const isTarget = tokens.slice(index + 1, end).every(({ image }) => /^(\w+|[.[\]])$/.test(image));
  return isTarget ? { source, span: { start: first.startOffset, end: endOf(last) } } : undefined;
}

/** `Name == …` or `Name(a, b) == …`. */
function definitionAfter(context: TokenContext, index: number): boolean {
  let k = index + 1;
  if (context.tokens[k]?.image === '(') k = (context.partners[k] ?? -1) + 1;
  const image = context.tokens[k]?.image;
  return k > index && (image === '==' || image === '=');
}
