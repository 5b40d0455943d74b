import { countOf, withCommas } from '../../src/render/layout.ts';
import { problemText } from '../../src/render/problems.ts';
import { isExpected, titleOfRun } from '../../src/render/report.ts';
import type { DiagnosticData } from '../../src/result/diagnostics.ts';
import type { CheckData, PropertyData, Result } from '../../src/result/model.ts';

/** What somebody wants to see of the results. */
export interface ResultActions {
  /** The run that shows something about a property. */
  readonly show: (check: string, property: string) => void;
  /** A line of the text. @param line from 1 on */
  readonly reveal: (line: number) => void;
}

/** The results of checks, as elements of the page. All texts are put in as texts: they come from a spec. */
export function drawResults({ checks, diagnostics, neverMet }: Result, actions: ResultActions): readonly HTMLElement[] {
  const messages = [...diagnostics, ...neverMet.map(({ warning }) => warning)];
  return [
    ...checks.map((check) => drawCheck(check, actions)),
    ...messages.map((message) => drawMessage(message, actions)),
  ];
}

function drawCheck(check: CheckData, actions: ResultActions): HTMLElement {
  const kind = { 'as expected': 'right', violated: 'wrong', unfulfilled: 'wrong', incomplete: 'unknown' } as const;
  const problems = check.problems.map((problem) => element('p', problemText(problem, check), 'wrong'));
  const counts = [
    countOf(check.states, 'distinct state'),
    `${withCommas(check.generated)} generated`,
    `depth ${withCommas(check.depth)}`,
    ...(check.frontier > 0 ? [`${countOf(check.frontier, 'state')} not explored further`] : []),
  ];
  return element('section', [
    element('h2', titleOfRun(check)),
    element('p', check.outcome, kind[check.outcome]),
    ...(check.doc === undefined ? [] : [element('p', check.doc, 'doc')]),
    ...problems,
    element('table', [
      element(
        'tbody',
        check.properties.flatMap((one) => drawProperty(one, check, actions)),
      ),
    ]),
    element('p', counts.join(', '), 'counts'),
  ]);
}

const words = {
  holds: 'holds',
  allowed: 'allowed',
  violated: 'violated',
  witnessed: 'reached',
  unreached: 'never reached',
  undecided: 'no violation found, not decided',
} as const;

/** What every spec has and nothing is to be said about has no row. */
const QUIET: readonly string[] = ['assert', 'range', 'deadlock'];

function drawProperty(property: PropertyData, check: CheckData, actions: ResultActions): readonly HTMLElement[] {
  const { name, result, steps, trace, expectViolated } = property;
  if (QUIET.includes(name) && (result === 'holds' || result === 'undecided') && !expectViolated) return [];
  const kind =
    result === 'violated'
      ? isExpected(property)
        ? 'expected'
        : 'violated'
      : result === 'holds' || result === 'witnessed'
        ? 'holds'
        : 'other';
  const text = [
    words[result],
    ...(result === 'violated' && expectViolated ? ['as expected'] : []),
    ...(steps === undefined ? [] : [`in ${countOf(steps, 'step')}`]),
  ].join(' ');
  const cells = [element('td', name), element('td', text, kind)];
  if (trace === undefined) return [element('tr', cells)];
  const button = element('button', result === 'witnessed' ? 'Show how' : 'Show the race');
  button.addEventListener('click', () => actions.show(check.name, name));
  return [element('tr', [...cells, element('td', [button])])];
}

function drawMessage(message: DiagnosticData, actions: ResultActions): HTMLElement {
  const { severity, code, primary, hint, notes } = message;
  const text = [
    `${severity}[${code}]: ${message.message}`,
    ...(primary === undefined || primary.text === '' ? [] : [`  ${primary.text}`]),
    ...notes.map((note) => `  ${note}`),
    ...(hint === undefined ? [] : [`  help: ${hint}`]),
  ].join('\n');
  const drawn = element('div', text, severity === 'error' ? 'message wrong' : 'message');
  if (primary === undefined) return drawn;
  const button = element('button', `line ${primary.line}`);
  button.addEventListener('click', () => actions.reveal(primary.line));
  drawn.append(' ', button);
  return drawn;
}

/** @param content a text, or what is in the element */
export function element(name: string, content: string | readonly HTMLElement[], kind?: string): HTMLElement {
  const made = document.createElement(name);
  if (typeof content === 'string') made.textContent = content;
  else made.append(...content);
  if (kind !== undefined) made.className = kind;
  if (made instanceof HTMLButtonElement) made.type = 'button';
  return made;
}
