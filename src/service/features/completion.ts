import type { Type } from '../../core/types.ts';
import { formatType } from '../../core/values.ts';
import type { Analysis } from '../analysis.ts';
import { meaningOf, membersOf, nameOf } from '../chain-type.ts';
import { chainBefore, contextAt, type CursorContext } from '../context.ts';
import type { Completion, CompletionKind, Range } from '../data.ts';
import type { Declared, ParsedText } from '../declared.ts';
import { indexOf } from '../file-index.ts';
import { headOf } from '../describe.ts';
import { namesOf, type Names } from '../names.ts';
import { toRange } from '../positions.ts';
import {
  callSnippet,
  declarationSnippets,
  isCalled,
  type Snippet,
  statementSnippets,
  typeSnippets,
} from '../snippets.ts';
import type { Workspace } from '../workspace.ts';
import { builtinDocs, clauseDocs, declarationDocs, expressionWords, statementWords } from '../words.ts';

/** What can be written at an offset, also in text that does not parse. */
export function completion(workspace: Workspace, analysis: Analysis, offset: number): readonly Completion[] {
  const context = contextAt(analysis.module, offset);
  if (context.inside !== 'code') return [];
  const range = toRange(analysis.source, { start: context.start, end: offset });
  return new Completer(workspace, analysis, context, range).complete();
}

class Completer {
  readonly #analysis: Analysis;
  readonly #workspace: Workspace;
  readonly #context: CursorContext;
  readonly #range: Range;
  readonly #names: Names;
  readonly #found = new Map<string, Completion>();

  constructor(workspace: Workspace, analysis: Analysis, context: CursorContext, range: Range) {
    this.#analysis = analysis;
    this.#workspace = workspace;
    this.#context = context;
    this.#range = range;
    this.#names = namesOf(analysis.module);
  }

  complete(): readonly Completion[] {
    this.#fill();
    return [...this.#found.values()].sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
  }

  #fill(): void {
    const { before, head, depth } = this.#context;
    const last = before.at(-1);
    const word = before[head];
    if (head < 0) return this.#topLevel();
    if (word === 'import') return this.#import();
    if (word === 'check') return this.#check();
    if (word === 'spec' || word === 'library') return undefined;
    if (last === '.') return this.#afterDot();
    if (last === 'at') return this.#labelsOfProcess();
    if (last === 'goto') return this.#labelsHere();
    if (this.#isInPaths()) return this.#bodies(['action', 'process', 'procedure']);
    if (this.#isNewName(last)) return undefined;
    if (this.#isType()) return this.#types();
    const isBody = word === 'process' || word === 'proc' || word === 'action';
    if (isBody && depth === 0) return this.#clauses();
    if (isBody && this.#isStatement(last)) return this.#statements();
    this.#expressions();
  }

  #add(label: string, kind: CompletionKind, rank: number, more: Partial<Completion> = {}): void {
    const known = this.#found.get(label);
    if (label === '' || (known && known.rank <= rank)) return;
    this.#found.set(label, { label, kind, rank, insertText: label, isSnippet: false, range: this.#range, ...more });
  }

  #addDeclared(one: Declared, rank: number): void {
    const kind = one.kind === 'check' ? 'property' : one.kind;
    this.#add(one.name, kind, rank, {
      detail: this.#detailOf(one),
      ...(one.doc === undefined ? {} : { documentation: one.doc }),
      ...(isCalled(one) ? { insertText: callSnippet(one), isSnippet: true } : {}),
    });
  }

  #detailOf(one: Declared): string {
    const type = this.#analysis.tableOf(one.source)?.types.get(one.identifier.id);
    if (one.kind === 'local' && type) return formatType(type);
    return headOf(one);
  }

  #addWords(words: Readonly<Record<string, string>>, rank: number, only?: readonly string[]): void {
    for (const [word, documentation] of Object.entries(words))
      if (only === undefined || only.includes(word)) this.#add(word, 'keyword', rank, { documentation });
  }

  #addSnippets(snippets: readonly Snippet[], rank: number): void {
    for (const { label, body, documentation } of snippets)
      this.#add(label, 'snippet', rank, { insertText: body, isSnippet: true, documentation });
  }

  // ----------------------------------------------------------------------------------- declarations

  #topLevel(): void {
    this.#addSnippets(declarationSnippets, 1);
    const isFirst = this.#context.before.length === 0;
    const words = Object.keys(declarationDocs).filter((w) => isFirst === (w === 'spec' || w === 'library'));
    this.#addWords(declarationDocs, 2, words);
    if (!isFirst) this.#add('ghost', 'keyword', 2, { documentation: statementWords['ghost'] ?? '' });
  }

  #clauses(): void {
    this.#addWords(clauseDocs, 1, ['fair', 'strong', 'daemon', 'when']);
    this.#addWords(statementWords, 1, ['if', 'while']);
    const { before, head } = this.#context;
    const clause = before.slice(head).some((w) => w === 'when' || w === 'if' || w === 'while');
    if (clause || before.slice(head).includes('[')) this.#expressions();
  }

  #import(): void {
    const { before, head } = this.#context;
    const words = before.slice(head + 1);
    const withAt = words.indexOf('with');
    if (withAt >= 0) {
      const last = words.at(-1);
      const target = this.#importedModule();
      if (last === '=') return this.#expressions();
      if (target)
        for (const one of indexOf(target).names.values())
          if (one.kind === 'constant' || (one.kind === 'type' && one.node.kind === 'type' && !one.node.type))
            this.#addDeclared(one, 1);
      this.#add('type', 'keyword', 2, { documentation: declarationDocs['type'] ?? '' });
      return;
    }
    if (words.includes('as') && words.at(-1) === 'as') return;
    const typed = words.join('');
    if (words.length > 0 && !typed.endsWith('.')) {
      this.#add('as', 'keyword', 1, { documentation: 'A prefix for the names of the module.' });
      this.#add('with', 'keyword', 1, { documentation: clauseDocs['with'] ?? '' });
      return;
    }
    for (const name of this.#workspace.host.libraries)
      if (name.startsWith(typed)) this.#add(name.slice(typed.length), 'module', 1, { detail: name });
  }

  #importedModule(): ParsedText | undefined {
    const { offsets, head } = this.#context;
    const node = this.#analysis.module.tree.declarations.find(
      (d) => d.kind === 'import' && d.span.start <= offsets[head]! && offsets[head]! <= d.span.end,
    );
    return node?.kind === 'import' ? this.#workspace.imported(this.#analysis.source, node) : undefined;
  }

  #check(): void {
    const { before, head } = this.#context;
    const words = before.slice(head + 1);
    if (words.length === 0) return;
    const last = words.at(-1)!;
    const clause = words.findLast((w) => checkClauses.has(w));
    switch (clause) {
      case 'with':
      case 'for':
        if (last === clause || (last === ',' && balanced(words))) this.#constants();
        else if (last === '.') this.#afterDot();
        else if (words.includes('=') || words.includes('in')) this.#expressions();
        break;
      case 'without':
      case 'moving':
      case 'after':
        if (last === '.') this.#afterDot();
        else if (last === clause || last === ',') this.#bodies(['process', 'procedure', 'action']);
        break;
      case 'only':
      case 'violates':
        if (last === clause || last === ',') this.#properties();
        break;
      case 'expect':
        if (last === 'expect' || last === ',')
          this.#addWords(clauseDocs, 1, ['holds', 'violates', 'deadlock', 'states']);
        break;
      default:
        break;
    }
    if (last !== clause && last !== ',' && last !== '.' && last !== '=')
      this.#addWords(clauseDocs, 3, ['with', 'without', 'moving', 'after', 'only', 'allow', 'symmetry', 'expect']);
    if (words.length === 1) this.#addWords(statementWords, 3, ['for']);
  }

  #constants(): void {
    for (const one of this.#names.all())
      if (one.kind === 'constant' || one.kind === 'module') this.#addDeclared(one, 1);
  }

  #properties(): void {
    for (const one of this.#names.properties()) this.#addDeclared(one, 1);
    for (const name of ['deadlock', 'range', 'assert'])
      this.#add(name, 'property', 2, { documentation: 'A property that every spec has.' });
  }

  // ------------------------------------------------------------------------------------- statements

  #isStatement(last: string | undefined): boolean {
    if (last === '{' || last === '}' || last === ';' || last === 'atomic') return true;
    // Behind a label; the colons of types and quantifiers come behind other words.
    const { before } = this.#context;
    const three = before.at(-3);
    return last === ':' && (three === ';' || three === '{' || three === '}');
  }

  #statements(): void {
    this.#addSnippets(statementSnippets, 2);
    this.#addWords(statementWords, 3);
    for (const one of this.#localsHere()) this.#addDeclared(one, 0);
    for (const one of this.#names.all())
      if (one.kind === 'variable' || one.kind === 'procedure' || one.kind === 'module') this.#addDeclared(one, 1);
  }

  #labelsHere(): void {
    const body = this.#bodyHere();
    if (body) for (const one of this.#analysis.index.partsOf(body, 'label')) this.#addDeclared(one, 1);
  }

  #bodyHere(): Declared | undefined {
    const { offsets, head } = this.#context;
    const at = offsets[head] ?? -1;
    return [...this.#analysis.index.names.values()].find(
      (d) => d.node.span.start <= at && at <= d.node.span.end && d.node.kind !== 'import',
    );
  }

  #localsHere(): readonly Declared[] {
    const { start, offsets, head } = this.#context;
    const from = offsets[head] ?? 0;
    return this.#names.localsAt(start).filter((d) => d.identifier.span.start >= from);
  }

  // ------------------------------------------------------------------------------------ expressions

  #isInPaths(): boolean {
    const { before, head } = this.#context;
    const word = before.slice(head).findLast((w) => w === 'during' || w === 'except' || w === '=');
    if (word !== 'during' && word !== 'except') return false;
    return ['during', 'except', ','].includes(before.at(-1)!);
  }

  #bodies(kinds: readonly Declared['kind'][]): void {
    for (const one of this.#names.all())
      if (kinds.includes(one.kind) || one.kind === 'module')
        this.#add(one.name, one.kind === 'check' ? 'property' : one.kind, 1, { detail: headOf(one) });
  }

  /** Behind words that name something new. */
  #isNewName(last: string | undefined): boolean {
    return [
      'let',
      'var',
      'pick',
      'const',
      'type',
      'enum',
      'struct',
      'union',
      'symmetric',
      'fun',
      'proc',
      'action',
      'process',
      'invariant',
      'transition',
      'temporal',
      'reachable',
      'forall',
      'exists',
      'ref',
    ].includes(last ?? '');
  }

  #isType(): boolean {
    const { before, head } = this.#context;
    const last = before.at(-1);
    if (last === 'of' || last === '?') return last === 'of';
    if (last !== ':' && last !== '->') {
      const isNested = last === '[' || last === '(' || last === ',';
      const colon = before.lastIndexOf(':');
      return isNested && last === '[' && colon === before.length - 2 && this.#colonIsOfType(colon);
    }
    if (last === '->') return ['var', 'const', 'type'].includes(before[head]!) && !before.slice(head).includes('=');
    return this.#colonIsOfType(before.length - 1);
  }

  /** Whether the colon at an index of the words stands between a name and its type. */
  #colonIsOfType(colon: number): boolean {
    const { before, head, depth } = this.#context;
    const word = before[head];
    const equals = before.indexOf('=', head);
    if (word === 'var' || word === 'const' || word === 'ghost') return equals < 0;
    if (word === 'struct') return before[colon - 2] === '{' || before[colon - 2] === ';';
    if (word === 'union') return true;
    if (word === 'fun') return equals < 0;
    if (depth === 0) return word === 'proc' || word === 'action' || word === 'process';
    return before[colon - 2] === 'var';
  }

  #types(): void {
    for (const one of this.#names.all()) if (one.kind === 'type' || one.kind === 'module') this.#addDeclared(one, 1);
    this.#add('Process', 'type', 2, { documentation: builtinDocs['Process'] ?? '' });
    this.#addWords(expressionWords, 2, ['bool', 'seq', 'set']);
    this.#addSnippets(typeSnippets, 3);
    for (const one of this.#names.all()) if (one.kind === 'constant') this.#addDeclared(one, 3);
  }

  #expressions(): void {
    const expected = this.#expectedType();
    const members = expected && membersOf(expected);
    for (const one of this.#localsHere()) this.#addDeclared(one, 1);
    for (const one of this.#names.all()) this.#addDeclared(one, 2);
    for (const one of this.#names.allMembers())
      this.#addDeclared(one, members?.includes(one.name) && one.owner?.name === nameOf(expected) ? 0 : 3);
    if (expected?.kind === 'bool') {
      this.#add('true', 'keyword', 0, { documentation: expressionWords['true'] ?? '' });
      this.#add('false', 'keyword', 0, { documentation: expressionWords['false'] ?? '' });
    }
    for (const [name, documentation] of Object.entries(builtinDocs))
      if (name !== 'done')
        this.#add(name, 'function', 4, {
          documentation,
          ...(name === 'Process' || name === 'all_done' ? {} : { insertText: `${name}($1)`, isSnippet: true }),
        });
    this.#addWords(expressionWords, 5);
    this.#addWords(statementWords, 5, ['if', 'else', 'let', 'match']);
  }

  /** Of what stands left of `=`, `==` and their like before the cursor. */
  #expectedType(): Type | undefined {
    const { before, start } = this.#context;
    const operator = before.at(-1);
    if (operator === undefined || !['=', '==', '!=', 'in', '!in', '+=', '-=', '|='].includes(operator))
      return undefined;
    const chain = chainBefore(this.#context, before.length - 1);
    const meaning = chain && meaningOf(this.#analysis, chain, start);
    if (meaning?.kind === 'value') return meaning.type;
    // `const GUARD : Guard = `
    const declared = this.#bodyHere();
    return declared && this.#analysis.tableOf(declared.source)?.types.get(declared.identifier.id);
  }

  // ----------------------------------------------------------------------------------- dots and labels

  #afterDot(): void {
    const { before, start } = this.#context;
    const chain = chainBefore(this.#context, before.length - 1);
    const meaning = chain && meaningOf(this.#analysis, chain, start);
    switch (meaning?.kind) {
      case 'module':
        for (const one of indexOf(meaning.module).names.values()) if (one.kind !== 'module') this.#addDeclared(one, 1);
        return;
      case 'value':
        return this.#partsOfType(meaning.type);
      case 'declared':
        for (const kind of ['member', 'label', 'local'] as const)
          for (const one of this.#partsOf(meaning.declared, kind)) this.#addDeclared(one, 1);
        return;
      case undefined:
        return;
    }
  }

  #partsOf(declared: Declared, kind: 'member' | 'label' | 'local' | 'field'): readonly Declared[] {
    const module = this.#analysis.modules.modules.find((m) => m.source === declared.source);
    return module ? indexOf(module).partsOf(declared, kind) : [];
  }

  #partsOfType(type: Type): void {
    if (type.kind === 'tuple')
      type.elements.forEach((t, i) => this.#add(String(i), 'field', 1, { detail: formatType(t) }));
    if (type.kind !== 'struct') return;
    const declared = this.#analysis.modules.modules
      .map((m) => indexOf(m).names.get(type.name))
      .find((d) => d?.node.kind === 'struct');
    const docs = new Map(declared ? this.#partsOf(declared, 'field').map((d) => [d.name, d.doc]) : []);
    for (const field of type.fields) {
      const doc = docs.get(field.name);
      this.#add(field.name, 'field', 1, {
        detail: formatType(field.type),
        ...(doc === undefined ? {} : { documentation: doc }),
      });
    }
  }

  /** `p at |`, `p[i] at |`, `self at |` */
  #labelsOfProcess(): void {
    const { before, start } = this.#context;
    this.#add('done', 'label', 2, { documentation: builtinDocs['done'] ?? '' });
    const chain = chainBefore(this.#context, before.length - 1);
    if (chain === undefined) return;
    const [first] = chain;
    const meaning = meaningOf(this.#analysis, chain, start);
    const process =
      first?.kind === 'name' && first.name === 'self'
        ? this.#bodyHere()
        : meaning?.kind === 'declared'
          ? meaning.declared
          : undefined;
    if (process?.kind !== 'process') return;
    for (const one of this.#partsOf(process, 'label')) this.#addDeclared(one, 1);
    for (const { declared, span } of this.#analysis.occurrences) {
      const isCall = declared?.kind === 'procedure' && isInside(span, process);
      if (isCall) this.#add(declared.name, 'procedure', 3, { detail: headOf(declared) });
    }
  }
}

function isInside(span: { start: number; end: number }, { node }: Declared): boolean {
  return node.span.start <= span.start && span.end <= node.span.end;
}

const checkClauses: ReadonlySet<string> = new Set([
  'with',
  'for',
  'without',
  'moving',
  'after',
  'only',
  'violates',
  'expect',
]);

/** Whether all brackets that were opened are closed. */
function balanced(words: readonly string[]): boolean {
  let open = 0;
  for (const word of words) {
    if (word === '{' || word === '[' || word === '(') open++;
    if (word === '}' || word === ']' || word === ')') open--;
  }
  return open === 0;
}
