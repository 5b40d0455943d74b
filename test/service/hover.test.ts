import { describe, expect, it } from 'vitest';
import { open } from './support.ts';

function hoverOf(marked: string, files: Readonly<Record<string, string>> = {}): string {
  const { service, uri, at } = open(marked, files);
  return service.hover(uri, at)?.contents ?? '';
}

const body = (statements: string, declarations = ''): string => `spec s;
/// How many there are.
var x : 0..7 = 0;
${declarations}
process p {
${statements}
}
`;

describe('hover', () => {
  it('shows the declaration, type, size and documentation of a variable', () => {
    const text = hoverOf(body('  <|>x = 1;'));
    expect(text).toContain('var x : 0..7 = 0');
    expect(text).toContain('variable: `0..7, 3 bits`');
    expect(text).toContain('How many there are.');
  });

  it('shows the interval of a local', () => {
    expect(hoverOf(body('  let y = x + 1; x = <|>y;'))).toContain('local of `p`: `1..8, 3 bits`');
  });

  it('shows the value of a constant in each check', () => {
    const text = hoverOf(
      'spec s;\nconst <|>N : 1..9 = 2;\nvar x : 0..N = 0;\ncheck small;\ncheck big with N = 3;\ncheck many for N in {2, 5};\n',
    );
    expect(text).toContain('- `2` in `small`, `many[N = 2]`');
    expect(text).toContain('- `3` in `big`');
    expect(text).toContain('- `5` in `many[N = 5]`');
  });

  it('shows what a procedure orders under weak memory', () => {
    const text = hoverOf(body('  <|>publish();', 'proc publish() { atomic store_release x = 1; fence mb; }'));
    expect(text).toContain('Under weak memory: `store_release`. Stores that come after everything before them');
    expect(text).toContain('Under weak memory: `mb`. smp_mb()');
  });

  it('shows the step that a label starts', () => {
    const text = hoverOf(body('<|>here:\n  x = 1;\n  x = 2;'));
    expect(text).toContain('p.here:');
    expect(text).toContain('p at here: writes x');
  });

  it('shows a procedure of a bundled module with its documentation', () => {
    const text = hoverOf('spec s;\nimport kernel.lock;\nvar l : Process? = none;\nprocess p { spin_<|>lock(l); }\n');
    expect(text).toContain('proc spin_lock(ref lock: Process?)');
    expect(text).toContain('in `kernel.lock`');
    expect(text).toContain('Waits until the lock is free and takes it.');
  });

  it('explains words of the language', () => {
    expect(hoverOf(body('  aw<|>ait x == 0;'))).toContain('Waits until the condition holds');
  });

  it('knows names in a declaration with an error', () => {
    expect(hoverOf(body('  let y = ; <|>x = nothing;'))).toContain('var x : 0..7 = 0');
  });

  it('has nothing to say about unknown names and blanks', () => {
    const { service, uri, marks } = open(body('  unkn<|>own = 1;\n<|>\n'));
    expect(service.hover(uri, marks[0]!)?.contents ?? '').toBe('');
    expect(service.hover(uri, marks[1]!)).toBeUndefined();
  });
});

describe('a hover', () => {
  it('loads nothing and shows no HTML of a comment that comes from a stranger', () => {
    const stranger = '/// ![x](http://evil/x.png) <img src="http://evil/y.png">\n/// ```\n';
    const text = `spec s;\n${stranger}var x : 0..1 = 0;\nprocess p { <|>x = 1; }\n`;
    const contents = hoverOf(text);
    expect(contents).toContain('&#33;[x](http://evil/x.png) &lt;img');
    expect(contents).toContain('&#96;&#96;&#96;');
    expect(contents).not.toMatch(/!\[|<img/);
  });

  it('is the same for a name in a list of completions and in the help for a call', () => {
    const { service, uri, marks } = open(
      'spec s;\n/// ![x](http://evil/x.png)\nproc set_it(a: 0..1) { y = a; }\nvar y : 0..1 = 0;\nprocess p { set_<|>it(<|>1); }\n',
    );
    const [name, argument] = marks;
    const found = service.completion(uri, name!).find(({ label }) => label === 'set_it');
    expect(found?.documentation).toBe('&#33;[x](http://evil/x.png)');
    expect(service.signatureHelp(uri, argument!)?.documentation).toBe('&#33;[x](http://evil/x.png)');
  });
});
