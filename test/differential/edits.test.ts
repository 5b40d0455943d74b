import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledRun, compileOne } from '../support/compile.ts';
import { agreeWithReading } from './agree.ts';
import { RUNS } from './both-engines.ts';
import { type Edit, Paper } from './edits-by-hand.ts';
import { type Found, namesIn } from './names-by-hand.ts';
import { randomControl } from './random-control.ts';
import { namesOfLocals, randomEdits, withSharedNames, writtenEdits } from './random-edits.ts';
import { readSpec } from './reading/compare.ts';

/**
 * Random edits of random specs, judged by what docs/language.md says of them: the text is edited by hand
 * (edits-by-hand.ts), and what it means then is asked of the third reading of the language.
 *
 * Both have to say the same of every refusal:
 * - edits that contradict each other are refused (THPS4005, THPS4008);
 * - an edit after which a name, a loop or the label of a jump is missing, or a name stands for two things
 *   (names-by-hand.ts), is refused (THPS4004);
 * - an edit is refused after which the text could not stand in the file for another reason, as the text is itself: a
 *   way without `return`, a loop without a step, a value that is certainly outside.
 *
 * One refusal is more careful than that: the text could stand in the file, but a name or a `break` would be about
 * another declaration or loop than before (THPS4004). All other edits have to be accepted.
 */

type Outcome = 'same' | 'contradiction' | 'names' | 'meaning' | 'text' | 'too large' | 'not covered' | 'not compiled';

describe('an edit of a check', () => {
  it('means what the text means that somebody edits by hand', { timeout: 900_000 * RUNS }, async () => {
    const outcomes = new Map<Outcome, number>();
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = (low: number, high: number): number => g(fc.integer, { min: low, max: high });
        const spec = randomControl(decide, 45);
        const text = decide(0, 1) === 0 ? spec : withSharedNames(new Paper(spec));
        const edits = randomEdits(decide, new Paper(text));
        fc.pre(edits.length > 0 && typeof compiled(text) !== 'string');
        const outcome = await judge(text, edits, ran++ % 4 === 0 ? 'both' : 'interpreter');
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }),
      { numRuns: 80 * RUNS, endOnFailure: true },
    );
    // A campaign whose edits are all refused would compare nothing.
    expect(outcomes.get('same'), JSON.stringify([...outcomes])).toBeGreaterThan(25 * RUNS);
  });
});

async function judge(text: string, edits: readonly Edit[], engines: 'both' | 'interpreter'): Promise<Outcome> {
  const edited = compiled(`${text}check edited${writtenEdits(edits)};\n`);
  const paper = new Paper(text);
  const names = namesOfLocals(text);
  const before = [...paper.bodies.values()].map((body) => namesIn(body, names));
  expect(
    before.flatMap(({ problems }) => problems),
    text,
  ).toEqual([]);
  const about = `${text}// ${writtenEdits(edits)}`;
  if (!paper.edit(edits)) {
    expect(edited, about).toMatch(/^THPS400[58] /m);
    return 'contradiction';
  }
  const after = [...paper.bodies.values()].map((body) => namesIn(body, names));
  const written = paper.written();
  const problems = after.flatMap((one) => one.problems);
  if (problems.length > 0) {
    expect(edited, `${about}\n${problems.join()}\n${written}`).toMatch(/^THPS4004 /);
    expect(typeof compiled(withoutProperties(written)), written).toBe('string');
    return 'names';
  }
  if (after.some((one, i) => changes(before[i]!, one))) {
    expect(edited, `${about}\n${written}`).toMatch(/^THPS4004 .*(means another|is about another)/s);
    return 'meaning';
  }
  // It is about bodies: of what is left out, properties may speak.
  const alone = compiled(withoutProperties(written));
  if (typeof alone === 'string' || typeof edited === 'string') {
    const said = [alone, edited].map((one) => (typeof one === 'string' ? one : 'accepted'));
    const [codes, found] = said.map((one) => one.slice(0, 8));
    expect(found, `${about}\n${written}\n${said.join('\n')}`).toBe(
      codes === 'accepted' || OF_STEPS.has(codes!) ? codes : 'THPS4004',
    );
    return 'text';
  }
  return agreeWithReading(edited, readSpec(written, 1_000)[0]!, `${about}\n${written}`, engines);
}

function changes(before: Found, after: Found): boolean {
  return [...after.meanings].some(([node, meaning]) => before.meanings.get(node) !== meaning);
}

/** Refusals of steps, which nobody looks for in a body with other errors. */
const OF_STEPS: ReadonlySet<string> = new Set(['THPS4001', 'THPS4002', 'THPS4003']);

function withoutProperties(text: string): string {
  return text.replace(/^(invariant|reachable|transition) .*$/gm, '');
}

/** A run, or what is wrong with it. */
function compiled(text: string): CompiledRun | string {
  try {
    return compileOne(text);
  } catch (problem) {
    if (problem instanceof Error && problem.message.startsWith('THPS')) return problem.message;
    throw problem;
  }
}
