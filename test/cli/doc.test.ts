import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps, withFiles, type Ran } from './run.ts';
import * as specs from './specs.ts';

/** One of everything that a page can show. */
const lookups = `/// Lookups against the one who frees.
///
/// **The story.** A lookup takes a reference on \`object\`, and *p is not what it means.
spec lookups;

import kernel.page with MAX_REFS = 3;

/// What the lookups do.
enum Way {
  /// As it should be.
  careful,
  blind
}

const WAY : Way = careful;
const LATE : bool = false; // Whether there is somebody who comes late.
/// Lookups.
const N : 1..2 = 1;
// One is enough for those who come late.
assume LATE => N == 1;

symmetric Cpu[N];

var refs : Refs = 1;
/// In the table, and for whom.
var in_table : bool = true;
var for_whom : [Cpu -> bool] = [_ in Cpu -> true];
var wanted : 0..1 in 0..1;
/// Who was disappointed.
ghost var lost : set of Cpu = {};

/// How many references there should be.
fun expected(): 0..1 = if in_table then 1 else 0;

/// Takes the last reference away.
proc drop() {
  in_table = false;
  put_page(refs);
}

/// find_get_entry()
process lookup[c: Cpu] {
find:
  if in_table && wanted == 1 {
    /// get_page_unless_zero(page)
  get:
    if WAY == blind {
      get_page(refs);
    } else if !get_page_unless_zero(refs) {
      lost |= {c};
      return;
    }
    put_page(refs);
  }
}

process remover daemon {
  drop();
}

/// Only sometimes.
process late if LATE {
  await !in_table;
  for_whom = [_ in Cpu -> false];
}

// What has to hold.

/// As many as there should be.
invariant adds_up = all_done && remover at done => refs == expected();
transition never_back = refs == 0 => refs' == 0;
reachable a_lookup_fails = lost != {};
transition rare if LATE = for_whom[choose_cpu()] => true;

fun choose_cpu(): Cpu = choose c in Cpu: true;

// ------------------------------------------------------------------ checks

check right;

/// The object comes back from the dead.
check wrong with WAY = blind expect violates never_back, no_get_page_from_zero, a_lookup_fails;

// Without this and that.

check lookups for N in 1..2 only adds_up, assert;
check no_get with LATE = true without lookup.get
  expect violates no_put_page_from_zero in 4 steps, range, a_lookup_fails;
`;

const golden = (name: string): string => `../golden/document/${name}.md.golden`;

/** Makes the pages of one spec, and returns them with what the command said. */
function pagesOf(
  text: string,
  words: readonly string[] = [],
): Promise<Ran & { readonly page: string; readonly details: string }> {
  return withFiles({ 'specs/spec.thps': text }, async (cwd) => {
    const ran = await thps(['doc', 'specs', ...words], { cwd });
    const read = (name: string): string => {
      const path = join(cwd, 'docs', 'systems', name);
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    return { ...ran, page: read('spec.md'), details: read('details/spec.md') };
  });
}

/** What the command says that it did to the pages of specs. */
function pagesAre(done: string, ...names: readonly string[]): string {
  return names.map((name) => `docs/systems/${name} ${done}\ndocs/systems/details/${name} ${done}\n`).join('');
}

describe('a page', () => {
  it.each([
    ['lookups', lookups, 0],
    ['counters', specs.countersExpected, 12],
    ['deadlock', `${specs.philosophers}check two expect deadlock;\ncheck three with N = 3 expect deadlock;\n`, 0],
    [
      'waiting',
      'spec waiting;\nvar go : bool = false;\nprocess p {\nhere:\n  await go; // for ever\n}\ncheck c expect deadlock;\n',
      0,
    ],
    ['out-of-range', `${specs.outOfRange}check x expect violates range;\n`, 0],
    ['unfulfilled', `${specs.philosophers}check two expect violates neighbours;\ncheck all expect states 3;\n`, 11],
    ['temporal', `${specs.temporal}check light;\n`, 13],
  ])('of %s tells its story', async (name, text, code) => {
    const ran = await pagesOf(text);
    expect(ran.stderr).toBe('');
    await expect(ran.page).toMatchFileSnapshot(golden(name));
    await expect(ran.details).toMatchFileSnapshot(golden(`${name}-details`));
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: pagesAre('is written', 'spec.md') });
  });

  it('says where a deadlock is allowed, and not that everything holds', async () => {
    const { details } = await pagesOf(`${specs.philosophers}check two allow deadlock;\n`);
    expect(details).toContain('✓ everything holds, deadlock is allowed');
  });

  it('unfolds what the check names first, though something else is violated sooner', async () => {
    const text = `${specs.counters}check c expect violates nothing_lost, early;\ninvariant early = counter == 0;\n`;
    const { details } = await pagesOf(text);
    const [opened, ...more] = [...details.matchAll(/<details open>\n<summary>(.*)<\/summary>/g)].map(
      (match) => match[1],
    );
    expect(opened).toContain('nothing_lost');
    expect(more).toEqual([]);
    expect(details).toContain('Violated as well: [`early`](#invariant-early) (2).');
    expect(details).toMatch(/violated: `early` \(2\), `nothing_lost` \(4\)/);
  });

  it('draws what a check does not expect beside what it names first', async () => {
    const text = `${specs.counters}check c only early, nothing_lost expect violates nothing_lost;\ninvariant early = counter == 0;\n`;
    const { details } = await pagesOf(text);
    expect(details).toContain('<summary>invariant <code>early</code> is violated, in 2 steps</summary>');
  });

  it('says of a type what it says of itself, and of what has that type only what is said of that', async () => {
    const text = `spec said;
/// How a lookup ended.
enum Outcome { hit, miss }
/// As many as there are slots.
type Slot = 0..1;
var last : Outcome = hit;
var slot : Slot = 0;
/// The second look.
var again : Outcome = hit;
const START : Outcome = hit;
process p { last = miss; again = miss; slot = 1; }
check c;
`;
    const { details } = await pagesOf(text);
    expect(details.match(/How a lookup ended/g)).toHaveLength(1);
    expect(details.match(/As many as there are slots/g)).toHaveLength(1);
    expect(details).toMatch(/\| `last` \| `Outcome` \| 1 \|  \|/);
    expect(details).toMatch(/\| `again` \| `Outcome` \| 1 \| The second look. \|/);
    expect(details).toMatch(/\| `START` \| `Outcome` \| `hit` \| One of `hit`, `miss`. \|/);
  });

  it('shows races of several processes, under each heading first, and no property twice', async () => {
    const text = `spec races;
const A : bool = false;
const B : bool = false;
var x : 0..9 = 0;
process p { x = 1; if A { x = 7; } }
process q { x = 2; if x == 1 { x = 3; } else if B { await x == 1; x = 4; } }
invariant alone = x != 7;
invariant never_three = x != 3;
invariant never_four = x != 4;
check one with A = true expect violates alone, never_three;
check two expect violates never_three;
check again with B = true allow deadlock expect violates never_three, never_four;

// The other way.

check three with B = true allow deadlock expect violates never_four, never_three;
`;
    const { page, stderr } = await pagesOf(text);
    expect(stderr).toBe('');
    expect([...page.matchAll(/^### `(.*)`$/gm)].map((match) => match[1])).toEqual(['two', 'three']);
    expect(page).toContain(`             1  2  3  4
alone        2  .  .  .
never_three  4  4  4  4
never_four   .  .  5  5
`);
  });

  it('names the command that draws a long witness', async () => {
    const steps = Array.from({ length: 50 }, (_, i) => `x = ${(i % 3) + 1};`).join(' ');
    const text = `spec long;\nvar x : 0..3 = 0;\nprocess p { ${steps} x = 0; }\nreachable back = x == 0 && p at done;\nreachable soon = x == 1;\ncheck c;\n`;
    const { details } = await pagesOf(text);
    expect(details).toContain('thps check specs/spec.thps --check c --only back --trace race');
    expect(details).not.toMatch(/<summary>How it is reached, in 51/);
    expect(details).toMatch(/<summary>How it is reached, in 1 step/);
  });

  it('is the same with either engine, and again', async () => {
    for (const text of [lookups, specs.countersExpected]) {
      const { page, details } = await pagesOf(text);
      expect(await pagesOf(text, ['--engine', 'interpreter'])).toMatchObject({ page, details });
      expect(await pagesOf(text)).toMatchObject({ page, details });
    }
  });

  it('goes where it is told to, and links from there', async () => {
    await withFiles({ 'a/deep/spec.thps': `${specs.counters}check c expect violates nothing_lost;\n` }, async (cwd) => {
      const ran = await thps(['doc', 'a/deep/spec.thps', '--out', 'pages'], { cwd });
      expect(ran).toEqual({
        code: 0,
        stdout: 'pages/spec.md is written\npages/details/spec.md is written\n',
        stderr: '',
      });
      const [page, details] = ['spec.md', 'details/spec.md'].map((name) =>
        readFileSync(join(cwd, 'pages', name), 'utf8'),
      );
      expect(page).toContain('(../a/deep/spec.thps)');
      expect(page).toContain('(details/spec.md#check-c)');
      expect(details).toContain('(../../a/deep/spec.thps)');
      expect(details).toContain('(../spec.md)');
    });
  });

  it('is there for the specs right in a folder, and not for libraries among them', async () => {
    const checked = `${specs.counters}check c expect violates nothing_lost;\n`;
    const files = { 's/b.thps': checked, 's/a.thps': checked, 's/lib.thps': 'library lib;\n', 's/in/c.thps': checked };
    await withFiles(files, async (cwd) => {
      const { code, stdout } = await thps(['doc', 's'], { cwd });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: pagesAre('is written', 'a.md', 'b.md'),
      });
    });
  });
});

describe('thps doc --check', () => {
  const checked = `${specs.counters}check c expect violates nothing_lost;\n`;
  const inFolder = (use: (cwd: string, check: () => Promise<Ran>) => Promise<void>): Promise<void> =>
    withFiles({ 'a b.thps': checked }, async (cwd) => {
      await thps(['doc', '.'], { cwd });
      await use(cwd, () => thps(['doc', '.', '--check'], { cwd }));
    });

  it('says nothing against a page that is what it would be', async () => {
    await inFolder(async (_, check) => {
      expect(await check()).toEqual({ code: 0, stdout: pagesAre('is up to date', 'a b.md'), stderr: '' });
    });
  });

  it('fails where the spec has changed, and writes nothing', async () => {
    await inFolder(async (cwd, check) => {
      const path = join(cwd, 'docs/systems/a b.md');
      const before = readFileSync(path, 'utf8');
      writeFileSync(join(cwd, 'a b.thps'), checked.replace('without a lock', 'with a lock'));
      const ran = await check();
      expect(ran).toMatchObject({ code: 22, stdout: 'docs/systems/details/a b.md is up to date\n' });
      await expect(ran.stderr).toMatchFileSnapshot('../golden/cli/doc-out-of-date.golden');
      expect(readFileSync(path, 'utf8')).toBe(before);
    });
  });

  it.each(['a b.md', 'details/a b.md'])(
    'fails where %s is missing, changed, longer, or of a spec that is gone',
    async (name) => {
      await inFolder(async (cwd, check) => {
        const path = join(cwd, 'docs/systems', name);
        const before = readFileSync(path, 'utf8');
        const other = name === 'a b.md' ? 'details/a b.md' : 'a b.md';
        const outOfDate = { code: 22, stdout: `docs/systems/${other} is up to date\n` };
        appendFileSync(path, 'more\n');
        expect(await check()).toMatchObject(outOfDate);
        writeFileSync(path, before.replace('lost', 'found'));
        expect(await check()).toMatchObject(outOfDate);
        rmSync(path);
        const missing = await check();
        expect(missing).toMatchObject(outOfDate);
        expect(missing.stderr).toContain('it is not there');
        writeFileSync(path, before);
        writeFileSync(join(dirname(path), 'old.md'), before.replace('a b.thps', 'old.thps'));
        expect((await check()).stderr).toContain('its spec old.thps is not there');
      });
    },
  );
});

describe('what keeps a page from being made', () => {
  const checked = `${specs.counters}check c expect violates nothing_lost;\n`;
  const files = {
    'a.thps': checked,
    'mine/a.thps': checked,
    'docs/systems/a.md': '# My own notes\n',
    'no_checks.thps': specs.counters,
    'wrong.thps': 'spec wrong;\nvar x : 0..y = 0;\ncheck c;\n',
    'lib.thps': 'library lib;\n',
    'latin1.thps': new Uint8Array([0x73, 0xe9]),
    'file/x': '',
  };

  it.each([
    ['a page that was not generated', ['a.thps'], 66],
    ['a page that was not generated, for --check', ['a.thps', '--check'], 66],
    ['two specs of one name', ['a.thps', 'mine', '--out', 'pages'], 64],
    ['no checks', ['no_checks.thps'], 150],
    ['a library', ['lib.thps'], 150],
    ['errors', ['wrong.thps'], 150],
    ['a file that is not there', ['none.thps'], 66],
    ['a file that cannot be read', ['latin1.thps'], 66],
    ['a folder that is a file', ['a.thps', '--out', 'file/x'], 66],
    ['a limit', ['a.thps', '--max-states', '5', '--out', 'pages'], 20],
    ['no file at all', [], 64],
  ] as const)('is told: %s', async (name, words, code) => {
    await withFiles(files, async (cwd) => {
      const ran = await thps(['doc', ...words], { cwd });
      const shown = `$ thps doc ${words.join(' ')}\n${ran.stderr.replaceAll(cwd, 'FOLDER')}exit code ${ran.code}\n`;
      await expect(shown).toMatchFileSnapshot(`../golden/cli/doc-${name.replaceAll(/\W+/g, '-')}.golden`);
      expect(ran.code).toBe(code);
      expect(readFileSync(join(cwd, 'docs/systems/a.md'), 'utf8')).toBe('# My own notes\n');
    });
  });

  it('leaves alone what has the name of a page and is a folder', async () => {
    await withFiles({ 'a.thps': checked }, async (cwd) => {
      mkdirSync(join(cwd, 'docs/systems/a.md'), { recursive: true });
      expect(await thps(['doc', 'a.thps'], { cwd })).toMatchObject({ code: 66, stdout: '' });
    });
  });

  it('includes Ctrl-C', async () => {
    await withFiles({ 'huge.thps': `${specs.huge}check c;\n` }, async (cwd) => {
      const ran = await thps(['doc', 'huge.thps'], { cwd, onStart: (interrupt) => setTimeout(interrupt, 300) });
      expect(ran).toMatchObject({ code: 20, stdout: '' });
      expect(existsSync(join(cwd, 'docs'))).toBe(false);
    });
  });
});

describe('a page', () => {
  const spec = 'spec a;\nvar x : bool = false;\nprocess p { x = true; }\ncheck c;\n';

  it('is not written through a symbolic link', async () => {
    await withFiles({ 'a.thps': spec, 'docs/systems/none.md': '', 'mine.txt': 'mine' }, async (cwd) => {
      symlinkSync('../../mine.txt', join(cwd, 'docs/systems/a.md'));
      const { code, stderr } = await thps(['doc', 'a.thps'], { cwd });
      expect(code).toBe(66);
      expect(stderr).toContain('THPS0052');
      expect(readFileSync(join(cwd, 'mine.txt'), 'utf8')).toBe('mine');
    });
  });

  it('is not written to a folder that the usual one is a link to', async () => {
    await withFiles({ 'a.thps': spec, 'elsewhere/none.md': '' }, async (cwd) => {
      symlinkSync('elsewhere', join(cwd, 'docs'));
      const { code, stderr } = await thps(['doc', 'a.thps'], { cwd });
      expect(code).toBe(66);
      expect(stderr).toContain("'docs' is a symbolic link");
      expect((await thps(['doc', 'a.thps', '--out', 'docs'], { cwd })).code).toBe(0);
      expect(readFileSync(join(cwd, 'elsewhere', 'a.md'), 'utf8')).toContain('# a');
    });
  });
});
