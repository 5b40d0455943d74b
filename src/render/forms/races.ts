import type { Result } from '../../result/model.ts';
import { printable } from '../../text/display.ts';
import { countOf } from '../layout.ts';
import { describeFinding, titleOfRun, endingOf } from '../report.ts';
import { shownIn } from '../selection.ts';
import { renderRace } from '../trace-race.ts';
import type { FormOptions } from './form.ts';

/** Every run as columns of text; where there are several, each under a line that says what it is. */
export function renderRaces(result: Result, { race }: FormOptions): string {
  const all = shownIn(result);
  return all
    .map(({ check, property, trace }) => {
      const drawn = renderRace(trace, endingOf(property, trace), race);
      if (all.length === 1) return drawn;
      const steps = countOf(property.steps ?? 0, 'step');
      const title = `${check.file}: ${titleOfRun(check)}: ${describeFinding(property)}, in ${steps}:`;
      return `${printable(title)}\n\n${drawn}`;
    })
    .join('\n');
}
