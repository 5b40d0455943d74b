import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { Expression, Identifier } from '../syntax/tree.ts';
import { children, type AnyNode, type NodeKind, type NodeOf } from '../syntax/visit.ts';
import { covering, makeSource, type Location, type Source, type Span } from '../text/source.ts';
import { explainHabit } from './habit-words.ts';
import type { Documentation } from './lexer.ts';
import { lookahead } from './lookahead.ts';
import { type Mismatch, RecognitionKeeper } from './recognition.ts';
import { accepts, slots, type SlotType } from './slots.ts';
import { allTokens, Comma, LeftBrace, RightBrace } from './tokens.ts';

/** A node that is being built. */
export type Draft<K extends NodeKind> = {
  -readonly [P in keyof NodeOf<K>]?: NodeOf<K>[P] extends readonly (infer Item)[] | undefined ? Item[] : NodeOf<K>[P];
} & { readonly kind: K; readonly id: number; span: Span; incomplete?: true };

type Parts = Record<string, unknown>;

/** Parts of chevrotain's parser that its type declarations leave out; version 12 is pinned for them. */
interface Internals {
  currIdx: number;
  readonly tokVectorLength: number;
  readonly _errors: readonly unknown[];
  SAVE_ERROR(error: unknown): unknown;
  RULE_STACK_IDX: number;
  RULE_STACK: readonly number[];
  shortRuleNameToFull: Readonly<Record<number, string>>;
  flattenFollowSet(): readonly TokenType[];
  getNextPossibleTokenTypes(path: object): readonly TokenType[];
}

/**
 * How many constructs may contain each other. A level costs about 2.6 KB of stack in the parser, so that
 * the limit is far from the megabyte that Node and browsers give; nobody reads a spec that comes near it.
 */
export const nestingLimit = 128;
/** How many operators, postfixes or `else if` one expression or statement may chain: they nest in the tree. */
export const chainLimit = 500;
const errorLimit = 300;

/**
 * The ground of the grammar's rules: building nodes, and keeping them through errors. A rule reads a node with `build`,
 * or chooses between others with `choose`: where an error passes through, the draft takes in what the inner rule saved,
 * fills its holes with `missing` nodes, and is saved itself. Whichever rule chevrotain resumes at returns what was
 * saved last.
 */
export abstract class RecoveringParser extends EmbeddedActionsParser {
  protected source: Source = makeSource('', '');
  protected reported: Diagnostic[] = [];
  /** The errors of the text, in the order in which the parser met them. */
  protected mismatches: Mismatch[] = [];
  /** Documentation that a node took; what is left over are ordinary comments. */
  protected takenDocs = new Set<Documentation>();
  /** For every token the index of the bracket that belongs to it, or -1. */
  protected partners: Int32Array = new Int32Array(0);
  protected level = 0;
  /** Where the expression that is being read stands: a set of `context` bits. */
  protected flags = 0;
  private nextId = 0;
  private saved: AnyNode | undefined;
  /** Where what is missing belongs, once the text has been read. */
  private end: number | undefined;
  private readonly follows = new Map<string, readonly TokenType[]>();
  private resyncKey = -1;
  private resyncType: TokenType | undefined;

  /** @param isTested whether chevrotain looks for mistakes in the grammar, which takes as long as all else about it */
  constructor({ isTested = false } = {}) {
    const keeper = new RecognitionKeeper();
    super([...allTokens], {
      recoveryEnabled: true,
      lookaheadStrategy: lookahead,
      maxLookahead: 1,
      skipValidations: !isTested,
      nodeLocationTracking: 'none',
      errorMessageProvider: keeper,
    });
    const internals = this.internals();
    const flatten = internals.flattenFollowSet.bind(this);
    const save = internals.SAVE_ERROR.bind(this);
    Object.assign(this, {
      SAVE_ERROR: (error: { readonly token: IToken }) => {
        const saved = save(error);
        this.mismatches.push({ token: error.token, ...keeper.current });
        // Text with this many errors is no spec. At the end of the tokens every rule comes to its end.
        if (internals._errors.length >= errorLimit) internals.currIdx = internals.tokVectorLength - 1;
        return saved;
      },
      findReSyncTokenType: () => this.findResync(flatten),
      getFollowsForInRuleRecovery: (type: TokenType, index: number) => this.followsOf(type, index, flatten),
      // `{` before `}` would close a block that was never opened, and every one around it too early.
      canTokenTypeBeInsertedInRecovery: (type: TokenType) => type !== LeftBrace || this.LA(1).tokenType !== RightBrace,
      getTokenToInsert: (type: TokenType) => this.insertedToken(type),
    });
  }

  private internals(): Internals {
    return this as unknown as Internals;
  }

  protected begin(source: Source, tokens: IToken[], firstId: number): void {
    this.source = source;
    this.reported = [];
    this.mismatches = [];
    this.takenDocs = new Set();
    this.level = 0;
    this.flags = 0;
    this.nextId = firstId;
    this.saved = undefined;
    this.end = undefined;
    this.resyncKey = -1;
    this.input = tokens;
  }

  protected idCount(): number {
    return this.nextId;
  }

  protected newId(): number {
    return this.nextId++;
  }

  protected rule<A extends unknown[], R>(name: string, body: (...args: A) => R): ParserMethod<A, R> {
    return this.RULE<(...args: A) => R>(name, body, { recoveryValueFunc: () => this.takeSaved() as R });
  }

  /** A rule that builds a node of one kind. */
  protected node<K extends NodeKind>(
    name: string,
    kind: K,
    parts: (draft: Draft<K>) => void,
  ): ParserMethod<[], NodeOf<K>> {
    return this.rule(name, () => this.build(this.open(kind), parts));
  }

  /** The same for what may have documentation before it. */
  protected documented<K extends NodeKind>(
    name: string,
    kind: K,
    parts: (draft: Draft<K>) => void,
  ): ParserMethod<[], NodeOf<K>> {
    return this.rule(name, () => this.build<K>(Object.assign(this.open(kind), this.doc()), parts));
  }

  // ------------------------------------------------------------------------------------ nodes

  /** Reads the parts of a node. Where an error passes through, what was read so far is saved. */
  protected build<K extends NodeKind>(draft: Draft<K>, parts: (draft: Draft<K>) => void): NodeOf<K> {
    try {
      parts(draft);
    } catch (error) {
      throw this.rescue(error, draft);
    }
    return this.close(draft);
  }

  /** Reads one of several kinds of nodes. Where an error passes through, there is what was saved, or a hole. */
  protected choose<T extends AnyNode>(type: SlotType, alternatives: () => T): T {
    try {
      return alternatives();
    } catch (error) {
      this.saved ??= this.filler(type);
      throw error;
    }
  }

  /** The same for nodes that may contain each other without end. */
  protected chooseNested<T extends AnyNode>(type: SlotType, alternatives: () => T): T {
    this.level++;
    try {
      if (this.level > nestingLimit && !this.RECORDING_PHASE) {
        this.skipTooDeep();
        return this.filler(type) as T;
      }
      return this.choose(type, alternatives);
    } finally {
      this.level--;
    }
  }

  /** Reads something that stands elsewhere: what is around it does not count there. */
  protected within<T>(flags: number, read: () => T): T {
    const outer = this.flags;
    this.flags = flags;
    try {
      return read();
    } finally {
      this.flags = outer;
    }
  }

  /** `a, b,` up to a closing bracket: a missing comma is said, and the list goes on. @returns whether it ends with one */
  protected commaList<T>(into: T[] | undefined, item: () => T): boolean {
    let separated = true;
    this.MANY(() => {
      if (!separated) this.missingComma();
      into?.push(item());
      separated = this.OPTION(() => this.CONSUME(Comma)) !== undefined;
    });
    return separated;
  }

  /** The index of the token that was read last. */
  protected position(): number {
    return this.internals().currIdx;
  }

  /** The end of the text that was read so far. */
  protected here(): number {
    if (this.end !== undefined) return this.end;
    const before = this.LA(0);
    return before.endOffset === undefined || Number.isNaN(before.endOffset) ? 0 : before.endOffset + 1;
  }

  protected next(): number {
    const start = this.LA(1).startOffset;
    return Number.isNaN(start) ? this.here() : start;
  }

  protected open<K extends NodeKind>(kind: K, start: number = this.next()): Draft<K> {
    return { kind, id: this.nextId++, span: { start, end: start } } as unknown as Draft<K>;
  }

  protected close<K extends NodeKind>(draft: Draft<K>): NodeOf<K> {
    const { start } = draft.span;
    (draft as { span: Span }).span = { start, end: Math.max(start, this.here()) };
    return draft as unknown as NodeOf<K>;
  }

  /** The documentation before the next token. */
  protected doc(): { doc?: string } {
    const documentation = this.LA(1).payload as Documentation | undefined;
    if (documentation === undefined) return {};
    this.takenDocs.add(documentation);
    return { doc: documentation.doc };
  }

  protected identifier(token: IToken): Identifier {
    const inserted = token.image === '';
    return {
      kind: 'identifier',
      id: this.nextId++,
      span: spanOf(token),
      name: token.image,
      ...(inserted ? { incomplete: true } : {}),
    };
  }

  protected missing(): Expression {
    return this.hole('missing');
  }

  protected hole<K extends NodeKind>(kind: K): NodeOf<K> {
    const at = this.here();
    return { kind, id: this.nextId++, span: { start: at, end: at }, incomplete: true } as unknown as NodeOf<K>;
  }

  protected emptyName(): Identifier {
    const at = this.here();
    return { kind: 'identifier', id: this.nextId++, span: { start: at, end: at }, name: '', incomplete: true };
  }

  /** A copy with ids of its own. */
  protected copy<N extends AnyNode>(node: N): N {
    const clone = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(clone);
      if (typeof value !== 'object' || value === null) return value;
      const result: Parts = {};
      for (const [key, part] of Object.entries(value)) result[key] = key === 'id' ? this.nextId++ : clone(part);
      return result;
    };
    return clone(node) as N;
  }

  // --------------------------------------------------------------------------------- recovery

  protected location(span: Span): Location {
    return { source: this.source, span };
  }

  protected report(diagnostic: Diagnostic): void {
    if (!this.RECORDING_PHASE) this.reported.push(diagnostic);
  }

  protected takeSaved(): AnyNode | undefined {
    const saved = this.saved;
    this.saved = undefined;
    return saved;
  }

  /** Saves a draft from an error that is passing through its rule. Returns the error, to be thrown on. */
  protected rescue(error: unknown, draft: { readonly kind: NodeKind; span: Span; incomplete?: true }): unknown {
    const inner = this.takeSaved();
    draft.incomplete = true;
    draft.span = { start: draft.span.start, end: Math.max(draft.span.start, this.here()) };
    this.fill(draft, inner);
    this.saved = draft as unknown as AnyNode;
    return error;
  }

  /** Saves a finished part of a node that was not finished itself. */
  protected rescueAs(error: unknown, node: AnyNode): unknown {
    this.saved = { ...node, incomplete: true };
    return error;
  }

  private fill(draft: Parts & { kind: NodeKind }, inner: AnyNode | undefined): void {
    let rest = inner;
    for (const slot of slots[draft.kind]) {
      const [first, second] = slot.property.split('.') as [string, string | undefined];
      const owner = second === undefined ? draft : (draft[first] as Parts | undefined);
      const property = second ?? first;
      if (owner === undefined || (second !== undefined && !(property in owner))) continue;
      const present = owner[property];
      const fits = rest !== undefined && accepts(slot.type, rest.kind);
      if (slot.many) {
        if (present === undefined && slot.optional && !fits) continue;
        owner[property] = ((owner[property] ?? []) as unknown[]).filter((part) => part !== undefined);
        if (fits && rest !== undefined) (owner[property] as AnyNode[]).push(rest);
      } else if (present === undefined) {
        if (fits) owner[property] = rest;
        else if (!slot.optional) owner[property] = this.filler(slot.type);
        else continue;
      } else continue;
      if (fits) rest = undefined;
    }
  }

  /**
   * After errors: gives every node the parts it has to have, and widens it over them, since a part may
   * have been saved from beyond its own end.
   */
  protected repair(node: AnyNode): Span {
    this.end = node.span.end;
    this.fill(node as unknown as Parts & { kind: NodeKind }, undefined);
    let { span } = node;
    for (const child of children(node)) span = covering(span, this.repair(child));
    (node as { span: Span }).span = span;
    return span;
  }

  private filler(type: SlotType): AnyNode {
    switch (type) {
      case 'expression':
        return this.missing();
      case 'type':
        return this.hole('missingType');
      case 'pattern':
        return this.hole('missingPattern');
      case 'identifier':
        return this.emptyName();
      case 'path':
        return { ...this.hole('path'), parts: [this.emptyName()] };
      case 'block':
        return { ...this.hole('block'), statements: [] };
      case 'binder':
        return { ...this.hole('binder'), name: this.emptyName(), set: this.missing() };
      default:
        return this.hole('missingStatement');
    }
  }

  protected orMissing(expression: Expression | undefined): Expression {
    return expression ?? this.missing();
  }

  /** Whether a chain of operators or postfixes, which nest in the tree, has come to its limit. */
  protected tooLong(links: number): boolean {
    if (links === chainLimit + 1) {
      this.report(syntax.chainTooLong(this.location(spanOf(this.LA(0))), chainLimit));
    }
    return links > chainLimit;
  }

  protected missingComma(): void {
    if (this.RECORDING_PHASE) return;
    const at = this.here();
    const context = { source: this.source, tokens: this.input, partners: this.partners };
    const habit = explainHabit(context, this.position() + 1, { rule: '', expected: [], about: '' });
    this.report(habit ?? syntax.expectedComma(this.location({ start: at, end: at })));
  }

  /** Leaves out what is nested too deeply, up to where the bracket around it closes. */
  protected skipTooDeep(): void {
    this.report(syntax.nestedTooDeeply(this.location(spanOf(this.LA(1))), nestingLimit));
    let depth = 0;
    for (;;) {
      const image = this.LA(1).image;
      if (Number.isNaN(this.LA(1).startOffset)) return;
      if (image === '(' || image === '[' || image === '{') depth++;
      else if (image === ')' || image === ']' || image === '}') {
        if (depth === 0) return;
        depth--;
      } else if (depth === 0 && (image === ';' || image === ',')) return;
      this.internals().currIdx++;
    }
  }

  /** chevrotain looks for the place to resume at anew in every rule that the error passes; once is enough. */
  private findResync(flatten: () => readonly TokenType[]): TokenType {
    const internals = this.internals();
    const key = internals.currIdx * 65536 + internals._errors.length;
    if (this.resyncKey === key && this.resyncType !== undefined) return this.resyncType;
    const byIndex = new Map<number, TokenType>();
    for (const type of new Set(flatten())) {
      byIndex.set(type.tokenTypeIdx!, type);
      for (const index of type.categoryMatches ?? []) if (!byIndex.has(index)) byIndex.set(index, type);
    }
    let found: TokenType | undefined;
    for (let k = 1; found === undefined; k++) found = byIndex.get(this.LA(k).tokenTypeIdx);
    this.resyncKey = key;
    this.resyncType = found;
    return found;
  }

  /**
   * What may follow a token that is not there. chevrotain walks the grammar from its start rule for this;
   * here it is the first tokens after it in its own rule, or, at the end of the rule, what may follow the
   * rules that are open.
   */
  private followsOf(type: TokenType, index: number, flatten: () => readonly TokenType[]): readonly TokenType[] {
    const internals = this.internals();
    const rule = internals.shortRuleNameToFull[internals.RULE_STACK[internals.RULE_STACK_IDX]!]!;
    const key = `${rule} ${type.name} ${index}`;
    let inRule = this.follows.get(key);
    if (inRule === undefined) {
      const path = { ruleStack: [rule], occurrenceStack: [0], lastTok: type, lastTokOccurrence: index };
      inRule = internals.getNextPossibleTokenTypes(path);
      this.follows.set(key, inRule);
    }
    return inRule.length > 0 ? inRule : flatten();
  }

  private insertedToken(tokenType: TokenType): IToken {
    const at = this.here();
    return {
      image: '',
      startOffset: at,
      endOffset: at - 1,
      tokenType,
      tokenTypeIdx: tokenType.tokenTypeIdx!,
      isInsertedInRecovery: true,
    };
  }
}

export function spanOf(token: IToken): Span {
  return Number.isNaN(token.startOffset)
    ? { start: 0, end: 0 }
    : { start: token.startOffset, end: token.endOffset! + 1 };
}
