import { describe, expect, it } from 'vitest';
import { applied, open } from './support.ts';

function labels(marked: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const { service, uri, at } = open(marked, files);
  return service.completion(uri, at).map((c) => c.label);
}

const spec = (text: string): string => `spec s;
import kernel.lock;
import kernel.page as pg;
enum Guard { freeze, lock_only }
const GUARD : Guard = freeze;
/// A page.
struct Page {
  /// References to it.
  refs: 0..7;
  owner: Process?;
}
type Id = 0..2;
var pages : [Id -> Page] = [_ in Id -> Page { refs: 0, owner: none }];
var guard : Guard = freeze;
proc take(ref page: Page, n: 0..7) {
inside:
  page.refs = n;
}
process worker[w: Id] {
here:
  take(pages[w], 1);
}
invariant fine = true;
${text}`;

describe('completion', () => {
  it('of fields, also where nothing follows the dot', () => {
    const { service, uri, at } = open(spec('process p { pages[0].<|>'));
    const found = service.completion(uri, at);
    expect(found.map((c) => c.label)).toEqual(['owner', 'refs']);
    expect(found[1]).toMatchObject({ kind: 'field', detail: '0..7', documentation: 'References to it.' });
  });

  it('of fields before the next statement', () => {
    expect(labels(spec('process p {\n  let q = pages[0];\n  q.<|>\n  guard = freeze;\n}'))).toEqual(['owner', 'refs']);
  });

  it('of names under a prefix', () => {
    expect(labels(spec('process p { pg.<|> }'))).toContain('lock_page');
    expect(labels(spec('process p { pg.<|> }'))).not.toContain('spin_lock');
  });

  it('of members of a type', () => {
    expect(labels(spec('process p { guard = Guard.<|>; }'))).toEqual(['freeze', 'lock_only']);
  });

  it('puts members of the expected type first', () => {
    expect(labels(spec('process p { guard = <|>')).slice(0, 2)).toEqual(['freeze', 'lock_only']);
    expect(labels(spec('invariant i = guard == <|>;')).slice(0, 2)).toEqual(['freeze', 'lock_only']);
    expect(labels(spec('const OTHER : Guard = <|>;')).slice(0, 2)).toEqual(['freeze', 'lock_only']);
  });

  it('of models, fences and orderings of memory', () => {
    expect(labels(spec('check c memory <|>'))).toEqual(expect.arrayContaining(['sc', 'tso', 'pso', 'pso_iq', 'lkmm']));
    expect(labels(spec('memory <|>'))).toEqual(expect.arrayContaining(['sc', 'tso', 'pso', 'pso_iq', 'lkmm']));
    expect(labels(spec('process p { fence <|> }'))).toEqual(expect.arrayContaining(['mb', 'rmb', 'wmb']));
    expect(labels(spec('process p { atomic <|> }'))).toEqual(expect.arrayContaining(['acquire', 'store_release']));
    expect(labels(spec('<|>'))).toContain('weak');
    expect(labels(spec('process p <|>'))).toContain('on');
    expect(labels(spec('action a <|>'))).not.toContain('on');
  });

  it('of labels after `at`', () => {
    expect(labels(spec('invariant i = worker[0] at <|>'))).toEqual(['here', 'done', 'take']);
    expect(labels(spec('invariant i = exists w in Id: worker[w] at h<|>;'))).toContain('here');
  });

  it('of labels after `goto`', () => {
    expect(labels(spec('process p {\nagain:\n  skip;\n  goto <|>\n}'))).toEqual(['again']);
  });

  it('of bodies and labels in `during`, `without` and `moving`', () => {
    expect(labels(spec('transition t during <|>'))).toEqual(expect.arrayContaining(['worker', 'take']));
    expect(labels(spec('check c without worker.<|>'))).toContain('here');
    expect(labels(spec('check c moving take.<|>'))).toContain('inside');
  });

  it('of properties and constants in a check', () => {
    expect(labels(spec('check c expect violates <|>'))).toEqual(expect.arrayContaining(['fine', 'deadlock']));
    expect(labels(spec('check c with <|>'))).toContain('GUARD');
    expect(labels(spec('check c with GUARD = <|>')).slice(0, 2)).toEqual(['freeze', 'lock_only']);
    expect(labels(spec('check c <|>'))).toEqual(expect.arrayContaining(['with', 'without', 'expect']));
  });

  it('of findings in `deny`, and of steps in `passing`', () => {
    expect(labels(spec('deny <|>'))).toEqual(expect.arrayContaining(['never_ran', 'vacuous']));
    expect(labels(spec('deny never_ran, <|>'))).toContain('vacuous');
    expect(labels(spec('check c expect violates fine passing <|>'))).toEqual(
      expect.arrayContaining(['worker', 'take']),
    );
    expect(labels(spec('check c expect violates fine passing worker.<|>'))).toContain('here');
    expect(labels(spec('check c expect violates fine passing worker.here then <|>'))).toContain('worker');
    expect(labels(spec('check c expect violates fine <|>'))).toContain('passing');
    expect(labels(spec('<|>'))).toContain('deny');
  });

  it('of clauses and steps in a scenario', () => {
    expect(labels(spec('scenario s <|>'))).toEqual(
      expect.arrayContaining(['possible', 'impossible', 'with', 'without']),
    );
    expect(labels(spec('scenario s <|>'))).not.toContain('expect');
    expect(labels(spec('scenario s with <|>'))).toContain('GUARD');
    expect(labels(spec('scenario s { <|>'))).toEqual(expect.arrayContaining(['worker', 'take', 'next']));
    expect(labels(spec('scenario s { worker.<|>'))).toContain('here');
    expect(labels(spec('scenario s { worker[0].<|>'))).toContain('here');
    expect(labels(spec('scenario s { worker[0].here <|>'))).toContain('before');
    expect(labels(spec('scenario s { worker[0].here before <|>'))).toContain('take');
    expect(labels(spec('<|>'))).toContain('scenario …');
  });

  it('of bundled modules in an import', () => {
    expect(labels('spec s;\nimport <|>')).toEqual(['kernel.lock', 'kernel.page']);
    expect(labels('spec s;\nimport kernel.<|>\n\nvar x : bool = true;')).toEqual(['lock', 'page']);
  });

  it('of constants that an import can be given', () => {
    expect(
      labels('spec s;\nimport "./l.thps" with <|>', {
        'l.thps': 'library l;\nconst N : 0..3 = 1;\ntype T;\nvar v : bool = true;\n',
      }),
    ).toEqual(['N', 'T', 'type']);
  });

  it('of types behind a colon', () => {
    const found = labels(spec('var y : <|>'));
    expect(found).toEqual(expect.arrayContaining(['Guard', 'Page', 'Id', 'bool', 'Process']));
    expect(found).not.toContain('pages');
  });

  it('of statements with locals first', () => {
    const found = labels(spec('process p {\n  let first = guard;\n  <|>\n}'));
    expect(found[0]).toBe('first');
    expect(found).toEqual(expect.arrayContaining(['await', 'atomic …', 'take', 'pages', 'let']));
    expect(found).not.toContain('invariant');
  });

  it('of declarations between declarations', () => {
    const found = labels(spec('<|>'));
    expect(found).toEqual(expect.arrayContaining(['import', 'init', 'process …']));
    expect(found).not.toContain('await');
    expect(labels('<|>')).toEqual(['library …', 'spec …']);
  });

  it('of a word once: a snippet stands for the word that it is about', () => {
    for (const place of [
      '<|>',
      'process p { <|> }',
      'invariant i = <|>',
      'check c <|>',
      'var y : <|>',
      'process p <|>',
    ]) {
      const begun = labels(spec(place)).map((label) => label.replace(/ …$/, ''));
      expect(begun.filter((label, i) => begun.indexOf(label) < i)).toEqual([]);
    }
    expect(labels(spec('invariant i = <|>'))).toContain('if');
  });

  it('of plain texts for an editor that knows no snippets', () => {
    const { service, uri, at } = open(spec('process p { <|> }'));
    const found = service.completion(uri, at, { snippets: false });
    expect(found.filter((c) => c.isSnippet || c.insertText.includes('$'))).toEqual([]);
    expect(found.map((c) => c.insertText)).toEqual(expect.arrayContaining(['take', 'atomic', 'while']));
  });

  it('of names of bundled modules that are not imported, with the import', () => {
    const take = (text: string) => {
      const { service, uri, at } = open(text);
      const found = service.completion(uri, at).find((c) => c.label === 'spin_lock');
      return (
        found &&
        applied(text.replace('<|>', ''), [{ range: found.range, newText: found.label }, ...(found.further ?? [])])
      );
    };
    expect(take('spec s;\nprocess p { spi<|> }\n')).toBe('spec s;\n\nimport kernel.lock;\nprocess p { spin_lock }\n');
    expect(take('spec s;\nimport kernel.page;\nprocess p { spi<|> }\n')).toBe(
      'spec s;\nimport kernel.page;\nimport kernel.lock;\nprocess p { spin_lock }\n',
    );
    // It is there without, a name of the module is taken, or there is no place for an import.
    expect(take('spec s;\nimport kernel.lock;\nprocess p { spi<|> }\n')).not.toContain('lock;\nimport');
    expect(take('spec s;\nproc spin_unlock() { skip; }\nprocess p { spi<|> }\n')).toBeUndefined();
    expect(take('process p { spi<|> }\n')).toBeUndefined();
    expect(take('spec s;\nprocess p { <|> }\n')).toBeUndefined();
  });

  const entries = 'union Entry { hole, page(Id) }\nvar e : Entry = hole;\nvar o : Id? = none;\n';

  it('of patterns behind `is`', () => {
    expect(labels(spec(`${entries}invariant i = e is <|>`))).toEqual(['hole', 'page', '_']);
    expect(labels(spec(`${entries}invariant i = e is p<|> && true;`))).toEqual(['hole', 'page', '_']);
    expect(labels(spec(`${entries}process p { if o is <|> }`))).toEqual(['none', 'some', '_']);
    expect(labels(spec(`${entries}process p { if guard is <|> }`))).toEqual(['freeze', 'lock_only', '_']);
    expect(labels(spec(`${entries}invariant i = o is some(<|>`))).toEqual(expect.arrayContaining(['hole', '_']));
    expect(labels(spec(`${entries}invariant i = take(e is hole, <|>`))).toContain('guard');
    const { service, uri, at } = open(spec(`${entries}invariant i = e is <|>`));
    expect(service.completion(uri, at)[1]).toMatchObject({ insertText: 'page(${1:x})', isSnippet: true });
  });

  it('of patterns at the beginning of arms, and of what else can stand there behind them', () => {
    const arm = (text: string) => labels(spec(`${entries}process p {\n  ${text}`));
    expect(arm('match e { <|> } }')).toEqual(['hole', 'page', '_']);
    expect(arm('match e {\n    hole => { skip; }\n    <|>')).toEqual(['hole', 'page', '_']);
    expect(arm('match e { hole => { <|>')).toContain('await');
    expect(arm('match e { hole => { if true { skip; } <|>')).toContain('await');
    expect(labels(spec(`${entries}invariant i = match guard { <|>`))).toEqual(['freeze', 'lock_only', '_']);
    expect(labels(spec(`${entries}invariant i = match guard { freeze => true, <|>`))).toEqual([
      'freeze',
      'lock_only',
      '_',
    ]);
    expect(labels(spec(`${entries}invariant i = match guard { freeze => <|>`))).toContain('pages');
  });

  it('of labels alone in what a check changes', () => {
    expect(labels(spec('check c without worker.<|>'))).toEqual(['here']);
    expect(labels(spec('check c moving take.<|>'))).toEqual(['inside']);
    expect(labels(spec('check c expect violates fine passing worker.<|>'))).toEqual(['here']);
    expect(labels(spec('scenario s { worker.<|>'))).toEqual(['here']);
  });

  it('of clauses between the head of a process and its body', () => {
    expect(labels(spec('process p <|>'))).toEqual(expect.arrayContaining(['fair', 'daemon', 'when', 'if']));
  });

  it('calls what takes arguments', () => {
    const { service, uri, at } = open(spec('process p { ta<|> }'));
    const take = service.completion(uri, at).find((c) => c.label === 'take');
    expect(take).toMatchObject({ insertText: 'take(${1:page}, ${2:n})', isSnippet: true });
  });

  it('offers no locals of other bodies', () => {
    expect(labels(spec('process p { guard = <|> }'))).not.toContain('page');
  });

  it('of the libraries of the workspace in an import', () => {
    const files = {
      'lib.thps': '// A library.\nlibrary lib;\n',
      'more/deep.thps': 'library deep;\n',
      'other.thps': 'spec other;\n',
    };
    const { service, uri, at, text } = open('spec s;\nimport "./<|>";\n', files);
    const found = service.completion(uri, at);
    expect(found.map((c) => c.label)).toEqual(['./lib.thps', './more/deep.thps']);
    const [first] = found;
    expect(applied(text, [{ range: first!.range, newText: first!.insertText }])).toBe(
      'spec s;\nimport "./lib.thps";\n',
    );
    const half = open('spec s;\nimport "./l<|>\nvar x : bool;\n', files);
    expect(half.service.completion(half.uri, half.at)).toHaveLength(2);
  });

  it('offers nothing in comments, texts and after words that name something new', () => {
    expect(labels(spec('// wor<|>'))).toEqual([]);
    expect(labels(spec('/// wor<|>\nprocess p { }'))).toEqual([]);
    expect(labels(spec('/* wor<|>'))).toEqual([]);
    expect(labels(spec('/* wor<|>\n more */\nprocess p { }'))).toEqual([]);
    expect(labels(spec('process p { /* wor<|>\n more */ skip; }'))).toEqual([]);
    expect(labels(spec('process p { /* word */<|> skip; }'))).toContain('await');
    expect(labels(spec('process p { assert true, "wor<|>"; }'))).toEqual([]);
    expect(labels(spec('process p { let <|>'))).toEqual([]);
  });
});
