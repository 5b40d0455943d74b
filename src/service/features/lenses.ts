import type { Analysis } from '../analysis.ts';
import type { CodeLens } from '../data.ts';
import { toRange } from '../positions.ts';

/** How the last run of a check came out, as far as a lens tells it. */
export interface RunSummary {
  /** The check: `mutants` for `mutants[MUT = m1]`. */
  readonly check: string;
  readonly run: string;
  /** Begins with `✗`, `…` or `✓`. */
  readonly outcome: string;
  /** Whether the budget of the editor sufficed. */
  readonly isDecided: boolean;
  readonly states: number;
  /** Properties that have a counterexample or a witness to be shown; those with a smaller rank first. */
  readonly traces: readonly { readonly property: string; readonly rank: number }[];
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
    const isRunning = runs.some((r) => r.state === 'running');
    const unlimited = { kind: 'run' as const, uri, check: name, unlimited: true };
    return [
      { range, title: '▷ Run check', command: { kind: 'run' as const, uri, check: name } },
      ...verdictOf(runs).map((title) => ({ range, title })),
      ...(isRunning || runs.every((r) => r.isDecided)
        ? []
        : [{ range, title: '▷ Run without limit', command: unlimited }]),
      ...tracesOf(runs).map((lens) => ({ range, ...lens })),
    ];

    function tracesOf(all: readonly RunSummary[]): readonly Pick<CodeLens, 'title' | 'command'>[] {
      const shown = all
        .filter((r) => r.state !== 'running')
        .flatMap(({ run, traces }) => traces.map((trace) => ({ run, ...trace })))
        .sort((a, b) => a.rank - b.rank);
      const more = shown.length - MAX_TRACES;
      return [
        ...shown.slice(0, MAX_TRACES).map(({ run, property }) => ({
          title: clipped(all.length > 1 ? `Show ${property} of ${run}` : `Show ${property}`),
          command: { kind: 'show' as const, uri, run, property },
        })),
        ...(more > 0 ? [{ title: `${more} more…`, command: { kind: 'choose' as const } }] : []),
      ];
    }
  });
}

const MAX_TRACES = 4;
/** Characters of a lens: all lenses of a check stand in one line. */
const MAX_TITLE = 80;

function verdictOf(runs: readonly RunSummary[]): readonly string[] {
  if (runs.length === 0) return [];
  if (runs.some((r) => r.state === 'running')) return ['running…'];
  const states = runs.reduce((sum, r) => sum + r.states, 0).toLocaleString('en');
  const count = runs.length > 1 ? `${runs.length} runs, ` : '';
  const old = runs.some((r) => r.state === 'outdated') ? ' (before the last change)' : '';
  return [`${outcomesOf(runs)}, ${count}${states} states${old}`];
}

/** The outcomes of all runs of a check, the bad ones first; of several that begin alike only the first one in full. */
function outcomesOf(runs: readonly RunSummary[]): string {
  const outcomes = [...new Set(runs.map((r) => r.outcome))];
  return ['✗', '…', '✓', '']
    .flatMap((mark) => {
      const [first, ...others] = outcomes.filter((one) => (mark === '' ? !/^[✗…✓]/.test(one) : one.startsWith(mark)));
      if (first === undefined) return [];
      return [others.length === 0 ? clipped(first) : `${clipped(first)} and ${others.length} more`];
    })
    .join(', ');
}

/** A title up to the last word that there is room for. */
function clipped(title: string): string {
  if (title.length <= MAX_TITLE) return title;
  const words = title.slice(0, MAX_TITLE - 1);
  const space = words.lastIndexOf(' ');
  return `${space > MAX_TITLE / 2 ? words.slice(0, space) : words}…`;
}
