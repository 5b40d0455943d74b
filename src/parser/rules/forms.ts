import type { IToken } from 'chevrotain';
import type { ArmExpression, Binder, Expression, FieldValue, NodeOf, Update } from '../../syntax/tree.ts';
import type { Draft } from '../nodes.ts';
import type { RecoveringParser } from '../recovery.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { PatternRules } from './patterns.ts';
import { context, inHead, inLetValue, inMapKey, Rules, type Whole } from './rules.ts';

/** Expressions that begin with a word or a bracket, and the names that they bind. */
export class FormRules extends Rules {
  private readonly names: NameRules;
  private readonly patterns: PatternRules;
  private readonly whole: Whole;

  constructor(p: RecoveringParser, names: NameRules, patterns: PatternRules, whole: Whole) {
    super(p);
    this.names = names;
    this.patterns = patterns;
    this.whole = whole;
  }

  readonly quantifier = this.p.node('quantifier', 'quantifier', (node) => {
    node.binders = [];
    const word = this.p.OR([
      { ALT: () => this.p.CONSUME(t.Forall) },
      { ALT: () => this.p.CONSUME(t.Exists) },
      { ALT: () => this.p.CONSUME(t.Reduction) },
    ]);
    node.quantifier = this.quantifierOf(word);
    this.p.SUBRULE(this.binders, { ARGS: [node.binders] });
    this.p.CONSUME(t.Colon);
    node.body = this.p.SUBRULE(this.whole.expression, { ARGS: [this.p.flags] });
  });

  private quantifierOf(word: IToken): NodeOf<'quantifier'>['quantifier'] {
    if (word.tokenType === t.Forall) return 'forall';
    if (word.tokenType === t.Exists) return 'exists';
    return word.image as NodeOf<'quantifier'>['quantifier'];
  }

  private readonly binders = this.p.rule('binders', (into?: Binder[]): void => {
    this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.p.SUBRULE(this.binderGroup, { ARGS: [into] }) });
  });

  /** `x in S`, and `x, y in S`: every name gets a binder with a copy of the set. */
  private readonly binderGroup = this.p.rule('binderGroup', (into?: Binder[]): void => {
    const first = this.p.open('binder');
    const drafts = [first];
    try {
      first.name = this.p.SUBRULE(this.names.name);
      this.p.MANY(() => {
        this.p.CONSUME(t.Comma);
        const draft = this.p.open('binder');
        drafts.push(draft);
        draft.name = this.p.SUBRULE2(this.names.name);
      });
      this.p.CONSUME(t.In);
      const set = this.p.orMissing(this.p.SUBRULE(this.whole.expression, { ARGS: [this.p.flags & ~context.letValue] }));
      if (this.p.RECORDING_PHASE) return;
      drafts.forEach((draft, i) => {
        const shared = i < drafts.length - 1;
        draft.set = shared ? this.p.nodes.copy(set) : set;
        if (shared) draft.sharesSet = true;
        into?.push(this.p.close(draft));
      });
    } catch (error) {
      throw this.rescueList(error, drafts, into);
    }
  });

  /** Puts binders that an error has cut short into their list. */
  private rescueList(error: unknown, drafts: readonly Draft<'binder'>[], into: Binder[] | undefined): unknown {
    for (const draft of drafts) {
      this.p.rescue(error, draft);
      into?.push(this.p.takeSaved() as Binder);
    }
    return error;
  }

  private readonly binder = this.p.rule('binder', (flags?: number): Binder =>
    this.p.build(this.p.open('binder'), (node) => {
      node.name = this.p.SUBRULE(this.names.name);
      this.p.CONSUME(t.In);
      node.set = this.p.SUBRULE(this.whole.expression, { ARGS: [flags] });
    }),
  );

  // -------------------------------------------------------------------------- forms with a word

  readonly ifExpression = this.p.node('ifExpression', 'ifExpression', (node) => {
    this.p.CONSUME(t.If);
    node.condition = this.p.SUBRULE(this.whole.expression);
    this.p.CONSUME(t.Then);
    node.then = this.p.SUBRULE2(this.whole.expression);
    this.p.CONSUME(t.Else);
    node.otherwise = this.p.SUBRULE3(this.whole.expression, { ARGS: [this.p.flags] });
  });

  readonly letExpression = this.p.node('letExpression', 'letExpression', (node) => {
    this.p.CONSUME(t.Let);
    node.pattern = this.p.SUBRULE(this.patterns.pattern);
    this.p.CONSUME(t.Equals);
    node.value = this.p.SUBRULE(this.whole.expression, inLetValue);
    this.p.CONSUME(t.In);
    node.body = this.p.SUBRULE2(this.whole.expression, { ARGS: [this.p.flags] });
  });

  readonly matchExpression = this.p.node('matchExpression', 'matchExpression', (node) => {
    const arms: ArmExpression[] = [];
    node.arms = arms;
    this.p.CONSUME(t.Match);
    node.value = this.p.SUBRULE(this.whole.expression, inHead);
    this.p.CONSUME(t.LeftBrace);
    this.p.commaList(arms, () => this.p.SUBRULE(this.armExpression));
    this.p.CONSUME(t.RightBrace);
  });

  private readonly armExpression = this.p.node('armExpression', 'armExpression', (node) => {
    node.pattern = this.p.SUBRULE(this.patterns.pattern);
    this.p.CONSUME(t.Implies);
    node.body = this.p.SUBRULE(this.whole.expression);
  });

  // ------------------------------------------------------------------------ forms with brackets

  /** `S { f: e }` */
  readonly record = this.p.node('record', 'record', (node) => {
    const fields: FieldValue[] = [];
    node.fields = fields;
    node.type = this.p.SUBRULE(this.names.path);
    this.p.CONSUME(t.LeftBrace);
    this.p.commaList(fields, () => this.p.SUBRULE(this.fieldValue));
    this.p.CONSUME(t.RightBrace);
  });

  private readonly fieldValue = this.p.node('fieldValue', 'fieldValue', (node) => {
    node.name = this.p.SUBRULE(this.names.fieldName);
    this.p.CONSUME(t.Colon);
    node.value = this.p.SUBRULE(this.whole.expression);
  });

  /** `e with { [k] = v, f = w }` */
  readonly update = this.p.rule('update', (object?: Expression): Expression =>
    this.p.build(this.p.open('update', object?.span.start), (node) => {
      if (object !== undefined) node.object = object;
      const updates: Update[] = [];
      node.updates = updates;
      this.p.CONSUME(t.With);
      this.p.CONSUME(t.LeftBrace);
      this.p.commaList(updates, () =>
        this.p.OR<Update>([
          { ALT: () => this.p.SUBRULE(this.keyUpdate) },
          { ALT: () => this.p.SUBRULE(this.fieldUpdate) },
        ]),
      );
      this.p.CONSUME(t.RightBrace);
    }),
  );

  private readonly keyUpdate = this.p.node('keyUpdate', 'keyUpdate', (node) => {
    this.p.CONSUME(t.LeftBracket);
    node.key = this.p.SUBRULE(this.whole.expression);
    this.p.CONSUME(t.RightBracket);
    this.p.CONSUME(t.Equals);
    node.value = this.p.SUBRULE2(this.whole.expression);
  });

  private readonly fieldUpdate = this.p.node('fieldUpdate', 'fieldUpdate', (node) => {
    node.name = this.p.SUBRULE(this.names.fieldName);
    this.p.CONSUME(t.Equals);
    node.value = this.p.SUBRULE(this.whole.expression);
  });

  /** `(e)` and `(a, b)` */
  readonly parentheses = this.p.rule('parentheses', (): Expression => {
    const tuple = this.p.build(this.p.open('tuple'), (node) => {
      node.elements = [];
      this.p.CONSUME(t.LeftParen);
      this.p.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => node.elements?.push(this.p.orMissing(this.p.SUBRULE(this.whole.expression))),
        ERR_MSG: 'an expression',
      });
      this.p.CONSUME(t.RightParen);
    });
    const [inner, ...others] = tuple.elements;
    if (inner === undefined || others.length > 0) return tuple;
    return { kind: 'parenthesized', id: tuple.id, span: tuple.span, inner };
  });

  /** `{ x in S: e }` */
  readonly filter = this.p.node('filter', 'filter', (node) => {
    this.p.CONSUME(t.LeftBrace);
    node.binder = this.p.SUBRULE(this.binder);
    this.p.CONSUME(t.Colon);
    node.condition = this.p.SUBRULE(this.whole.expression);
    this.p.CONSUME(t.RightBrace);
  });

  /** `{}`, `{a, b}`, and `{ e for x in S }` */
  readonly braces = this.p.rule('braces', (): Expression => {
    const elements: Expression[] = [];
    let binders: Binder[] | undefined;
    const set = this.p.build(this.p.open('set'), (node) => {
      node.elements = elements;
      this.p.CONSUME(t.LeftBrace);
      const separated = this.p.commaList(elements, () => this.p.orMissing(this.p.SUBRULE(this.whole.expression)));
      this.p.OPTION2({
        GATE: () => elements.length === 1 && !separated,
        DEF: () => {
          this.p.CONSUME(t.For);
          binders = [];
          this.p.SUBRULE(this.binders, { ARGS: [binders] });
        },
      });
      this.p.CONSUME(t.RightBrace);
    });
    const [element] = elements;
    if (binders === undefined || element === undefined) return set;
    return { kind: 'image', id: set.id, span: set.span, element, binders };
  });

  /** `[x in K -> e]` */
  readonly mapLiteral = this.p.node('mapLiteral', 'mapLiteral', (node) => {
    this.p.CONSUME(t.LeftBracket);
    node.binder = this.p.SUBRULE(this.binder, inMapKey);
    this.p.CONSUME(t.Arrow);
    node.value = this.p.SUBRULE(this.whole.expression);
    this.p.CONSUME(t.RightBracket);
  });

  /** `[]`, `[a, b]` */
  readonly sequence = this.p.node('sequence', 'sequence', (node) => {
    const elements: Expression[] = [];
    node.elements = elements;
    this.p.CONSUME(t.LeftBracket);
    this.p.commaList(elements, () => this.p.orMissing(this.p.SUBRULE(this.whole.expression)));
    this.p.CONSUME(t.RightBracket);
  });
}
