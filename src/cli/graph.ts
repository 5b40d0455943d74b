import { Interpreter } from '../backend/interpreter/model.ts';
import { problemOf } from '../backend/problem/problem.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { graphLeftOut, notDrawn, unknownProcess } from '../diagnostics/driver.ts';
import { controlGraphOf } from '../driver/control-graph.ts';
import { stateGraphOf } from '../driver/state-graph.ts';
import { controlGraphDot } from '../render/graphs/control-graph.ts';
import { leftOut, stateGraphDot } from '../render/graphs/state-graph.ts';
import { drawSvg } from '../render/graphs/svg.ts';
import type { ExitCode } from './exit-codes.ts';
import type { ShieldedHost } from './host.ts';
import { type ChosenRun, type InspectOptions, withSystem } from './inspect.ts';
import { type Destination, writeText } from './write-text.ts';

/** `thps graph`: the states of one run, or the control points of its processes, as a graph. */
export interface GraphOptions extends InspectOptions {
  readonly form: 'dot' | 'svg';
  /** Processes whose control graphs are drawn; the state graph where none is named. */
  readonly processes: readonly string[];
  /** States that are drawn at most. */
  readonly states: number;
  readonly out?: Destination;
}

export function graphCommand(name: string, options: GraphOptions, host: ShieldedHost): Promise<ExitCode> {
  return withSystem(name, options, host, async (chosen) => {
    const { dot, problems } = drawn(name, chosen, options);
    if (dot === undefined) return problems;
    const text = options.form === 'svg' ? await pictureOf(dot) : dot;
    return typeof text === 'string' ? [...writeText(text, options.out, host), ...problems] : [text];
  });
}

/** Memory is what Graphviz may lack. */
async function pictureOf(dot: string): Promise<string | Diagnostic> {
  try {
    return await drawSvg(dot);
  } catch (problem) {
    return notDrawn(problem instanceof Error ? problem.message : String(problem));
  }
}

interface Drawn {
  /** Absent where there is nothing to draw. */
  readonly dot?: string;
  readonly problems: readonly Diagnostic[];
}

function drawn(name: string, { system, run, title: words }: ChosenRun, { processes, states }: GraphOptions): Drawn {
  const title = words === undefined ? name : `${name}, ${words}`;
  if (processes.length > 0) {
    const known = system.families.map(({ symbol }) => symbol.name);
    const unknown = processes.filter((one) => !known.includes(one));
    if (unknown.length > 0) return { problems: unknown.map((one) => unknownProcess(one, known)) };
    const families = system.families.filter(({ symbol }) => processes.includes(symbol.name));
    return {
      dot: controlGraphDot(
        families.map((one) => controlGraphOf(one, system)),
        title,
      ),
      problems: [],
    };
  }
  const graph = stateGraphOf(system, new Interpreter(problemOf(system, run)), states);
  const left = leftOut(graph);
  return { dot: stateGraphDot(graph, title), problems: left === undefined ? [] : [graphLeftOut(left)] };
}
