import type { ControlGraphData } from '../../result/graph.ts';
import { countOf } from '../layout.ts';
import { besideArrow, cluster, digraph, edge, labelLines, node, shortened, tooltip } from './dot.ts';
import { coloursOf, FONT, heading, paper, pictureSettings } from './picture.ts';

/** Columns of a label, and its lines. */
const WIDTH = 40;
const MOST_LINES = 8;

/**
 * Control graphs for Graphviz: a box for each point where a process can be between two steps, an arrow for each way
 * through a step. What a procedure does stands in a frame for each call of it.
 * @param title the spec and the check
 */
export function controlGraphDot(graphs: readonly ControlGraphData[], title: string): string {
  const colour = coloursOf(graphs.map(({ process }) => process));
  const counts = graphs.map(
    ({ process, points, steps }) =>
      `process ${process}: ${countOf(points.length, 'control point')}, ${countOf(steps.length, 'way', 'ways')} through steps`,
  );
  return digraph([
    ...pictureSettings(heading([[{ text: title }], ...counts.map((text) => [{ text, colour: paper.quiet }])]), {
      rankdir: 'TB',
    }),
    ...graphs.flatMap((graph, i) => {
      const statements = graphStatements(graph, i, colour(graph.process));
      if (graphs.length === 1) return statements;
      return cluster(`p${i}`, { label: graph.process, color: 'none', labeljust: 'l' }, statements);
    }),
  ]);
}

function graphStatements(graph: ControlGraphData, number: number, colour: string): readonly string[] {
  const { points, steps, calls } = graph;
  const name = (point: number): string => `p${number}_${point}`;
  const isUsed = (point: number): boolean => steps.some(({ from, to }) => from === point || to === point);
  const drawn = points.map(({ name: label, line }, i): string | undefined => {
    // The end of a process that has none.
    if (i > 0 && !isUsed(i)) return undefined;
    const hasLine = line !== undefined && label !== `line ${line}`;
    const text = hasLine ? `${label}\nline ${line}` : label;
    const isEnd = i === points.length - 1;
    const kind = isEnd ? { peripheries: 2 } : i === 0 ? { fillcolor: paper.first.fill, color: paper.first.line } : {};
    return node(name(i), { label: text, ...kind });
  });
  /** The points in a call and the calls in it; in none, what is the process's own. */
  const inside = (call: number | undefined): readonly string[] => [
    ...points.flatMap((point, i) => (point.call === call ? (drawn[i] ?? []) : [])),
    ...calls.flatMap(({ text, within }, i) =>
      within === call
        ? cluster(`c${number}_${i}`, { label: shortened(text, WIDTH), ...frame, ...tooltip([text]) }, inside(i))
        : [],
    ),
  ];
  return [
    ...inside(undefined),
    ...arrows(steps).map(({ from, to, ways }) => {
      const texts = ways.map(shownLines).flatMap((lines, i) => (i === 0 ? lines : ['or', ...lines]));
      const hint = tooltip(ways.flatMap((lines, i) => (i === 0 ? lines : ['or', ...lines])));
      return edge(name(from), name(to), { label: besideArrow(texts), color: colour, ...hint });
    }),
  ];
}

interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly ways: readonly (readonly string[])[];
}

/** An arrow for each way through a step; one for all that lead back to where they began, whose texts would be in each other's way. */
function arrows(steps: ControlGraphData['steps']): readonly Arrow[] {
  const loops = new Map<number, (readonly string[])[]>();
  for (const { from, to, lines } of steps) if (from === to) loops.set(from, [...(loops.get(from) ?? []), lines]);
  return [
    ...steps.flatMap(({ from, to, lines }) => (from === to ? [] : [{ from, to, ways: [lines] }])),
    ...[...loops].map(([from, ways]) => ({ from, to: from, ways })),
  ];
}

function shownLines(lines: readonly string[]): readonly string[] {
  const shown = lines.flatMap((line) => labelLines(line, WIDTH, 3));
  return shown.length > MOST_LINES ? [...shown.slice(0, MOST_LINES - 1), '…'] : shown;
}

const frame = {
  fontname: FONT,
  fontsize: 10,
  color: paper.line,
  fontcolor: paper.quiet,
  style: 'rounded',
  labeljust: 'l',
};
