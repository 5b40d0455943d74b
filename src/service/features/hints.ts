import { formatType } from '../../core/format.ts';
import type { InlayHint, Range } from '../data.ts';
import type { Analysis } from '../analysis.ts';
import { toOffset, toPosition } from '../positions.ts';

/** Types of `let`, and where steps begin. */
export function inlayHints(analysis: Analysis, range: Range): readonly InlayHint[] {
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
  hints.push(...stepHints(analysis, from, to));
  return hints.sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character);
}

/** A dot before each statement at which a step begins: others may run there. */
function stepHints(analysis: Analysis, from: number, to: number): readonly InlayHint[] {
  const texts = new Map<number, string[]>();
  for (const { at, text } of analysis.stepNotes) {
    if (at.source !== analysis.source || at.span.start < from || at.span.start > to) continue;
    const earlier = texts.get(at.span.start) ?? [];
    if (!earlier.includes(text)) earlier.push(text);
    texts.set(at.span.start, earlier);
  }
  return [...texts].map(([offset, notes]) => ({
    position: toPosition(analysis.source, offset),
    label: '●',
    kind: 'step',
    tooltip: ['A step begins here: others may run before it.', ...notes].join('\n\n'),
  }));
}
