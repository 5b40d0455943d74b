import { reconstruct } from '../../src/trace/reconstruct.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { compileSpec, exploreRun } from './compile.ts';
import { readLibrary } from './library.ts';

/** The run that shows something about a property of a spec's first check, as any engine's path is told. */
export async function traceOf(text: string, property: string): Promise<Trace> {
  const [compiled] = compileSpec(text, readLibrary);
  const explored = await exploreRun(compiled!);
  const number = explored.model.properties.findIndex((p) => p.name === property);
  const finding = explored.exploration.findings.find((f) => f.property === number);
  if (!finding) throw new Error(`nothing was found about ${property}`);
  return reconstruct(explored.system, explored.model, finding.path, number, finding.loop);
}
