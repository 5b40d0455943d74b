import type { IToken } from 'chevrotain';
import type { Binder } from '../syntax/tree.ts';
import type { NodeOf } from '../syntax/visit.ts';
import { OperandRules } from './operand-rules.ts';
import type { Draft } from './recovery.ts';
import * as t from './tokens.ts';
import { context } from './type-rules.ts';

/** Quantifiers, and the names that they and comprehensions bind. */
export abstract class QuantifierRules extends OperandRules {
  protected override readonly quantifier = this.node('quantifier', 'quantifier', (node) => {
    node.binders = [];
    const word = this.OR([
      { ALT: () => this.CONSUME(t.Forall) },
      { ALT: () => this.CONSUME(t.Exists) },
      { ALT: () => this.CONSUME(t.Reduction) },
    ]);
    node.quantifier = this.quantifierOf(word);
    this.SUBRULE(this.binders, { ARGS: [node.binders] });
    this.CONSUME(t.Colon);
    node.body = this.SUBRULE(this.expression, { ARGS: [this.flags] });
  });

  private quantifierOf(word: IToken): NodeOf<'quantifier'>['quantifier'] {
    if (word.tokenType === t.Forall) return 'forall';
    if (word.tokenType === t.Exists) return 'exists';
    return word.image as NodeOf<'quantifier'>['quantifier'];
  }

  protected readonly binders = this.rule('binders', (into?: Binder[]): void => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.binderGroup, { ARGS: [into] }) });
  });

  /** `x in S`, and `x, y in S`: every name gets a binder with a copy of the set. */
  private readonly binderGroup = this.rule('binderGroup', (into?: Binder[]): void => {
    const drafts = [this.open('binder')];
    try {
      drafts[0]!.name = this.SUBRULE(this.name);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        const draft = this.open('binder');
        drafts.push(draft);
        draft.name = this.SUBRULE2(this.name);
      });
      this.CONSUME(t.In);
      const set = this.orMissing(this.SUBRULE(this.expression, { ARGS: [this.flags & ~context.letValue] }));
      if (this.RECORDING_PHASE) return;
      drafts.forEach((draft, i) => {
        const shared = i < drafts.length - 1;
        draft.set = shared ? this.copy(set) : set;
        if (shared) draft.sharesSet = true;
        into?.push(this.close(draft));
      });
    } catch (error) {
      throw this.rescueList(error, drafts, into);
    }
  });

  /** Puts binders that an error has cut short into their list. */
  private rescueList(error: unknown, drafts: readonly Draft<'binder'>[], into: Binder[] | undefined): unknown {
    for (const draft of drafts) {
      this.rescue(error, draft);
      into?.push(this.takeSaved() as Binder);
    }
    return error;
  }

  protected readonly binder = this.rule('binder', (flags?: number): Binder => {
    return this.build(this.open('binder'), (node) => {
      node.name = this.SUBRULE(this.name);
      this.CONSUME(t.In);
      node.set = this.SUBRULE(this.expression, { ARGS: [flags] });
    });
  });
}
