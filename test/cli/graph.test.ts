import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notDrawn } from '../../src/diagnostics/driver.ts';
import { drawSvg } from '../../src/render/graphs/svg.ts';
import { thps, withFiles } from './run.ts';
import { renderDiagnostic } from '../support/diagnostics.ts';
import * as specs from './specs.ts';

const root = join(import.meta.dirname, '..', '..');

/** A procedure that is called twice, every kind of statement that leads somewhere, and nothing that runs long. */
const kinds = `spec kinds;
enum Answer { yes, no }
var lock : Process? = none;
var n    : 0..3 = 0;

proc spin_lock() { atomic { await lock == none; lock = some(self); } }
proc try_inc(): bool {
  atomic {
    if n == 3 { return false; }
    n++;
    return true;
  }
}

process worker {
  spin_lock();
  if !try_inc() { goto out; }
  lock = none;
  either { n = 0; } or { n = 1; }
again:
  match n {
    0 => { skip; }
    _ => { n = 0; goto again; }
  }
  { pick a in Answer; if a == no { n = 1; } }
  spin_lock();
  atomic for i in {1, 2} { n = i; }
  while n > 0 { n = n - 1; }
out:
  lock = none;
}
action reset(k: 0..1) when n == 2 { n = k; }
`;

async function graphOf(spec: string, ...words: readonly string[]): Promise<string> {
  return withFiles({ 'spec.thps': spec }, async (cwd) => {
    const { stdout, stderr, code } = await thps(['graph', 'spec.thps', ...words], { cwd });
    expect([stderr, code]).toEqual(['', 0]);
    return stdout;
  });
}

/** Statements of a graph that begin like this. */
function lines(dot: string, beginning: RegExp): readonly string[] {
  return dot.split('\n').filter((line) => beginning.test(line.trim()));
}
const stateLine = /^s\d+ \[/;
const stepLine = /^s\d+ -> /;

describe('thps graph', () => {
  it('draws states with their values and steps with what they change', async () => {
    const dot = await graphOf(specs.counters);
    expect(lines(dot, stateLine)).toHaveLength(12);
    await expect(`${specs.counters}\n---\n${dot}`).toMatchFileSnapshot('../golden/graph/states.golden');
  });

  it('draws where a process can be, and the ways through its steps', async () => {
    const dot = await graphOf(kinds, '--process', 'worker');
    await expect(`${kinds}\n---\n${dot}`).toMatchFileSnapshot('../golden/graph/control.golden');
  });

  it('marks deadlocks, what is reached, what is violated and what fails', async () => {
    expect(
      lines(await graphOf(specs.philosophers), stateLine).filter((line) => line.includes('deadlock')),
    ).toHaveLength(1);
    const counters = await graphOf(specs.counters);
    expect(lines(counters, stateLine).filter((line) => line.includes('reaches both_done'))).toHaveLength(2);
    expect(lines(counters, stateLine).filter((line) => line.includes('violates nothing_lost'))).toHaveLength(1);
    const failing = await graphOf(specs.asserting);
    expect(lines(failing, /^f\d+ \[/).filter((line) => line.includes('✗ x is too large'))).toHaveLength(1);
    const outside = await graphOf(specs.outOfRange);
    expect(lines(outside, /^f\d+ \[/).filter((line) => line.includes('✗ value 4 for x is outside 0..3'))).toHaveLength(
      1,
    );
    const falling = specs.counters.replace('never_falls', 'never_rises');
    expect(lines(await graphOf(falling), stepLine).filter((line) => line.includes('violates never_back'))).not.toEqual(
      [],
    );
  });

  it('shows every state and every step that the search finds', async () => {
    for (const [file, check] of [
      ['01-two-counters', 'one_each'],
      ['02-readers-and-a-writer', 'careful'],
      ['03-two-locks', 'same_order'],
      ['04-the-last-reference', 'careful'],
    ] as const) {
      const words = [`specs/tutorial/${file}.thps`, '--check', check];
      const { stdout } = await thps(['check', ...words, '--json', '--workers', '1'], { cwd: root });
      const found = JSON.parse(stdout) as { readonly checks: readonly { states: number; generated: number }[] };
      const dot = (await thps(['graph', ...words, '--states', '500'], { cwd: root })).stdout;
      const [states, steps] = /(\d+) states?, (\d+) steps?/.exec(dot)?.slice(1).map(Number) ?? [];
      const initial = lines(dot, stateLine).filter((line) => line.includes('initial')).length;
      expect([states, (steps ?? 0) + initial], file).toEqual([found.checks[0]?.states, found.checks[0]?.generated]);
      expect(lines(dot, stateLine), file).toHaveLength(states ?? 0);
    }
  });

  it('draws the first states of many, and says what it leaves out', async () => {
    await withFiles({ 'spec.thps': specs.huge }, async (cwd) => {
      const { stdout, stderr, code } = await thps(['graph', 'spec.thps', '--states', '5'], { cwd });
      expect(code).toBe(0);
      expect(lines(stdout, stateLine)).toHaveLength(5);
      // 27 with another bit; of those with the first, second, third or fourth bit 4 with a 2 in it, 6 with two of the four
      // bits, and 4 times 27 with one of them and another bit.
      expect(stderr).toContain('5 states drawn, the first in breadth-first order; 145 more are one step away');
      expect(stdout).toContain('not everything: 5 states drawn');
      expect(lines(stdout, stateLine).every((line) => line.includes('not drawn'))).toBe(true);
    });
    // A state with more outcomes than anybody could look at.
    const wide = 'spec wide;\nvar n : 0..9 = 0;\nprocess p { pick a in 0..60_000; pick b in 0..60_000; n = a % 10; }\n';
    await withFiles({ 'spec.thps': wide }, async (cwd) => {
      const { stdout, stderr } = await thps(['graph', 'spec.thps'], { cwd });
      expect(stderr).toContain('they have further steps');
      expect(lines(stdout, stateLine)).toHaveLength(2);
    });
  });

  it('makes a picture that has everything and loads nothing', async () => {
    const svg = await graphOf(specs.counters, '--as', 'svg');
    expect(svg.startsWith('<svg ')).toBe(true);
    expect(svg.match(/class="node"/g)).toHaveLength(12);
    expect(svg).toContain('>counter = 0</text>');
    expect(svg).toContain('counter: 0 → 1');
    expect(svg).toContain('DejaVu Sans Mono');
    expect(svg).not.toMatch(/<!DOCTYPE|href="http|src=/);
    expect(await graphOf(specs.counters, '--as', 'svg', '--process', 'adder')).toContain('> let seen = counter<');
  });

  it('draws 500 states so that Graphviz finds no fault with it', async () => {
    const file = 'specs/tutorial/05-ticket-lock.thps';
    const { stdout } = await thps(['graph', file, '--check', 'five_cpus', '--states', '500', '--as', 'svg'], {
      cwd: root,
    });
    expect(stdout.match(/class="node"/g)).toHaveLength(500);
    // The values are in the hints.
    expect(stdout).toContain('xlink:title="state 499');
  });

  it('survives texts that mean something to Graphviz', async () => {
    const odd = String.raw`spec odd;
var x : bool = false;
process p { x = true; assert !x, "<b>&amp; \\N \" } ] ; --"; }
`;
    const svg = await graphOf(odd, '--as', 'svg');
    expect(svg).toContain('&lt;b&gt;&amp;amp; \\');
    expect(svg.match(/class="node"/g)).toHaveLength(3);
  });

  it('writes files, and chooses checks and constants', async () => {
    await withFiles({ 'spec.thps': specs.countersExpected }, async (cwd) => {
      const words = ['graph', 'spec.thps', '--check', 'limit_of_1', '--out', 'pictures/counters.dot'];
      expect((await thps(words, { cwd })).code).toBe(0);
      const dot = readFileSync(join(cwd, 'pictures', 'counters.dot'), 'utf8');
      expect(dot).toContain('spec.thps, check limit_of_1 with LIMIT = 1');
      expect(dot).toContain('violates within_limit');
      expect((await thps(words, { cwd })).code).toBe(66);
      expect((await thps([...words, '--force'], { cwd })).code).toBe(0);
    });
  });

  it('says what Graphviz says where it cannot draw', async () => {
    await expect(drawSvg('digraph {')).rejects.toThrow('syntax error');
    const message = notDrawn('syntax error in line 2');
    expect(message).toMatchObject({ class: 'usage' });
    await expect(`${renderDiagnostic(message, { main: '', fixes: 'titles' })}\n`).toMatchFileSnapshot(
      '../golden/cli/graph-not-drawn.golden',
    );
  });
});
