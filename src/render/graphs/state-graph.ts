import type { GraphStateData, GraphStepData, StateGraphData } from '../../result/graph.ts';
import { valueText } from '../../result/values.ts';
import { countOf, withCommas } from '../layout.ts';
import { aligned, type Attributes, besideArrow, digraph, edge, labelLines, node, shortened, tooltip } from './dot.ts';
import { coloursOf, heading, paper, pictureSettings } from './picture.ts';

/** From so many states on there is no room for their values, and from so many on none for what steps do. */
const MOST_WITH_VALUES = 30;
const MOST_WITH_STEPS = 120;
/** Columns of a label. */
const WIDTH = 44;
/** Processes and actions that the legend names. */
const MOST_NAMED = 12;

type Detail = 'values' | 'steps' | 'shape';

interface Drawing {
  readonly detail: Detail;
  readonly colour: (actor: string) => string;
  /** Whether a state was found by this step. */
  readonly isOfTree: (step: GraphStepData) => boolean;
}

/**
 * A state graph for Graphviz. A few states have all their values; of more only the steps between them are written out, and
 * of many the shape is shown, with everything else in the hints that a viewer of SVG shows beside the pointer.
 * @param title the spec and the check
 */
export function stateGraphDot(graph: StateGraphData, title: string): string {
  const { states, steps } = graph;
  const detail = states.length <= MOST_WITH_VALUES ? 'values' : states.length <= MOST_WITH_STEPS ? 'steps' : 'shape';
  const groups = [...new Set(steps.map(groupOf))];
  const tree = searchTree(graph);
  const drawing: Drawing = { detail, colour: coloursOf(groups), isOfTree: (step) => tree.steps.has(step) };
  return digraph([
    ...pictureSettings(
      heading([[{ text: title }], ...summary(graph, detail), ...legend(groups, drawing)]),
      layoutOf(tree, detail, states.filter(({ isInitial }) => isInitial).length === 1),
    ),
    ...states.map((state, i) => node(`s${i}`, stateAttributes(state, i, drawing))),
    ...(detail === 'shape' ? beginning(states) : []),
    ...bundled(steps).flatMap((bundle, i) => stepStatements(bundle, i, drawing)),
  ]);
}

/** The steps by which the search found the states, and how it came on. */
interface SearchTree {
  readonly steps: ReadonlySet<GraphStepData>;
  /** Steps from an initial state to the farthest ones. */
  readonly depth: number;
  /** States from which no other was found. */
  readonly leaves: number;
}

/** States and steps stand in breadth-first order. */
function searchTree({ states, steps }: StateGraphData): SearchTree {
  const depths = new Map<number, number>(states.flatMap(({ isInitial }, i) => (isInitial ? [[i, 0]] : [])));
  const found = new Set<GraphStepData>();
  const inner = new Set<number>();
  for (const step of steps) {
    if (step.to === undefined || depths.has(step.to)) continue;
    depths.set(step.to, (depths.get(step.from) ?? 0) + 1);
    found.add(step);
    inner.add(step.from);
  }
  return { steps: found, depth: Math.max(1, ...depths.values()), leaves: states.length - inner.size };
}

/** Inches that a state takes where only the shape is shown. */
const SIZE = 0.36;
const NEAREST = 0.6;

/**
 * With values from top to bottom; with texts at the arrows, which are wide, from left to right. For the shape alone the
 * initial state is in the middle, with a ring for each number of steps, as far apart as the states on them need.
 */
function layoutOf({ depth, leaves }: SearchTree, detail: Detail, isOneRoot: boolean): Attributes {
  switch (detail) {
    case 'values':
      return { rankdir: 'TB' };
    case 'steps':
      return { rankdir: 'LR', ranksep: 0.3, fontsize: 14 };
    case 'shape': {
      const distance = Math.max(NEAREST, (SIZE * leaves) / (2 * Math.PI * depth));
      return {
        layout: 'twopi',
        ...(isOneRoot ? { root: 's0' } : {}),
        ranksep: distance.toFixed(2),
        overlap: 'prism',
        outputorder: 'edgesfirst',
        fontsize: 28,
      };
    }
  }
}

/** Where several initial states are, what they are around. */
function beginning(states: readonly GraphStateData[]): readonly string[] {
  const initial = states.flatMap(({ isInitial }, i) => (isInitial ? [i] : []));
  if (initial.length < 2) return [];
  return [
    node('begin', { shape: 'point', root: 'true' }),
    ...initial.map((i) => edge('begin', `s${i}`, { style: 'dotted', color: paper.line })),
  ];
}

/** What the picture leaves out. Undefined where it shows everything. */
export function leftOut({ left, states }: StateGraphData): string | undefined {
  if (!left.isMore) return undefined;
  const drawn = `${countOf(states.length, 'state')} drawn, the first in breadth-first order`;
  if (left.states === 0) return `${drawn}; they have further steps`;
  return `${drawn}; ${withCommas(left.states)} more ${left.states === 1 ? 'is' : 'are'} one step away`;
}

/** Steps of one process, or calls of one action, have a colour in common. */
function groupOf({ actor, kind }: GraphStepData): string {
  return kind === 'action' ? (/^[^(]*/.exec(actor)?.[0] ?? actor) : actor;
}

type Line = readonly { readonly text: string; readonly colour?: string }[];

function summary(graph: StateGraphData, detail: Detail): readonly Line[] {
  const { states, steps } = graph;
  const all = leftOut(graph);
  const counts = `${countOf(states.length, 'state')}, ${countOf(steps.length, 'step')}`;
  const hints = detail === 'values' ? [] : ['values are in the hints of states and steps'];
  return [
    [{ text: [counts, ...hints].join('; '), colour: paper.quiet }],
    ...(all === undefined ? [] : [[{ text: `not everything: ${all}`, colour: paper.bad.line }]]),
  ];
}

function legend(groups: readonly string[], { detail, colour }: Drawing): readonly Line[] {
  if (detail === 'values' || groups.length === 0) return [];
  const named = groups.slice(0, MOST_NAMED).map((name) => ({ text: `→ ${name}  `, colour: colour(name) }));
  const rest = groups.length - MOST_NAMED;
  return [rest > 0 ? [...named, { text: `and ${withCommas(rest)} more`, colour: paper.quiet }] : named];
}

/** `hits = 1`, then where each process is. */
function valueLines({ state }: GraphStateData): readonly string[] {
  return [
    ...state.variables.map(({ name, value }) => `${name} = ${valueText(value)}`),
    ...state.processes.map(({ name, point, locals }) =>
      [`${name}: ${point}`, ...locals.map((one) => `${one.name} = ${valueText(one.value)}`)].join(', '),
    ),
  ];
}

/** What is special about a state. */
function remarks({ isInitial, violates, reaches, end, further }: GraphStateData): readonly string[] {
  return [
    ...(isInitial ? ['initial'] : []),
    ...violates.map((name) => `violates ${name}`),
    ...reaches.map((name) => `reaches ${name}`),
    ...(end === 'deadlock'
      ? ['deadlock']
      : end === 'proper'
        ? ['the end']
        : end === 'beyond'
          ? ['beyond the constraint']
          : []),
    ...(further > 0 ? [`${countOf(further, 'step')} not drawn`] : []),
  ];
}

function stateAttributes(state: GraphStateData, number: number, { detail }: Drawing): Attributes {
  const values = valueLines(state);
  const special = remarks(state);
  const hint = tooltip([[`state ${number}`, ...special].join(', '), ...values]);
  const colours = coloursOfState(state);
  const border = { ...(state.further > 0 ? { style: 'rounded,filled,dashed' } : {}), ...colours };
  if (detail === 'values') {
    const lines = [
      ...labelLines([`${number}`, ...special].join(' · '), WIDTH),
      ...values.flatMap((line) => labelLines(line, WIDTH, 3)),
    ];
    return { label: aligned(lines), ...border, ...hint };
  }
  if (detail === 'steps') {
    const short = special.filter((text) => text !== 'initial' && !text.endsWith('not drawn'));
    const lines = [`${number}`, ...short.map((text) => shortened(text, WIDTH / 2))];
    return { label: lines.join('\n'), margin: '0.08,0.03', width: 0.3, height: 0.25, ...border, ...hint };
  }
  const round = { shape: 'circle', fixedsize: 'true', width: 0.32, fontsize: 8 };
  return { label: `${number}`, ...round, ...border, ...hint };
}

function coloursOfState({ isInitial, violates, reaches, end }: GraphStateData): Attributes {
  const of = ({ fill, line }: { readonly fill: string; readonly line: string }): Attributes => ({
    fillcolor: fill,
    color: line,
    penwidth: 2,
  });
  const kind = violates.length > 0 || end === 'deadlock' ? paper.bad : reaches.length > 0 ? paper.good : undefined;
  return {
    ...(kind !== undefined ? of(kind) : isInitial ? of(paper.first) : {}),
    ...(end === 'proper' ? { peripheries: 2 } : {}),
  };
}

/** Steps between the same two states that one process takes: they are drawn as one arrow. */
function bundled(steps: readonly GraphStepData[]): readonly (readonly GraphStepData[])[] {
  const bundles = new Map<string, GraphStepData[]>();
  for (const step of steps) {
    const key = `${step.from} ${step.to ?? `fails ${step.failure ?? ''}`} ${groupOf(step)}`;
    const known = bundles.get(key);
    if (known === undefined) bundles.set(key, [step]);
    else known.push(step);
  }
  return [...bundles.values()];
}

/** Alternatives in one arrow that are written out. */
const MOST_BUNDLED = 3;

/** An arrow; where the step fails, also what it leads to instead of a state. */
function stepStatements(bundle: readonly GraphStepData[], number: number, drawing: Drawing): readonly string[] {
  const [first] = bundle;
  if (first === undefined) return [];
  const { detail, colour, isOfTree } = drawing;
  const own = colour(groupOf(first));
  const violates = [...new Set(bundle.flatMap((step) => step.violates))];
  const isBad = violates.length > 0 || first.to === undefined;
  const label = detail === 'shape' ? {} : { label: besideArrow(stepLabel(bundle, violates, detail)) };
  const hint = tooltip([...bundle.flatMap(wholeStep), ...violates.map((name) => `violates ${name}`)]);
  const target = first.to === undefined ? `f${number}` : `s${first.to}`;
  const changesNothing = first.to === first.from ? { style: 'dotted' } : {};
  const weight = isBad ? { penwidth: 2.5 } : {};
  const arrow = edge(`s${first.from}`, target, {
    ...label,
    color: isBad ? paper.bad.line : own,
    fontcolor: own,
    ...hint,
    ...(detail === 'values' ? {} : { labeltooltip: wholeStep(first).join('\n') }),
    ...(detail === 'shape' && !bundle.some(isOfTree) ? { weight: 0 } : {}),
    ...changesNothing,
    ...weight,
  });
  if (first.to !== undefined) return [arrow];
  const message = detail === 'shape' ? ['✗'] : labelLines(`✗ ${first.failure ?? ''}`, WIDTH, 3);
  const failed = { fillcolor: paper.bad.fill, color: paper.bad.line, fontcolor: paper.bad.line };
  return [node(target, { label: aligned(message), ...failed, ...tooltip([first.failure ?? '']) }), arrow];
}

/** Who takes the step, what it does, and what that changes. */
function stepLabel(
  bundle: readonly GraphStepData[],
  violates: readonly string[],
  detail: 'values' | 'steps',
): readonly string[] {
  const shown = bundle.slice(0, MOST_BUNDLED);
  const more = bundle.length - shown.length;
  const lines =
    detail === 'steps'
      ? shown.map((step) => shortened(`${step.actor}: ${briefly(step)}`, WIDTH))
      : shown.flatMap((step) => [
          ...[`${step.actor}:`, ...step.statements].flatMap((text) => labelLines(text, WIDTH, 2)),
          ...changeTexts(step, ['shared', 'ghost']).map((text) => shortened(`  ${text}`, WIDTH)),
        ]);
  return [
    ...lines,
    ...(more > 0 ? [`and ${withCommas(more)} more`] : []),
    ...violates.map((name) => shortened(`violates ${name}`, WIDTH)),
  ];
}

/** What a step changes of the shared state, or else what it does. */
function briefly(step: GraphStepData): string {
  const changes = changeTexts(step, ['shared']);
  return (changes.length > 0 ? changes : step.statements).join('; ');
}

/** `hits: 0 → 1` */
function changeTexts({ changes }: GraphStepData, scopes: readonly string[]): readonly string[] {
  return changes
    .filter(({ scope }) => scopes.includes(scope))
    .map(({ path, before, after }) => `${path}: ${before ?? '(no value)'} → ${after ?? '(no value)'}`);
}

function wholeStep(step: GraphStepData): readonly string[] {
  return [`${step.actor}:`, ...step.statements, ...changeTexts(step, ['shared', 'ghost', 'local'])].map((line, i) =>
    i === 0 ? line : `  ${line}`,
  );
}
