import { successorsOf } from '../../src/ir/operations/successors.ts';
import type { Step } from '../../src/ir/system.ts';
import { spanText } from '../../src/text/source.ts';
import { compileOne } from '../support/compile.ts';

/** What the bodies of these tests are about. */
export const DECLARATIONS = `
spec test;
const DEBUG : bool = false;
var x : 0..9 = 0;
var y : 0..9 = 0;
var flag : bool = false;
var cells : [0..1 -> 0..9] = [_ in 0..1 -> 0];
ghost var g : 0..9 = 0;
fun twice(n: 0..4): 0..8 = n * 2;
fun shared(): 0..9 = x;
proc store(v: 0..9) { x = v; }
proc load(): 0..9 { return x; }
proc constant(): 0..9 { return 3; }
proc two() { x = 1; y = 1; }
proc set(ref r: 0..9, v: 0..9) { r = v; }
proc mark() { g = 1; }
`;

/** The steps of process `p` with this body: the name of each control point, then what runs from there. */
export function steps(body: string): Record<string, string[]> {
  const { system } = compileOne(`${DECLARATIONS}\nprocess p {\n${body}\n}`);
  const family = system.families[0]!;
  const found: Record<string, string[]> = {};
  for (const point of family.points)
    if (point.step !== undefined) found[point.name] = shownIn(system.steps[point.step]!);
  return found;
}

/** Texts of the statements in a step, in order of control. */
function shownIn(step: Step): string[] {
  const seen = new Set<number>();
  const texts: string[] = [];
  const visit = (index: number): void => {
    const operation = step.operations[index]!;
    if (seen.has(index)) return;
    seen.add(index);
    if (operation.shown) texts.push(spanText(operation.at).replace(/\s+/g, ' '));
    successorsOf(operation).forEach(visit);
  };
  visit(step.entry);
  return texts;
}

/** Only what runs, step by step. */
export function cut(body: string): string[][] {
  return Object.values(steps(body));
}
