import { movedIntoItself } from '../diagnostics/steps.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Edit, Statement } from '../core/expression.ts';
import { mapSubstatements, substatements } from '../core/traverse.ts';

/**
 * `without p.l` and `moving p.l after p.m` (language.md, section 7), on a body before it is lowered. Left out,
 * the labelled statement becomes nothing and its label stays; moved, it takes its label along.
 */
export function applyEdits(
  body: Statement,
  edits: readonly Edit[],
): { readonly body: Statement; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  let edited = body;
  for (const edit of edits) {
    const target = find(edited, edit.label.id);
    if (!target) continue;
    if (edit.kind === 'without') {
      edited = replace(edited, edit.label.id, (s) => [{ kind: 'labelled', label: s.label, at: s.at }]);
    } else if (find(target, edit.after.id)) {
      diagnostics.push(movedIntoItself(edit.at));
    } else {
      edited = replace(edited, edit.label.id, () => []);
      edited = replace(edited, edit.after.id, (s) => [s, target]);
    }
  }
  return { body: edited, diagnostics };
}

type Labelled = Extract<Statement, { kind: 'labelled' }>;

function find(statement: Statement, label: number): Labelled | undefined {
  if (statement.kind === 'labelled' && statement.label.id === label) return statement;
  for (const part of substatements(statement)) {
    const found = find(part, label);
    if (found) return found;
  }
  return undefined;
}

/** Puts other statements in the place of a labelled one, within the block that it stands in. */
function replace(statement: Statement, label: number, by: (s: Labelled) => readonly Statement[]): Statement {
  if (statement.kind === 'labelled' && statement.label.id === label) {
    const statements = by(statement);
    const [only] = statements;
    return statements.length === 1 && only ? only : { kind: 'block', at: statement.at, statements };
  }
  if (statement.kind === 'block')
    return {
      ...statement,
      statements: statement.statements.flatMap((s) =>
        s.kind === 'labelled' && s.label.id === label ? by(s) : [replace(s, label, by)],
      ),
    };
  return mapSubstatements(statement, (s) => replace(s, label, by));
}
