import type { Pattern } from '../../syntax/tree.ts';
import { integerValue } from '../lexer.ts';
import type { RecoveringParser } from '../recovery.ts';
import * as t from '../tokens.ts';
import type { NameRules } from './names.ts';
import { Rules } from './rules.ts';

/** Patterns. */
export class PatternRules extends Rules {
  private readonly names: NameRules;

  constructor(p: RecoveringParser, names: NameRules) {
    super(p);
    this.names = names;
  }

  readonly pattern = this.p.rule('pattern', (): Pattern =>
    this.p.chooseNested<Pattern>('pattern', () =>
      this.p.OR({
        DEF: [
          { ALT: () => this.p.SUBRULE(this.namePattern) },
          { ALT: () => this.p.SUBRULE(this.constantPattern) },
          { ALT: () => this.p.SUBRULE(this.somePattern) },
          { ALT: () => this.p.SUBRULE(this.tuplePattern) },
        ],
        ERR_MSG: 'a pattern',
      }),
    ),
  );

  /** `_`, a new name or a member, `E.a`, `small(i)`. */
  private readonly namePattern = this.p.rule('namePattern', (): Pattern => {
    let applied = false;
    const variant = this.p.build(this.p.open('variantPattern'), (node) => {
      node.arguments = [];
      node.path = this.p.SUBRULE(this.names.path);
      this.p.OPTION(() => {
        applied = true;
        this.p.CONSUME(t.LeftParen);
        this.p.MANY_SEP({ SEP: t.Comma, DEF: () => node.arguments?.push(this.p.SUBRULE(this.pattern)) });
        this.p.CONSUME(t.RightParen);
      });
    });
    // Assigned by the option above.
    const isApplied = applied as boolean;
    if (isApplied || this.p.RECORDING_PHASE || variant.path.parts.length > 1) return variant;
    const [name] = variant.path.parts;
    if (name === undefined) return variant;
    const { id, span } = variant;
    return name.name === '_' ? { kind: 'wildcard', id, span } : { kind: 'namePattern', id, span, name };
  });

  private readonly constantPattern = this.p.rule('constantPattern', (): Pattern => {
    const start = this.p.next();
    return this.p.OR<Pattern>([
      {
        ALT: () => {
          const node = this.p.open('integerPattern', start);
          const minus = this.p.OPTION(() => this.p.CONSUME(t.Minus));
          const value = integerValue(this.p.CONSUME(t.Integer).image);
          node.value = minus === undefined ? value : -value;
          return this.p.close(node);
        },
      },
      { ALT: () => this.p.leaf('booleanPattern', t.True, (node) => (node.value = true)) },
      { ALT: () => this.p.leaf('booleanPattern', t.False, (node) => (node.value = false)) },
      { ALT: () => this.p.leaf('nonePattern', t.None) },
    ]);
  });

  private readonly somePattern = this.p.node('somePattern', 'somePattern', (node) => {
    this.p.CONSUME(t.Some);
    this.p.CONSUME(t.LeftParen);
    node.argument = this.p.SUBRULE(this.pattern);
    this.p.CONSUME(t.RightParen);
  });

  /** `(a, b)`; one pattern in parentheses is that pattern. */
  private readonly tuplePattern = this.p.rule('tuplePattern', (): Pattern => {
    const tuple = this.p.build(this.p.open('tuplePattern'), (node) => {
      const elements: Pattern[] = [];
      node.elements = elements;
      this.p.CONSUME(t.LeftParen);
      this.p.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => elements.push(this.p.SUBRULE(this.pattern)) });
      this.p.CONSUME(t.RightParen);
    });
    const [first, ...others] = tuple.elements;
    return first === undefined || others.length > 0 ? tuple : first;
  });
}
