import type { IToken, ParserMethod } from 'chevrotain';
import * as syntax from '../../diagnostics/syntax.ts';
import type { File } from '../../syntax/tree.ts';
import type { Source } from '../../text/source.ts';
import { decideBy } from '../decisions.ts';
import { nestingLimit, type ParserOptions, RecoveringParser } from '../recovery.ts';
import { CheckRules } from './checks.ts';
import { DataDeclarationRules } from './data-declarations.ts';
import { DeclarationRules } from './declarations.ts';
import { ExpressionRules } from './expressions.ts';
import { NameRules } from './names.ts';
import { PatternRules } from './patterns.ts';
import { SimpleStatementRules } from './simple-statements.ts';
import { StatementRules } from './statements.ts';
import { TypeRules } from './types.ts';

/** The whole grammar: the rules of all subjects, each with those that it builds on. */
export class SpecParser extends RecoveringParser {
  readonly file: ParserMethod<[], File>;

  constructor(options: ParserOptions = {}) {
    super(options);
    const names = new NameRules(this);
    const patterns = new PatternRules(this, names);
    const expressions = new ExpressionRules(this, names, patterns);
    const types = new TypeRules(this, names, expressions);
    const simple = new SimpleStatementRules(this, names, types, expressions, expressions.operands);
    const statements = new StatementRules(this, names, patterns, expressions, simple);
    const data = new DataDeclarationRules(this, names, types, expressions);
    const checks = new CheckRules(this, names, expressions);
    this.file = new DeclarationRules(this, names, types, expressions, statements, data, checks).file;
    if (options.decisions) decideBy(options.decisions, this);
    else this.performSelfAnalysis();
  }

  /**
   * Reads the tokens of a text. What was wrong with it is then in `mismatches` and `reported`.
   * @param firstId the least id of its nodes
   * @throws HasMistakes where the parser was given decisions, and not all tokens fit
   */
  read(source: Source, tokens: IToken[], partners: Int32Array, firstId: number): { tree: File; nodeCount: number } {
    this.begin(source, tokens, partners, firstId);
    let tree: File | undefined;
    try {
      tree = this.file();
    } catch (error) {
      // The stack is limited by the host: whatever the nesting limit, a caller may have used most of it.
      if (!(error instanceof RangeError)) throw error;
      this.report(syntax.nestedTooDeeply({ source, span: { start: 0, end: 0 } }, nestingLimit));
    }
    tree ??= { kind: 'file', id: 0, span: { start: 0, end: 0 }, declarations: [], incomplete: true };
    if (this.mismatches.length > 0) this.nodes.repair(tree);
    return { tree, nodeCount: Math.max(firstId + 1, this.nodes.idCount) };
  }
}
