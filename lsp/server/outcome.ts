import type { RunSummary } from '../../src/service/features/lenses.ts';
import type { CheckedRun } from '../protocol.ts';

/** The outcome of a run, as its lens shows it. */
export function outcomeText({ report }: CheckedRun): string {
  const allowed = report.properties.filter(({ result }) => result === 'allowed').map(({ name }) => name);
  const holds = ['✓ holds', ...allowed.map((name) => `${name} allowed`)].join(', ');
  const promised = report.properties.filter((p) => p.expectViolated && p.result === 'violated').map((p) => p.name);
  switch (report.outcome) {
    case 'as expected':
      return promised.length > 0 ? `✓ violates ${promised.join(', ')} as expected` : holds;
    case 'violated':
      return `✗ violates ${report.problems.flatMap((p) => (p.kind === 'violation' ? [p.property ?? ''] : [])).join(', ')}`;
    case 'unfulfilled':
      return '✗ not as expected';
    case 'incomplete':
      return report.end === 'interrupted' || report.end.startsWith('max-') ? '… not decided: budget' : '… not decided';
  }
}

/** The properties of which a run has something to show: what breaks it first, witnesses last. */
export function tracesOf({ report, traces }: CheckedRun): RunSummary['traces'] {
  const rank = (name: string): number => {
    const found = report.properties.find((one) => one.name === name);
    if (found?.result !== 'violated') return 2;
    return found.expectViolated ? 1 : 0;
  };
  return traces.map((property) => ({ property, rank: rank(property) })).sort((a, b) => a.rank - b.rank);
}
