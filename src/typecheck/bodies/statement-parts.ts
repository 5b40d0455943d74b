import type { Block, IfStatement, Statement } from '../../syntax/tree.ts';

/** Statements within statements of the tree. */

/** Direct parts, in the order of the text. */
export function partsOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'block':
      return statement.statements;
    case 'if': {
      const parts: Statement[] = [statement.then];
      if (statement.otherwise) parts.push(statement.otherwise);
      return parts;
    }
    case 'match':
      return statement.arms.map((a) => a.body);
    case 'while':
    case 'loop':
    case 'for':
      return [statement.body];
    case 'either':
      return statement.branches;
    case 'atomic':
      return [statement.body];
    case 'label':
      return statement.body ? [statement.body] : [];
    case 'let':
      return statement.otherwise ? [statement.otherwise] : [];
    default:
      return [];
  }
}

/** A statement other than a label and `atomic` with its blocks replaced. */
export function mapBlocks(statement: Statement, change: (part: Block) => Block): Statement {
  switch (statement.kind) {
    case 'block':
      return change(statement);
    case 'if':
      return mapIf(statement, change);
    case 'match':
      return { ...statement, arms: statement.arms.map((arm) => ({ ...arm, body: change(arm.body) })) };
    case 'while':
    case 'loop':
    case 'for':
      return { ...statement, body: change(statement.body) };
    case 'either':
      return { ...statement, branches: statement.branches.map(change) };
    case 'let':
      return statement.otherwise ? { ...statement, otherwise: change(statement.otherwise) } : statement;
    default:
      return statement;
  }
}

function mapIf(statement: IfStatement, change: (part: Block) => Block): IfStatement {
  const { otherwise } = statement;
  const then = change(statement.then);
  if (!otherwise) return { ...statement, then };
  return { ...statement, then, otherwise: otherwise.kind === 'if' ? mapIf(otherwise, change) : change(otherwise) };
}

/** The statement of a label, and the label with it. */
export function labelledIn(statement: Statement, label: string): Extract<Statement, { kind: 'label' }> | undefined {
  if (statement.kind === 'label' && statement.name.name === label) return statement;
  for (const part of partsOf(statement)) {
    const found = labelledIn(part, label);
    if (found) return found;
  }
  return undefined;
}
