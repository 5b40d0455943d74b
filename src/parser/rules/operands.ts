import * as habits from '../../diagnostics/habits.ts';
import type { Expression } from '../../syntax/tree.ts';
import { integerValue } from '../lexer.ts';
import type { RecoveringParser } from '../recovery.ts';
import { endOf, isName, partnerOf, spanOf } from '../token.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import type { PatternRules } from './patterns.ts';
import type { FormRules } from './forms.ts';
import { context, Rules, type Whole } from './rules.ts';

/** Operands: a primary expression and what is written behind it. */
export class OperandRules extends Rules {
  private readonly names: NameRules;
  private readonly patterns: PatternRules;
  private readonly forms: FormRules;
  private readonly whole: Whole;

  constructor(p: RecoveringParser, names: NameRules, patterns: PatternRules, forms: FormRules, whole: Whole) {
    super(p);
    this.names = names;
    this.patterns = patterns;
    this.forms = forms;
    this.whole = whole;
  }

  readonly operand = this.p.rule('operand', (): Expression =>
    this.p.choose('expression', () => {
      let node = this.p.orMissing(this.p.SUBRULE(this.primary));
      let links = 0;
      this.p.MANY({
        GATE: () => this.continuesOperand(),
        DEF: () => {
          const inner = node;
          const outer = this.p.OR<Expression>([
            { ALT: () => this.p.SUBRULE(this.access, { ARGS: [inner] }) },
            { ALT: () => this.p.SUBRULE(this.index, { ARGS: [inner] }) },
            { ALT: () => this.p.SUBRULE(this.call, { ARGS: [inner] }) },
            { ALT: () => this.p.SUBRULE(this.prime, { ARGS: [inner] }) },
            { ALT: () => this.p.SUBRULE(this.isPattern, { ARGS: [inner] }) },
            { ALT: () => this.p.SUBRULE(this.atLabel, { ARGS: [inner] }) },
            { ALT: () => this.p.SUBRULE(this.forms.update, { ARGS: [inner] }) },
          ]);
          node = this.p.tooLong(++links) ? inner : this.p.orMissing(outer);
        },
      });
      return node;
    }),
  );

  private continuesOperand(): boolean {
    const type = this.p.LA(1).tokenType;
    if (type === t.With) return this.p.LA(2).tokenType === t.LeftBrace;
    if (type === t.Arrow) return (this.p.flags & context.beforeArrow) === 0;
    return true;
  }

  private readonly primary = this.p.rule('primary', (): Expression =>
    this.p.choose('expression', () =>
      this.p.OR<Expression>({
        DEF: [
          { GATE: () => this.beginsQuantifier(), ALT: () => this.p.SUBRULE(this.forms.quantifier) },
          { GATE: () => this.beginsRecord(), ALT: () => this.p.SUBRULE(this.forms.record) },
          { ALT: () => this.p.SUBRULE(this.nameExpression) },
          { ALT: () => this.p.SUBRULE(this.literal) },
          { ALT: () => this.p.SUBRULE(this.some) },
          { ALT: () => this.p.SUBRULE(this.forms.parentheses) },
          { GATE: () => this.beginsComprehension(), ALT: () => this.p.SUBRULE(this.forms.filter) },
          { ALT: () => this.p.SUBRULE(this.forms.braces) },
          { GATE: () => this.beginsComprehension(), ALT: () => this.p.SUBRULE(this.forms.mapLiteral) },
          { ALT: () => this.p.SUBRULE(this.forms.sequence) },
          { ALT: () => this.p.SUBRULE(this.forms.ifExpression) },
          { ALT: () => this.p.SUBRULE(this.forms.letExpression) },
          { ALT: () => this.p.SUBRULE(this.forms.matchExpression) },
          { ALT: () => this.p.SUBRULE(this.text) },
        ],
        ERR_MSG: 'an expression',
      }),
    ),
  );

  /** `count`, `sum` and their like are words only before `IDENT in` and `IDENT IDENT ,`. */
  private beginsQuantifier(): boolean {
    const first = this.p.LA(1).tokenType;
    if (first === t.Forall || first === t.Exists) return true;
    if (!this.isName(2)) return false;
    const after = this.p.LA(3).tokenType;
    return after === t.In || after === t.Comma;
  }

  private beginsComprehension(): boolean {
    return this.isName(2) && this.p.LA(3).tokenType === t.In;
  }

  private isName(k: number): boolean {
    return isName(this.p.LA(k).tokenType);
  }

  private beginsRecord(): boolean {
    let k = 2;
    while (this.p.LA(k).tokenType === t.Dot) k += 2;
    if (this.p.LA(k).tokenType !== t.LeftBrace) return false;
    if ((this.p.flags & context.head) === 0) return true;
    if (!this.isRecordInHead(k)) return false;
    const first = this.p.LA(1);
    const close = this.p.input[partnerOf(this.p.partners, this.p.position() + k)] ?? first;
    this.p.report(habits.recordInHead(this.p.location({ start: first.startOffset, end: endOf(close) })));
    return true;
  }

  /**
   * Whether `S {` in the head of a statement must be a record all the same: `{ word: …` without a `;`
   * at its level, and not a label with a statement that needs none.
   */
  private isRecordInHead(brace: number): boolean {
    if (this.p.LA(brace + 2).tokenType !== t.Colon) return false;
    const at = this.p.position() + brace;
    const close = this.p.partners[at] ?? -1;
    const value = this.p.input[at + 3];
    if (close < 0 || value === undefined || close === at + 3 || blockWords.has(value.image)) return false;
    for (let i = at + 3; i < close; i++) {
      if (this.p.input[i]?.tokenType === t.Semicolon) return false;
      const partner = this.p.partners[i] ?? -1;
      if (partner > i) i = partner;
    }
    return true;
  }

  private readonly nameExpression = this.p.rule('nameExpression', (): Expression => {
    const node = this.p.open('name');
    const token = this.p.CONSUME(t.NameLike);
    node.name = token.image;
    if (token.image === 'NULL') {
      this.p.report(habits.nullWord(this.p.location(spanOf(token))));
      return { kind: 'none', id: node.id, span: spanOf(token) };
    }
    return this.p.close(node);
  });

  private readonly literal = this.p.rule('literal', (): Expression =>
    this.p.OR<Expression>([
      { ALT: () => this.p.leaf('integer', t.Integer, (node, image) => (node.value = integerValue(image))) },
      { ALT: () => this.p.leaf('boolean', t.True, (node) => (node.value = true)) },
      { ALT: () => this.p.leaf('boolean', t.False, (node) => (node.value = false)) },
      { ALT: () => this.p.leaf('self', t.Self) },
      { ALT: () => this.p.leaf('none', t.None) },
      { ALT: () => this.p.leaf('boolSet', t.Bool) },
    ]),
  );

  private readonly some = this.p.node('some', 'some', (node) => {
    this.p.CONSUME(t.Some);
    this.p.CONSUME(t.LeftParen);
    node.value = this.p.SUBRULE(this.whole.expression);
    this.p.CONSUME(t.RightParen);
  });

  /** A string is no value: reported, and read as a hole. */
  private readonly text = this.p.rule('text', (): Expression => {
    const token = this.p.CONSUME(t.Text);
    this.p.report(habits.textAsValue(this.p.location(spanOf(token))));
    return { ...this.p.missing(), span: spanOf(token) };
  });

  // ------------------------------------------------------------------------------- postfixes

  /** `.f`, `.0`, and C's `->f` with a message. */
  private readonly access = this.p.rule('access', (object?: Expression): Expression => {
    let index: number | undefined;
    const field = this.p.build(this.p.open('field', object?.span.start), (node) => {
      if (object !== undefined) node.object = object;
      this.p.OR([
        { ALT: () => this.p.CONSUME(t.Dot) },
        {
          ALT: () => {
            const arrow = this.p.CONSUME(t.Arrow);
            this.p.report(habits.arrowAccess(this.p.location(spanOf(arrow))));
          },
        },
      ]);
      this.p.OR2({
        DEF: [
          { ALT: () => (node.name = this.p.SUBRULE(this.names.fieldName)) },
          { ALT: () => (index = Number(integerValue(this.p.CONSUME(t.Integer).image))) },
        ],
        ERR_MSG: "a field's name",
      });
    });
    if (index === undefined) return field;
    return {
      kind: 'tupleField',
      id: field.id,
      span: field.span,
      object: field.object,
      index: Math.min(index, Number.MAX_SAFE_INTEGER),
    };
  });

  private readonly index = this.p.rule('index', (object?: Expression): Expression =>
    this.p.build(this.p.open('index', object?.span.start), (node) => {
      if (object !== undefined) node.object = object;
      node.indices = [];
      this.p.CONSUME(t.LeftBracket);
      this.p.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => node.indices?.push(this.p.orMissing(this.p.SUBRULE(this.whole.expression))),
        ERR_MSG: 'an expression',
      });
      this.p.CONSUME(t.RightBracket);
    }),
  );

  private readonly call = this.p.rule('call', (callee?: Expression): Expression =>
    this.p.build(this.p.open('call', callee?.span.start), (node) => {
      if (callee !== undefined) node.callee = callee;
      node.arguments = [];
      this.p.CONSUME(t.LeftParen);
      this.p.MANY_SEP({
        SEP: t.Comma,
        DEF: () => node.arguments?.push(this.p.orMissing(this.p.SUBRULE(this.whole.expression))),
      });
      this.p.CONSUME(t.RightParen);
    }),
  );

  private readonly prime = this.p.rule('prime', (operand?: Expression): Expression => {
    const node = this.p.open('prime', operand?.span.start);
    if (operand !== undefined) node.operand = operand;
    this.p.CONSUME(t.Prime);
    return this.p.close(node);
  });

  private readonly isPattern = this.p.rule('isPattern', (value?: Expression): Expression =>
    this.p.build(this.p.open('is', value?.span.start), (node) => {
      if (value !== undefined) node.value = value;
      this.p.CONSUME(t.Is);
      node.pattern = this.p.SUBRULE(this.patterns.pattern);
    }),
  );

  private readonly atLabel = this.p.rule('atLabel', (process?: Expression): Expression =>
    this.p.build(this.p.open('at', process?.span.start), (node) => {
      if (process !== undefined) node.process = process;
      this.p.CONSUME(t.At);
      node.label = this.p.SUBRULE(this.names.path);
    }),
  );
}

/** What a labelled statement that ends without `;` begins with. */
const blockWords = new Set(['{', 'if', 'match', 'while', 'loop', 'for', 'either', 'atomic', 'let']);
