import { formatType } from '../../core/format.ts';
import type { InlayHint, Range } from '../data.ts';
import type { Analysis } from '../analysis.ts';
import type { Span } from '../../text/source.ts';
import { toOffset, toPosition } from '../positions.ts';
import type { Workspace } from '../workspace.ts';

/** Types of `let`, and where steps begin. */
export function inlayHints(workspace: Workspace, analysis: Analysis, range: Range): readonly InlayHint[] {
  const { source } = analysis;
  const from = toOffset(source, range.start);
  const to = toOffset(source, range.end);
  const hints: InlayHint[] = [];
  for (const { declared, role, node } of analysis.occurrences) {
    if (role !== 'declaration' || declared?.kind !== 'local') continue;
    const { start, end } = declared.identifier.span;
    // Only names of patterns have no type written beside them; those of arms stand for parts of a value.
    if (declared.node.kind !== 'namePattern' || start < from || end > to) continue;
    const type = analysis.tables?.entry.types.get(node.id);
    if (type === undefined || type.kind === 'never') continue;
    hints.push({ position: toPosition(source, end), label: `: ${formatType(type)}`, kind: 'type' });
  }
  hints.push(...stepHints(workspace, analysis, { start: from, end: to }));
  return hints.sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character);
}

/** A dot before each statement, and each call, at which a step begins: others may run there. */
function stepHints(workspace: Workspace, analysis: Analysis, { start, end }: Span): readonly InlayHint[] {
  return workspace
    .stepMarks(analysis)
    .filter(({ offset }) => offset >= start && offset <= end)
    .map(({ offset, kind, notes, isOld }) => ({
      position: toPosition(analysis.source, offset),
      label: '●',
      kind: 'step',
      tooltip: [
        kind === 'step'
          ? 'A step begins here: others may run before it.'
          : 'Steps begin in what is called here: others may run before each of them.',
        ...(isOld ? ['As it was before the text had errors.'] : []),
        ...notes,
      ].join('\n\n'),
    }));
}
