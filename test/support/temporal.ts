import { graphOf } from '../../src/backend/interpreter/graph.ts';
import { explore } from '../../src/explorer/bfs.ts';
import { checkLiveness } from '../../src/explorer/liveness/check.ts';
import type { Exploration } from '../../src/explorer/model.ts';
import { expectationOf, judge, type PropertyVerdict } from '../../src/explorer/verdict.ts';
import { renderTrace } from '../../src/render/trace-terminal.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import { traceData } from '../../src/result/from-trace.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { type CompiledRun, compileOne, interpreterOf } from './compile.ts';

export interface TemporalRun {
  readonly exploration: Exploration;
  readonly verdicts: ReadonlyMap<string, PropertyVerdict>;
  /** What comes out about each temporal property. */
  readonly results: Readonly<Record<string, string>>;
  readonly trace: (property: string) => Trace;
  readonly shown: (property: string) => string;
}

/** Explores the first run of a spec and checks its temporal properties. */
export async function checkTemporal(spec: string | CompiledRun): Promise<TemporalRun> {
  const { system, run } = typeof spec === 'string' ? compileOne(spec) : spec;
  const model = interpreterOf({ system, run });
  const explored = await explore(model);
  const problem = model.problem.liveness;
  const exploration =
    problem && explored.end === 'complete'
      ? await checkLiveness(explored, await graphOf(system, model), problem, model.implicationsMet)
      : explored;
  const { properties } = judge(model.properties, exploration, expectationOf(run));
  const verdicts = new Map(properties.map((p) => [p.name, p]));
  const trace = (property: string): Trace => {
    const finding = verdicts.get(property)?.finding;
    if (!finding) throw new Error(`there is nothing about ${property}`);
    return reconstruct(system, model, finding.path, finding.property, finding.loop);
  };
  return {
    exploration,
    verdicts,
    results: Object.fromEntries(properties.filter((p) => p.kind === 'temporal').map((p) => [p.name, p.result])),
    trace,
    shown: (property) => renderTrace(traceData(trace(property))),
  };
}
