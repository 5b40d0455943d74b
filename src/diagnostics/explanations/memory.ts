import type { Explanation } from '../explanation.ts';

export const memoryExplanations: Readonly<Record<string, Explanation>> = {
  THPS3067: {
    title: 'A memory model that there is not',
    text: '`sc` is sequential consistency, which is what holds where no model is named: everyone sees all stores in one order. Under `tso` stores wait in a buffer of their CPU, under `pso` they may leave it in another order, under `pso_iq` loads may find old values as well, and `lkmm` is the model of the kernel itself, for small specs. docs/memory.md says which model is for which question.',
    wrong: `spec buffers;
memory arm;
weak var x : bool = false;
process p { x = true; }
`,
    right: `spec buffers;
memory pso_iq;
weak var x : bool = false;
process p { x = true; }
`,
  },
  THPS3076: {
    title: 'An ordering or a fence that there is not',
    text: "After `atomic` may stand what the kernel's function orders: `full`, which is also what nothing means, `relaxed`, `acquire`, `release` and `lock` of read-modify-writes; `once`, `load_acquire`, `store_release` and `unlock` of plain loads and stores that are one step. `fence` is followed by `mb`, `wmb` or `rmb`.",
    wrong: `spec publish;
weak var ready : bool = false;
process p { atomic releases ready = true; }
`,
    right: `spec publish;
weak var ready : bool = false;
process p { atomic store_release ready = true; }
`,
  },
  THPS3077: {
    title: 'A memory model and no variable that it is about',
    text: 'Only variables that are declared `weak` are subject to the memory model of a run. A run under a weak model without one would hold for no reason.',
    wrong: `spec publish;
var ready : bool = false;
process p { ready = true; }
check reordered memory pso;
`,
    right: `spec publish;
weak var ready : bool = false;
process p { ready = true; }
check reordered memory pso;
`,
  },
  THPS4009: {
    title: 'Several words of weak memory at once',
    text: `Under weak memory an access is to one word: what a CPU loads or stores at once. A map has a word for each key and a record
one for each field, unless it is declared \`weak packed\`. A statement may load one word and store one, except within
an \`atomic\` that is a read-modify-write. An assertion only observes, and may read several.`,
    wrong: `spec sums;
weak var x : 0..3 = 0;
weak var y : 0..3 = 0;
process p { x = 1; y = 1; }
process q { let sum = x + y; assert sum <= 2; }
check weak memory pso;
`,
    right: `spec sums;
weak var x : 0..3 = 0;
weak var y : 0..3 = 0;
process p { x = 1; y = 1; }
process q {
  let a = x;
  let sum = a + y;
  assert sum <= 2;
}
check weak memory pso;
`,
  },
};
