import type { ReportOptions } from '../render/report-options.ts';
import type { Texts } from '../result/diagnostics.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { unknownHidden } from '../diagnostics/driver.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { CheckOptions } from './check-options.ts';

/**
 * What the command line wants to see of checks and traces besides, or not at all. Few do: it is loaded when it is needed.
 * @param texts what was read, by name, once a check is shown
 */
export async function viewOf(
  options: CheckOptions,
  style: ReportOptions['style'],
  texts: Texts,
): Promise<Pick<ReportOptions, 'coverage' | 'seen' | 'under'>> {
  return { ...(await coverageView(options, style, texts)), ...(await traceView(options, style)) };
}

async function coverageView(
  { coverage }: CheckOptions,
  style: ReportOptions['style'],
  texts: Texts,
): Promise<Pick<ReportOptions, 'coverage'>> {
  if (!coverage) return {};
  const { renderCoverage } = await import('../render/coverage.ts');
  return { coverage: (report) => renderCoverage(report, texts, style) };
}

async function traceView(
  { explain, hide, questions }: CheckOptions,
  style: ReportOptions['style'],
): Promise<Pick<ReportOptions, 'seen' | 'under'>> {
  const shows = questions.some(({ kind }) => kind === 'shown');
  if (!explain && !shows && hide.length === 0) return {};
  const [{ renderExplanation, renderShown }, { withoutNames }] = await Promise.all([
    import('../render/under-trace.ts'),
    import('../result/hide.ts'),
  ]);
  return {
    seen: (trace) => withoutNames(trace, hide),
    under: (property, trace) => renderShown(trace, style) + (explain ? renderExplanation(property, trace, style) : ''),
  };
}

/** The names that traces are printed without, held against those that the runs have. */
export class Hiding {
  readonly #names: readonly string[];
  readonly #known = new Set<string>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  async note(system: TransitionSystem): Promise<void> {
    if (this.#names.length === 0) return;
    const { hidableNames } = await import('../driver/hidable-names.ts');
    for (const name of hidableNames(system)) this.#known.add(name);
  }

  /** A message for each name that no run has. Where there was no run, nobody knows. */
  get unknown(): readonly Diagnostic[] {
    if (this.#known.size === 0) return [];
    return this.#names.filter((name) => !this.#known.has(name)).map((name) => unknownHidden(name, [...this.#known]));
  }
}
