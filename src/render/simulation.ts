import { wantsWitness } from '../result/model.ts';
import { isUnexpected, type SimulationData } from '../result/simulation.ts';
import { printable } from '../text/display.ts';
import { countOf, padEnd, withCommas } from './layout.ts';
import { isScenario } from './report.ts';
import type { Style } from './style.ts';

/** Places that are listed. */
const LISTED = 10;

export function renderSimulation(data: SimulationData, style: Style): string {
  const { title, walks, steps, longest, seconds, places, implications, temporal } = data;
  const rate = seconds !== undefined && seconds > 0 ? `, ${withCommas(Math.round(steps / seconds))} steps/s` : '';
  const never = places.never
    .slice(0, LISTED)
    .map(({ owner, at, text }) => `    ${printable(owner)}  ${style.dim(`${at}  ${printable(text)}`)}\n`);
  const more = places.never.length - LISTED;
  return [
    `${style.bold(`check ${printable(title)}`)}\n`,
    `  ${headline(data, style)}\n`,
    ...propertyLines(data, style),
    ...(temporal.length === 0 ? [] : [`  ${style.dim(`not looked at: ${temporal.map(printable).join(', ')}`)}\n`]),
    `  ${style.dim(`${countOf(walks, 'walk')}, ${countOf(steps, 'step')}${rate}, the longest of ${withCommas(longest)}`)}\n`,
    `  ${style.dim(`steps begin at ${countOf(places.all, 'place')}, and were taken from ${withCommas(places.all - places.never.length)}; left sides met: ${implications.met} of ${implications.all}`)}\n`,
    ...(never.length === 0 ? [] : [`  ${style.yellow('never taken:')}\n`, ...never]),
    ...(more > 0 ? [`    and ${countOf(more, 'more')}\n`.replace('mores', 'more')] : []),
    `  ${style.dim(`again: ${printable(data.command)}`)}\n`,
  ].join('');
}

function headline({ properties }: SimulationData, style: Style): string {
  const unexpected = properties.filter(isUnexpected);
  if (unexpected.length > 0)
    return style.red(`not as expected: ${unexpected.map(({ name }) => printable(name)).join(', ')}`);
  const missing = properties.filter(({ expectViolated, found }) => expectViolated && found === undefined);
  if (missing.length > 0)
    return style.yellow(`not found so far: ${missing.map(({ name }) => printable(name)).join(', ')}`);
  return properties.some(({ expectViolated }) => expectViolated)
    ? style.green('found what is expected, and nothing else')
    : style.green('found no violation, which proves nothing');
}

function propertyLines({ properties }: SimulationData, style: Style): readonly string[] {
  const shown = properties.filter(
    ({ kind, expectViolated, found }) => found ?? (expectViolated || wantsWitness(kind) || isScenario({ kind })),
  );
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  return shown.map((property) => {
    const { name, kind, found } = property;
    const verb = isScenario(property) ? 'found' : kind === 'reachable' ? 'reached' : 'violated';
    const text = found
      ? `${verb} in walk ${withCommas(found.walk)}, in ${countOf(found.steps, 'step')}`
      : `not ${verb}`;
    const colour = found === undefined ? style.yellow : isUnexpected(property) ? style.red : style.green;
    return `  ${padEnd(printable(name), width)}  ${colour(text)}\n`;
  });
}
