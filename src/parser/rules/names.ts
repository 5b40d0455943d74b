import * as habits from '../../diagnostics/habits.ts';
import type { Identifier } from '../../syntax/tree.ts';
import { spanOf } from '../token.ts';
import * as t from '../tokens.ts';
import { Rules } from './rules.ts';

/** Names, paths, and the sign behind the name of what is declared. */
export class NameRules extends Rules {
  readonly name = this.p.rule('name', (): Identifier => this.p.identifier(this.p.CONSUME(t.NameLike)));

  /** A field may have any name. */
  readonly fieldName = this.p.rule('fieldName', (): Identifier => this.p.identifier(this.p.CONSUME(t.Word)));

  readonly path = this.p.node('path', 'path', (node) => {
    node.parts = [];
    node.parts.push(this.p.SUBRULE(this.name));
    this.p.MANY(() => {
      this.p.CONSUME(t.Dot);
      node.parts?.push(this.p.SUBRULE(this.fieldName));
    });
  });

  /** `=`; TLA+'s `==` is taken for it, with a message. */
  readonly defines = this.p.rule('defines', (): void => {
    this.p.OR([
      { ALT: () => this.p.CONSUME(t.Equals) },
      {
        ALT: () => {
          const token = this.p.CONSUME(t.EqualsEquals);
          this.p.report(habits.definitionSign(this.p.location(spanOf(token))));
        },
      },
    ]);
  });
}
