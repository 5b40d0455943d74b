/** Straight-line programs over a few words, as litmus tests are: what both the specs and the axiomatic model are made from. */

export type Access =
  | {
      readonly kind: 'store';
      readonly word: string;
      readonly value: number;
      readonly order: 'once' | 'release';
    }
  | { readonly kind: 'load'; readonly word: string; readonly order: 'once' | 'acquire' }
  /** An exchange, such as xchg_acquire(). */
  | {
      readonly kind: 'swap';
      readonly word: string;
      readonly value: number;
      readonly order: 'relaxed' | 'acquire' | 'release' | 'full';
    }
  | { readonly kind: 'fence'; readonly fence: 'mb' | 'wmb' | 'rmb' }
  | { readonly kind: 'lock' | 'unlock'; readonly lock: string };

export type Program = readonly (readonly Access[])[];

/** `Wx1 wmb Wy1 | Ry rmb Rx`: a thread behind another; `W.rel`, `R.acq`, `X.full`, `L`, `U`. */
export function programOf(text: string): Program {
  return text.split('|').map((thread) => thread.trim().split(/\s+/).map(accessOf));
}

function accessOf(text: string): Access {
  if (text === 'mb' || text === 'wmb' || text === 'rmb') return { kind: 'fence', fence: text };
  const [, kind = '', order, word = '', value] = /^([WRXLU])(?:\.(\w+?)\.)?([a-z])(\d?)$/.exec(text) ?? [];
  switch (kind) {
    case 'W':
      return { kind: 'store', word, value: Number(value), order: order === 'rel' ? 'release' : 'once' };
    case 'R':
      return { kind: 'load', word, order: order === 'acq' ? 'acquire' : 'once' };
    case 'X': {
      const orders = { acq: 'acquire', rel: 'release', full: 'full', rlx: 'relaxed' } as const;
      const found = Object.entries(orders).find(([name]) => name === order)?.[1] ?? 'full';
      return { kind: 'swap', word, value: Number(value), order: found };
    }
    case 'L':
      return { kind: 'lock', lock: word };
    case 'U':
      return { kind: 'unlock', lock: word };
    default:
      throw new Error(`no access: ${text}`);
  }
}

export function textOf(program: Program): string {
  const short = { once: '', relaxed: '.rlx.', acquire: '.acq.', release: '.rel.', full: '.full.' } as const;
  return program
    .map((thread) =>
      thread
        .map((one) => {
          switch (one.kind) {
            case 'store':
              return `W${short[one.order]}${one.word}${one.value}`;
            case 'load':
              return `R${short[one.order]}${one.word}`;
            case 'swap':
              return `X${short[one.order]}${one.word}${one.value}`;
            case 'fence':
              return one.fence;
            case 'lock':
              return `L${one.lock}`;
            case 'unlock':
              return `U${one.lock}`;
          }
        })
        .join(' '),
    )
    .join(' | ');
}

/** The words of a program, in order. */
export function wordsOf(program: Program): readonly string[] {
  return [...new Set(program.flat().flatMap((one) => ('word' in one ? [one.word] : [])))].sort();
}

export function locksOf(program: Program): readonly string[] {
  return [...new Set(program.flat().flatMap((one) => ('lock' in one ? [one.lock] : [])))].sort();
}

/** How many values the program loads: registers are numbered in the order of the threads. */
export function registersOf(program: Program): number {
  return program.flat().filter(({ kind }) => kind === 'load' || kind === 'swap').length;
}

/** The program as a spec. Registers are ghosts `r0`, `r1`, …; words are named as in the program. */
export function specOf(program: Program, memory: string): string {
  let register = 0;
  const threads = program.map((thread, i) => {
    const lines = thread.map((one) => {
      switch (one.kind) {
        case 'store':
          return one.order === 'release'
            ? `atomic store_release ${one.word} = ${one.value};`
            : `${one.word} = ${one.value};`;
        case 'load': {
          const word = one.order === 'acquire' ? 'atomic load_acquire ' : '';
          const own = register++;
          return `${word}let a${own} = ${one.word}; r${own} = a${own};`;
        }
        case 'swap':
          return `atomic ${one.order} { r${register++} = ${one.word}; ${one.word} = ${one.value}; }`;
        case 'fence':
          return `fence ${one.fence};`;
        case 'lock':
          return `atomic lock { await !${one.lock}; ${one.lock} = true; }`;
        case 'unlock':
          return `atomic unlock ${one.lock} = false;`;
      }
    });
    return `process p${i} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
  });
  return [
    'spec litmus;\n',
    ...(memory === 'sc' ? [] : [`memory ${memory};\n`]),
    // A program may have nothing but barriers.
    'weak var unused : bool = false;\n',
    ...wordsOf(program).map((word) => `weak var ${word} : 0..9 = 0;\n`),
    ...locksOf(program).map((lock) => `weak var ${lock} : bool = false;\n`),
    ...Array.from({ length: register }, (_, i) => `ghost var r${i} : 0..9 = 0;\n`),
    ...threads,
  ].join('');
}
