import type { ProcedureSymbol, Statement } from '../../core/expression.ts';
import { memoized } from '../../core/memoized.ts';
import { substatements } from '../../core/traverse.ts';

/**
 * Whether a statement only assigns ghosts (language.md, section 5, "Ghosts"): also an `if`, `match`, `for`,
 * block or call that contains only such statements, and at least one.
 */
export const isGhostStatement = memoized((statement: Statement): boolean => {
  switch (statement.kind) {
    case 'assign':
      return statement.target.root.ghost;
    case 'declare':
      return statement.symbol.ghost;
    case 'if':
    case 'match':
    case 'for': {
      const parts = substatements(statement);
      return containsStatement(statement) && parts.every(isGhostOrEmpty);
    }
    case 'block':
      return containsStatement(statement) && statement.statements.every(isGhostOrEmpty);
    case 'call':
      return statement.result === undefined && isGhostProcedure(statement.procedure, statement);
    default:
      return false;
  }
});

function isGhostProcedure(procedure: ProcedureSymbol, call: Extract<Statement, { kind: 'call' }>): boolean {
  // A procedure may write through its `ref` parameters: then it is the arguments that have to be ghosts.
  const refs = call.arguments.flatMap((a) => (a.kind === 'ref' ? [a.place.root] : []));
  if (isGhostStatement(procedure.body)) return true;
  return refs.length > 0 && refs.every((root) => root.ghost) && isGhostOrWritesRefs(procedure.body);
}

/** As `isGhostStatement`, taking assignments to `ref` parameters for ghost ones. */
function isGhostOrWritesRefs(statement: Statement): boolean {
  if (statement.kind === 'assign' && statement.target.root.kind === 'local' && statement.target.root.role === 'ref')
    return true;
  if (statement.kind === 'block' || statement.kind === 'if' || statement.kind === 'match' || statement.kind === 'for')
    return substatements(statement).every(isGhostOrWritesRefs);
  return isGhostStatement(statement);
}

function isGhostOrEmpty(statement: Statement): boolean {
  return (statement.kind === 'block' && !containsStatement(statement)) || isGhostStatement(statement);
}

/** Whether there is anything in it that does something. */
function containsStatement(statement: Statement): boolean {
  switch (statement.kind) {
    case 'block':
    case 'if':
    case 'match':
    case 'for':
      return substatements(statement).some(containsStatement);
    default:
      return true;
  }
}
