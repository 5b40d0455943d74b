import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as habits from '../diagnostics/habits.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { AnyNode, Expression, Identifier, NodeKind, NodeOf } from '../syntax/tree.ts';
import { makeSource, type Location, type Source, type Span } from '../text/source.ts';
import { explainHabit } from './habit-words.ts';
import { documentationOf, type Documentation } from './lexer.ts';
import { lookahead } from './lookahead.ts';
import { type Draft, NodeMaker } from './nodes.ts';
import { type Mismatch, RecognitionKeeper } from './recognition.ts';
import type { Decisions } from './decisions.ts';
import { indexOf, makeToken, spanOf } from './token.ts';
import { allTokens, Comma, LeftBrace, RightBrace } from './tokens.ts';

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

export interface ParserOptions {
  /** Whether chevrotain looks for mistakes in the grammar, which takes as long as all else about it. */
  readonly isTested?: boolean;
  /** What the grammar says about each token: with it the parser is made soon, and only reads texts without mistakes. */
  readonly decisions?: Decisions | undefined;
}

/** The text has mistakes, and the parser knows only texts that have none. */
export class HasMistakes extends Error {}

/**
 * The ground of the grammar's rules: building nodes, and keeping them through errors. A rule reads a node with `build`,
 * or chooses between others with `choose`: where an error passes through, the draft takes in what the inner rule saved,
 * fills its holes with `missing` nodes, and is saved itself. Whichever rule chevrotain resumes at returns what was
 * saved last.
 */
export abstract class RecoveringParser extends EmbeddedActionsParser {
  // What rules are written with; chevrotain has it for subclasses only.
  declare CONSUME: EmbeddedActionsParser['CONSUME'];
  declare CONSUME1: EmbeddedActionsParser['CONSUME1'];
  declare CONSUME2: EmbeddedActionsParser['CONSUME2'];
  declare CONSUME3: EmbeddedActionsParser['CONSUME3'];
  declare SUBRULE: EmbeddedActionsParser['SUBRULE'];
  declare SUBRULE2: EmbeddedActionsParser['SUBRULE2'];
  declare SUBRULE3: EmbeddedActionsParser['SUBRULE3'];
  declare OR: EmbeddedActionsParser['OR'];
  declare OR2: EmbeddedActionsParser['OR2'];
  declare OPTION: EmbeddedActionsParser['OPTION'];
  declare OPTION2: EmbeddedActionsParser['OPTION2'];
  declare MANY: EmbeddedActionsParser['MANY'];
  declare MANY2: EmbeddedActionsParser['MANY2'];
  declare MANY3: EmbeddedActionsParser['MANY3'];
  declare MANY_SEP: EmbeddedActionsParser['MANY_SEP'];
  declare AT_LEAST_ONE: EmbeddedActionsParser['AT_LEAST_ONE'];
  declare AT_LEAST_ONE_SEP: EmbeddedActionsParser['AT_LEAST_ONE_SEP'];
  declare AT_LEAST_ONE_SEP2: EmbeddedActionsParser['AT_LEAST_ONE_SEP2'];
  declare AT_LEAST_ONE_SEP3: EmbeddedActionsParser['AT_LEAST_ONE_SEP3'];
  declare AT_LEAST_ONE_SEP4: EmbeddedActionsParser['AT_LEAST_ONE_SEP4'];
  declare LA: EmbeddedActionsParser['LA'];
  declare ACTION: EmbeddedActionsParser['ACTION'];
  declare RECORDING_PHASE: EmbeddedActionsParser['RECORDING_PHASE'];

  source: Source = makeSource('', '');
  reported: Diagnostic[] = [];
  /** The errors of the text, in the order in which the parser met them. */
  mismatches: Mismatch[] = [];
  /** Documentation that a node took; what is left over are ordinary comments. */
  takenDocs = new Set<Documentation>();
  /** For every token the index of the bracket that belongs to it, or -1. */
  partners: Int32Array = new Int32Array(0);
  level = 0;
  /** Where the expression that is being read stands: a set of `context` bits. */
  flags = 0;
  nodes = new NodeMaker(0);
  private saved: AnyNode | undefined;
  private readonly follows = new Map<string, readonly TokenType[]>();
  private resyncKey = -1;
  private resyncType: TokenType | undefined;

  constructor({ isTested = false, decisions }: ParserOptions = {}) {
    const keeper = new RecognitionKeeper();
    super([...allTokens], {
      recoveryEnabled: decisions === undefined,
      lookaheadStrategy: lookahead,
      maxLookahead: 1,
      skipValidations: !isTested,
      nodeLocationTracking: 'none',
      errorMessageProvider: keeper,
    });
    if (decisions) {
      // What would tell more about the mistake needs the grammar.
      const giveUp = (): never => {
        throw new HasMistakes();
      };
      Object.assign(this, { SAVE_ERROR: giveUp, raiseNoAltException: giveUp, raiseEarlyExitException: giveUp });
      return;
    }
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

  begin(source: Source, tokens: IToken[], partners: Int32Array, firstId: number): void {
    this.source = source;
    this.partners = partners;
    this.reported = [];
    this.mismatches = [];
    this.takenDocs = new Set();
    this.level = 0;
    this.flags = 0;
    this.nodes = new NodeMaker(firstId);
    this.saved = undefined;
    this.resyncKey = -1;
    this.input = tokens;
  }

  rule<A extends unknown[], R>(name: string, body: (...args: A) => R): ParserMethod<A, R> {
    return this.RULE<(...args: A) => R>(name, body, { recoveryValueFunc: () => this.takeSaved() as R });
  }

  /** A rule that builds a node of one kind. */
  node<K extends NodeKind>(name: string, kind: K, parts: (draft: Draft<K>) => void): ParserMethod<[], NodeOf<K>> {
    return this.rule(name, () => this.build(this.open(kind), parts));
  }

  /** The same for what may have documentation before it. */
  documented<K extends NodeKind>(name: string, kind: K, parts: (draft: Draft<K>) => void): ParserMethod<[], NodeOf<K>> {
    return this.rule(name, () => this.build<K>(Object.assign(this.open(kind), this.doc()), parts));
  }

  // ------------------------------------------------------------------------------------ nodes

  /** Reads the parts of a node. Where an error passes through, what was read so far is saved. */
  build<K extends NodeKind>(draft: Draft<K>, parts: (draft: Draft<K>) => void): NodeOf<K> {
    try {
      parts(draft);
    } catch (error) {
      throw this.rescue(error, draft);
    }
    return this.close(draft);
  }

  /** Reads one of several kinds of nodes. Where an error passes through, there is what was saved, or a hole. */
  choose<T extends AnyNode>(word: string, alternatives: () => T): T {
    try {
      return alternatives();
    } catch (error) {
      this.saved ??= this.nodes.filler(word, this.here());
      throw error;
    }
  }

  /** The same for nodes that may contain each other without end. */
  chooseNested<T extends AnyNode>(word: string, alternatives: () => T): T {
    this.level++;
    try {
      if (this.level > nestingLimit && !this.RECORDING_PHASE) {
        this.skipTooDeep();
        return this.nodes.filler(word, this.here()) as T;
      }
      return this.choose(word, alternatives);
    } finally {
      this.level--;
    }
  }

  /** Reads something that stands elsewhere: what is around it does not count there. */
  within<T>(flags: number, read: () => T): T {
    const outer = this.flags;
    this.flags = flags;
    try {
      return read();
    } finally {
      this.flags = outer;
    }
  }

  /** `a, b,` up to a closing bracket: a missing comma is said, and the list goes on. @returns whether it ends with one */
  commaList<T>(into: T[] | undefined, item: () => T): boolean {
    let separated = true;
    this.MANY(() => {
      if (!separated) this.missingComma();
      into?.push(item());
      separated = this.OPTION(() => this.CONSUME(Comma)) !== undefined;
    });
    return separated;
  }

  /** A node that is one token. */
  leaf<K extends NodeKind>(kind: K, token: TokenType, fill?: (draft: Draft<K>, image: string) => void): NodeOf<K> {
    const draft = this.open(kind);
    const { image } = this.CONSUME(token);
    fill?.(draft, image);
    return this.close(draft);
  }

  /** The index of the token that was read last. */
  position(): number {
    return this.internals().currIdx;
  }

  /** The end of the text that was read so far. */
  here(): number {
    const before = this.LA(0);
    return before.endOffset === undefined || Number.isNaN(before.endOffset) ? 0 : before.endOffset + 1;
  }

  next(): number {
    const start = this.LA(1).startOffset;
    return Number.isNaN(start) ? this.here() : start;
  }

  open<K extends NodeKind>(kind: K, start: number = this.next()): Draft<K> {
    return this.nodes.open(kind, start);
  }

  close<K extends NodeKind>(draft: Draft<K>): NodeOf<K>;
  close(draft: { span: Span }): object {
    const { start } = draft.span;
    draft.span = { start, end: Math.max(start, this.here()) };
    return draft;
  }

  /** The documentation before the next token. */
  doc(): { doc?: string } {
    const documentation = documentationOf(this.LA(1));
    if (documentation === undefined) return {};
    this.takenDocs.add(documentation);
    return { doc: documentation.doc };
  }

  identifier(token: IToken): Identifier {
    const inserted = token.image === '';
    return {
      kind: 'identifier',
      id: this.nodes.newId(),
      span: spanOf(token),
      name: token.image,
      ...(inserted ? { incomplete: true } : {}),
    };
  }

  missing(): Expression {
    return this.nodes.missing(this.here());
  }

  hole<K extends NodeKind>(kind: K): NodeOf<K> {
    return this.nodes.hole(kind, this.here());
  }

  // --------------------------------------------------------------------------------- recovery

  location(span: Span): Location {
    return { source: this.source, span };
  }

  report(diagnostic: Diagnostic): void {
    if (!this.RECORDING_PHASE) this.reported.push(diagnostic);
  }

  takeSaved(): AnyNode | undefined {
    const saved = this.saved;
    this.saved = undefined;
    return saved;
  }

  /** Saves a draft from an error that is passing through its rule. Returns the error, to be thrown on. */
  rescue(error: unknown, draft: { readonly kind: NodeKind; span: Span; incomplete?: true }): unknown {
    const inner = this.takeSaved();
    draft.incomplete = true;
    draft.span = { start: draft.span.start, end: Math.max(draft.span.start, this.here()) };
    this.nodes.fill(draft, inner, this.here());
    this.saved = draft as unknown as AnyNode;
    return error;
  }

  /** Saves a finished part of a node that was not finished itself. */
  rescueAs(error: unknown, node: AnyNode): unknown {
    this.saved = { ...node, incomplete: true };
    return error;
  }

  orMissing(expression: Expression | undefined): Expression {
    return expression ?? this.missing();
  }

  /** Whether a chain of operators or postfixes, which nest in the tree, has come to its limit. */
  tooLong(links: number): boolean {
    if (links === chainLimit + 1) {
      this.report(syntax.chainTooLong(this.location(spanOf(this.LA(0))), chainLimit));
    }
    return links > chainLimit;
  }

  missingComma(): void {
    if (this.RECORDING_PHASE) return;
    const at = this.here();
    const context = { source: this.source, tokens: this.input, partners: this.partners };
    const habit = explainHabit(context, this.position() + 1, { rule: '', expected: [], about: '' });
    this.report(habit ?? habits.missingComma(this.location({ start: at, end: at })));
  }

  /** Leaves out what is nested too deeply, up to where the bracket around it closes. */
  skipTooDeep(): void {
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
      byIndex.set(indexOf(type), type);
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
    const rule = internals.shortRuleNameToFull[internals.RULE_STACK[internals.RULE_STACK_IDX] ?? -1] ?? '';
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
    return { ...makeToken(tokenType, '', at, at), isInsertedInRecovery: true };
  }
}
