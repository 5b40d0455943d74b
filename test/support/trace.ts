import { expectationOf, judge, type PropertyVerdict } from '../../src/explorer/verdict.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import { traceData } from '../../src/result/from-trace.ts';
import type { TraceData } from '../../src/result/trace.ts';
import { compileSpec, exploreRun, type ExploredRun } from './compile.ts';
import { readLibrary } from './library.ts';

/** The run that shows something about a property of a spec's first check, as any engine's path is told. */
export async function traceOf(text: string, property: string): Promise<TraceData> {
  const explored = await exploreFirst(text);
  const number = explored.model.properties.findIndex((p) => p.name === property);
  return replay(explored, number);
}

/** The run of the last property that a spec's first check expects to be violated. */
export async function checkedRun(
  text: string,
): Promise<{ readonly property: PropertyVerdict; readonly trace: TraceData }> {
  const explored = await exploreFirst(text);
  const { properties } = judge(explored.model.properties, explored.exploration, expectationOf(explored.run));
  const property = properties.findLast((one) => one.expectViolated);
  if (!property) throw new Error('the check expects no violation');
  return { property, trace: replay(explored, properties.indexOf(property)) };
}

async function exploreFirst(text: string): Promise<ExploredRun> {
  const [compiled] = compileSpec(text, readLibrary);
  return exploreRun(compiled!);
}

function replay({ system, model, exploration }: ExploredRun, number: number): TraceData {
  const finding = exploration.findings.find((f) => f.property === number);
  if (!finding) throw new Error(`nothing was found about ${model.properties[number]?.name ?? number}`);
  return traceData(reconstruct(system, model, finding.path, number, finding.loop));
}
