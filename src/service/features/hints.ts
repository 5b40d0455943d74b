import { formatType } from '../../core/format.ts';
import type { CodeLens, InlayHint, Range } from '../data.ts';
import type { Analysis } from '../analysis.ts';
import { toOffset, toPosition, toRange } from '../positions.ts';

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

/** How the last run of a check came out, as far as a lens tells it. */
export interface RunSummary {
  /** The check: `mutants` for `mutants[MUT = m1]`. */
  readonly check: string;
  readonly run: string;
  readonly outcome: string;
  readonly states: number;
  /** Properties that have a counterexample or a witness to be shown. */
  readonly traces: readonly string[];
  /** Still running, or the text has changed since. */
  readonly state: 'running' | 'current' | 'outdated';
}

/** Over each check: run it, how it came out, its counterexamples. */
export function codeLenses(analysis: Analysis, results: readonly RunSummary[]): readonly CodeLens[] {
  const { source, index, module } = analysis;
  const uri = source.name;
  if (module.role === 'library') return [];
  const places =
    index.checks.length > 0
      ? index.checks.map((check) => ({ name: check.name, range: toRange(source, check.identifier.span) }))
      : [{ name: 'default', range: toRange(source, module.tree.header?.span ?? { start: 0, end: 0 }) }];
  return places.flatMap(({ name, range }) => {
    const runs = results.filter((r) => r.check === name);
    return [
      { range, title: '▷ Run check', command: { kind: 'run' as const, uri, check: name } },
      ...verdictOf(runs).map((title) => ({ range, title })),
      ...runs
        .filter((r) => r.state !== 'running')
        .flatMap((r) =>
          r.traces.map((property) => ({
            range,
            title: runs.length > 1 ? `Show ${property} of ${r.run}` : `Show ${property}`,
            command: { kind: 'show' as const, uri, run: r.run, property },
          })),
        )
        .slice(0, MAX_TRACES),
    ];
  });
}

const MAX_TRACES = 4;

function verdictOf(runs: readonly RunSummary[]): readonly string[] {
  if (runs.length === 0) return [];
  if (runs.some((r) => r.state === 'running')) return ['running…'];
  const states = runs.reduce((sum, r) => sum + r.states, 0).toLocaleString('en');
  const outcomes = [...new Set(runs.map((r) => r.outcome))].join(', ');
  const count = runs.length > 1 ? `${runs.length} runs, ` : '';
  const old = runs.some((r) => r.state === 'outdated') ? ' (before the last change)' : '';
  return [`${outcomes}, ${count}${states} states${old}`];
}
