import { problemOf } from '../../../src/backend/problem/problem.ts';
import { describe, expect, it } from 'vitest';
import { compileSystem } from '../../../src/backend/wasm/compile.ts';
import { encode } from '../../../src/backend/wasm/encoding/encode.ts';
import { explore } from '../../../src/explorer/bfs.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../../support/compile.ts';

/** Eight records, processes that change them, and transition properties about every pair of records. */
function spec({ processes, labels, conjuncts }: Record<'processes' | 'labels' | 'conjuncts', number>): string {
  const list = (n: number, item: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => item(i));
  const about = (k: number): string =>
    `(forall i in I, j in I: pages[i].refs == ${k % 16} && pages'[j].refs != pages[j].refs
       => pages[i].mapped == pages'[i].mapped || pages'[j].owner == i)`;
  return `spec large;
type I = 0..7;
struct Page { refs: 0..15; mapped: bool; owner: 0..7; }
var pages : [I -> Page] = [_ in I -> Page { refs: 1, mapped: false, owner: 0 }];
${list(
  processes,
  (p) => `process p${p} {
${list(labels, (l) => `  l${l}: pages[${(p + l) % 8}].refs = (pages[${(p + l + 1) % 8}].refs + 1) % 16;`).join('\n')}
}`,
).join('\n')}
transition keeps = ${['true', ...list(conjuncts, about)].join(' && ')};
check c allow deadlock;
`;
}

function bytesOf(size: Parameters<typeof spec>[0]): number {
  const { system, run } = compileOne(spec(size));
  return encode(compileSystem(problemOf(system, run)).module).length;
}

describe('the code of a module', () => {
  it('has a transition property once, however many steps it is about', () => {
    const cost = (labels: number): number =>
      bytesOf({ processes: 2, labels, conjuncts: 4 }) - bytesOf({ processes: 2, labels, conjuncts: 0 });
    // What is left for each step is the call.
    expect((cost(20) - cost(4)) / 32).toBeLessThan(150);
    expect(cost(4)).toBeGreaterThan(20_000);
  });

  it('grows no more with what quantifiers are unrolled to once there is much of it', () => {
    const cost = (conjuncts: number): number => bytesOf({ processes: 1, labels: 1, conjuncts });
    // A copy for each of 64 pairs takes twenty times as much as a loop.
    expect((cost(80) - cost(40)) / 40).toBeLessThan(cost(1) / 10);
    expect(cost(80)).toBeLessThan(150_000);
  });

  it('says the same where it is large', async () => {
    const { system, run } = compileOne(
      spec({ processes: 2, labels: 3, conjuncts: 40 }).replace(
        'check c',
        'transition grows = pages[2].refs <= 1;\ncheck c',
      ),
    );
    const reference = await explore(interpreterOf({ system, run }), { exhaustive: true });
    const { missed: _, ...result } = await exploreWithCode(
      { system, run },
      {
        exhaustive: true,
      },
    );
    expect(result).toEqual(reference);
    expect(reference.findings).not.toEqual([]);
  });
});
