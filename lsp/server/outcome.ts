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
      return '… not decided';
  }
}
