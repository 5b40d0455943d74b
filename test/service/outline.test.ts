import { describe, expect, it } from 'vitest';
import type { DocumentSymbol } from '../../src/service/data.ts';
import { MAIN, open, type Opened } from './support.ts';

const spec = `/// About it.
/// And more.
spec s;
import kernel.lock;
import kernel.page as pg;

struct Cell {
  n: 0..3;
}
enum Color { red, green }
var cell : Cell = Cell { n: 0 };
fun twice(a: 0..3): 0..6 = a + a;
proc put(ref c: Cell, v: 0..3) { c.n = v; }
proc both(ref c: Cell) { put(c, twice(1)); put(c, 2); }
process p {
  let v = cell.n;
here:
  both(cell);
}
invariant small = cell.n < 3;
check c;
check d for N in {1, 2};
`;
const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

function outline(symbols: readonly DocumentSymbol[]): readonly string[] {
  return symbols.map(
    (s) => `${s.kind} ${s.name}${s.children.length > 0 ? ` (${outline(s.children).join(', ')})` : ''}`,
  );
}

describe('the outline', () => {
  it('has declarations with their parts', () => {
    const { service, uri } = open(spec);
    expect(outline(service.documentSymbols(uri))).toEqual([
      'module pg',
      'type Cell (field n)',
      'type Color (member red, member green)',
      'variable cell',
      'function twice',
      'procedure put',
      'procedure both',
      'process p (label here)',
      'property small',
      'check c',
      'check d',
    ]);
  });

  it('says what stands behind a name, without comments', () => {
    const { service, uri } = open(
      'spec s;\nvar x /* one */ : 0..7 // of eight\n  = 0;\nproc p(n: 0..3 /* how many */) { skip; }\n',
    );
    expect(service.documentSymbols(uri).map((s) => `${s.name} ${s.detail}`)).toEqual(['x 0..7 = 0', 'p (n: 0..3)']);
  });

  it('selects the name within the declaration', () => {
    const { service, uri, textAt } = open(spec);
    for (const one of service.documentSymbols(uri)) {
      expect(textAt(one.selectionRange)).toBe(one.name);
      expect(textAt(one.range)).toContain(one.name);
    }
  });

  it('of the workspace is searched by letters in order', () => {
    const { service } = open(spec, { 'l.thps': 'library l;\nproc put_all() { skip; }\n' });
    expect(service.workspaceSymbols('pt').map((s) => `${s.name} in ${s.container}`)).toEqual([
      'put in s',
      'put_all in l',
    ]);
    expect(service.workspaceSymbols('zzz')).toEqual([]);
  });
});

describe('calls', () => {
  it('of a procedure come from procedures and processes', () => {
    const { service, uri, at, textAt } = open(spec.replace('proc put', 'proc pu<|>t'));
    expect(service.prepareCalls(uri, at)).toMatchObject({ name: 'put', kind: 'procedure' });
    const calls = service.incomingCalls(uri, at);
    expect(calls.map((c) => `${c.item.name} ${c.ranges.length}`)).toEqual(['both 2']);
    expect(calls[0]?.ranges.map(textAt)).toEqual(['put', 'put']);
  });

  it('by a procedure go to procedures and functions', () => {
    const { service, uri, at } = open(spec.replace('proc both', 'proc bo<|>th'));
    expect(service.outgoingCalls(uri, at).map((c) => `${c.item.name} ${c.ranges.length}`)).toEqual([
      'put 2',
      'twice 1',
    ]);
  });

  it('are not of variables', () => {
    const { service, uri, at } = open(spec.replace('var cell', 'var ce<|>ll'));
    expect(service.prepareCalls(uri, at)).toBeUndefined();
  });
});

describe('signature help', () => {
  const helpAt = (marked: string) => {
    const { service, uri, at } = open(marked);
    const help = service.signatureHelp(uri, at);
    return help && `${help.label} | ${help.label.slice(...help.parameters[help.activeParameter]!)}`;
  };

  it.each([
    ['put(<|>', 'proc put(ref c: Cell, v: 0..3) | ref c: Cell'],
    ['put(cell, <|>', 'proc put(ref c: Cell, v: 0..3) | v: 0..3'],
    ['put(cell, twice(<|>)', 'fun twice(a: 0..3): 0..6 | a: 0..3'],
    ['put(cell, (1 + <|>', 'proc put(ref c: Cell, v: 0..3) | v: 0..3'],
    ['pg.lock_page(<|>', 'proc lock_page(ref locked_by: Process?) | ref locked_by: Process?'],
    ['cell.n = size(<|>', 'size(s) | s'],
  ])('in `%s`', (text, expected) => {
    expect(helpAt(`${spec}process q {\n  ${text}`)).toBe(expected);
  });

  it('ends with the call', () => {
    expect(helpAt(`${spec}process q { put(cell, 1); <|> }`)).toBeUndefined();
  });
});

describe('folding', () => {
  it('leaves the last bracket, and takes imports and comments together', () => {
    const { service, uri } = open(spec);
    expect(service.foldingRanges(uri).map((f) => `${f.startLine + 1}-${f.endLine + 1} ${f.kind}`)).toEqual([
      '1-2 comment',
      '4-5 imports',
      '7-8 region',
      '15-18 region',
    ]);
  });
});

describe('selection', () => {
  it('grows from a name to the file', () => {
    const { service, uri, at, textAt } = open(spec.replace('twice(1)', 'twice(<|>1)'));
    const texts = service.selectionRanges(uri, [at])[0]!.map(textAt);
    expect(texts.slice(0, 5)).toEqual([
      '1',
      'twice(1)',
      'put(c, twice(1))',
      'put(c, twice(1));',
      ' put(c, twice(1)); put(c, 2); ',
    ]);
    expect(texts.at(-1)).toBe(spec);
  });
});

describe('semantic tokens', () => {
  it('say what each name is', () => {
    const { service, uri, textAt } = open(spec);
    const found = service
      .semanticTokens(uri)
      .map((t) => `${textAt(t.range)} ${t.type} ${t.modifiers.join(' ')}`.trim());
    expect(found).toEqual(
      expect.arrayContaining([
        'cell variable declaration',
        'put method declaration',
        'c parameter declaration',
        'v parameter readonly',
        'here label declaration',
        'red enumMember declaration',
        'Cell struct declaration',
        'small decorator declaration',
        'pg namespace declaration',
      ]),
    );
  });

  it('tell the type of all processes from functions', () => {
    const { service, uri, textAt } = open('spec s;\nvar owner : Process? = none;\ninvariant i = size({1}) == 1;\n');
    expect(service.semanticTokens(uri).map((t) => `${textAt(t.range)} ${t.type}`)).toEqual([
      'owner variable',
      'Process type',
      'i decorator',
      'size function',
    ]);
  });
});

describe('inlay hints', () => {
  it('show types of `let` and where steps begin', () => {
    const { service, uri, text } = open(spec.replace(/check d.*\n/, ''));
    const shown = service.inlayHints(uri, everything).map((h) => {
      const line = text.split('\n')[h.position.line]!;
      return `${line.slice(0, h.position.character)}${h.label}${line.slice(h.position.character)}`.trim();
    });
    expect(shown).toEqual([
      'proc put(ref c: Cell, v: 0..3) { ●c.n = v; }',
      'proc both(ref c: Cell) { put(c, twice(1)); ●put(c, 2); }',
      '●let v = cell.n;',
      'let v: 0..3 = cell.n;',
      '●here:',
      '●both(cell);',
    ]);
  });

  const dots = ({ service, uri }: Pick<Opened, 'service' | 'uri'>, text: string): readonly string[] =>
    service
      .inlayHints(uri, everything)
      .filter((h) => h.kind === 'step')
      .map((h) => text.split('\n')[h.position.line]!.slice(h.position.character));

  it('mark calls whose steps are in another file', () => {
    const text = 'spec s;\nimport kernel.lock;\nvar l : Process? = none;\nvar x : bool = false;\n';
    const opened = open(`${text}process p {\n  x = true;\n  spin_lock(l);\n  x = false;\n}\n`);
    expect(dots(opened, opened.text)).toEqual(['x = true;', 'spin_lock(l);', 'x = false;']);
    const [, call] = opened.service.inlayHints(opened.uri, everything);
    expect(call?.tooltip).toContain('Steps begin in what is called here');
    expect(call?.tooltip).toContain('p at spin_lock (line 7): may wait');
  });

  it('stay where the text around them is while it has errors', () => {
    const text = 'spec s;\nvar x : 0..3 = 0;\nprocess p {\n  x = 1;\n  x = 2;\n}\nprocess q {\n  x = 3;\n}\n';
    const { service, uri } = open(text);
    const fine = dots({ service, uri }, text);
    expect(fine).toEqual(['x = 1;', 'x = 2;', 'x = 3;']);
    const longer = text.replace('x = 1;', 'x = ;').replace('process p', '\n// More.\nprocess p');
    service.set(uri, 2, longer);
    expect(dots({ service, uri }, longer)).toEqual(['x = 2;', 'x = 3;']);
    service.set(uri, 3, longer.replace('x = ;', 'x = 22;'));
    expect(dots({ service, uri }, longer)).toEqual(['x = 2;', 'x = 3;']);
    const mended = longer.replace('x = ;', 'x = 1;');
    service.set(uri, 4, mended);
    expect(dots({ service, uri }, mended)).toEqual(fine);
  });

  it('are shown only in the range asked for', () => {
    const { service, uri } = open(spec.replace(/check d.*\n/, ''));
    const hints = service.inlayHints(uri, { start: { line: 0, character: 0 }, end: { line: 10, character: 0 } });
    expect(hints).toEqual([]);
  });
});

describe('code lenses', () => {
  it('run each check', () => {
    const { service, uri, textAt } = open(spec);
    expect(service.codeLenses(uri, []).map((l) => `${textAt(l.range)}: ${l.title}`)).toEqual([
      'c: ▷ Run check',
      'd: ▷ Run check',
    ]);
  });

  const summary = { check: 'c', run: 'c', isDecided: true, states: 12345, traces: [], state: 'current' } as const;

  it('tell how the last run came out', () => {
    const { service, uri } = open(spec);
    const lenses = service.codeLenses(uri, [
      { ...summary, outcome: '✗ violates small', traces: [{ property: 'small', rank: 0 }], state: 'outdated' },
    ]);
    expect(lenses.map((l) => l.title)).toEqual([
      '▷ Run check',
      '✗ violates small, 12,345 states (before the last change)',
      'Show small',
      '▷ Run check',
    ]);
    expect(lenses[2]?.command).toEqual({ kind: 'show', uri, run: 'c', property: 'small' });
  });

  it('show what is violated before witnesses, and let choose where there are many', () => {
    const { service, uri } = open(spec);
    const witnesses = ['a', 'b', 'c', 'd', 'e'].map((property) => ({ property, rank: 2 }));
    const lenses = service.codeLenses(uri, [
      { ...summary, run: 'c[N = 1]', outcome: '✓ holds', traces: witnesses },
      { ...summary, run: 'c[N = 2]', outcome: '✗ violates small', traces: [{ property: 'small', rank: 0 }] },
    ]);
    expect(lenses.slice(1, -1).map((l) => l.title)).toEqual([
      '✗ violates small, ✓ holds, 2 runs, 24,690 states',
      'Show small of c[N = 2]',
      'Show a of c[N = 1]',
      'Show b of c[N = 1]',
      'Show c of c[N = 1]',
      '2 more…',
    ]);
  });

  it('stay short, however many runs and properties there are', () => {
    const { service, uri } = open(spec);
    const long = Array.from({ length: 40 }, (_, i) => ({
      ...summary,
      run: `c[N = ${i}, ${'WORD = word, '.repeat(20)}M = 1]`,
      outcome: `✗ violates p${i}, ${'another_property, '.repeat(20)}last`,
      traces: [{ property: `p${i}`, rank: 0 }],
    }));
    const titles = service.codeLenses(uri, long).map((l) => l.title);
    expect(titles[1]).toMatch(/^✗ violates p0, .*… and 39 more, 40 runs, 493,800 states$/);
    expect(titles.filter((title) => title.length > 140)).toEqual([]);
  });

  it('offer what the budget did not suffice for', () => {
    const { service, uri } = open(spec);
    const lenses = service.codeLenses(uri, [{ ...summary, outcome: '… not run: budget', isDecided: false, states: 0 }]);
    expect(lenses.map((l) => l.title).slice(0, 3)).toEqual([
      '▷ Run check',
      '… not run: budget, 0 states',
      '▷ Run without limit',
    ]);
    expect(lenses[2]?.command).toEqual({ kind: 'run', uri, check: 'c', unlimited: true });
  });

  it('stand at the header where there are no checks, and in no library', () => {
    expect(open('spec s;\nprocess p { skip; }\n').service.codeLenses(MAIN, [])).toHaveLength(1);
    expect(open('library l;\n').service.codeLenses(MAIN, [])).toEqual([]);
  });
});

describe('links', () => {
  it('lead to the imported files that are there', () => {
    const { service, uri, textAt } = open('spec s;\nimport kernel.lock;\nimport "./l.thps";\nimport "./none.thps";\n', {
      'l.thps': 'library l;\n',
    });
    expect(service.links(uri).map((l) => `${textAt(l.range)} ${l.target}`)).toEqual([
      'kernel.lock library:kernel.lock',
      '"./l.thps" file:///w/l.thps',
    ]);
  });
});
