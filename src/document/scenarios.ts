import type { CheckDeclaration } from '../syntax/tree.ts';
import { spanText } from '../text/source.ts';
import { countOf } from '../render/layout.ts';
import { blocks, code } from '../render/markdown.ts';
import { fenced, prose } from '../render/prose.ts';
import { documentation } from './comments.ts';
import { headingOfProperty } from './names.ts';
import { type Appearance, appearancesOf, witness } from './properties.ts';
import { runName, type Subject } from './subject.ts';

/** Orders of steps: which of them are possible, and how the possible ones come about. */
export function describeScenarios(subject: Subject): string {
  const { tree } = subject.modules.entry;
  const sections = tree.declarations.flatMap((one) =>
    one.kind === 'check' && one.scenario !== undefined ? [describeScenario(one, one.scenario, subject)] : [],
  );
  return sections.length === 0 ? '' : blocks(['## Scenarios', ...sections]);
}

function describeScenario(one: CheckDeclaration, outcome: 'possible' | 'impossible', subject: Subject): string {
  const { source } = subject.modules.entry;
  const { name } = one.name;
  const appearances = appearancesOf(name, subject);
  return blocks([
    `### ${(headingOfProperty(outcome, name) ?? name).replace(name, () => code(name))}`,
    prose(documentation(source, one) ?? ''),
    fenced(spanText({ source, span: one.span }), 'thps'),
    appearances.map((appearance) => outcomeIn(appearance, appearances.length > 1)).join(' '),
    witness(appearances, subject),
  ]);
}

/** `Possible, in 4 steps.`, and in which run where there are several. */
function outcomeIn({ run, verdict: { result, steps } }: Appearance, isOneOfSeveral: boolean): string {
  const where = isOneOfSeveral ? ` in ${code(runName(run))}` : '';
  switch (result) {
    case 'witnessed':
    case 'violated':
      return `Possible${where}, in ${countOf(steps ?? 0, 'step')}.`;
    case 'holds':
    case 'unreached':
      return `Impossible${where}.`;
    case 'allowed':
    case 'undecided':
      return `Not found so far${where}.`;
  }
}
