import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps, withFiles } from './run.ts';

/** `thps check --changed-since REV`, in a work tree of git. */

const alone = 'spec alone;\nvar x : bool = false;\nprocess p { x = true; }\n';
const files = {
  'a.thps': alone,
  'deep/b.thps': 'spec b;\nimport "../lib/outer.thps";\nvar x : bool = OUTER;\nprocess p { x = true; }\n',
  'lib/outer.thps': 'library outer;\nimport "./inner.thps";\nconst OUTER : bool = INNER;\n',
  'lib/inner.thps': 'library inner;\nconst INNER : bool = false;\n',
};

function git(cwd: string, ...words: readonly string[]): void {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...words], { cwd, stdio: 'pipe' });
}

function commit(cwd: string): void {
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-q', '-m', 'a change');
}

/** The specs that were checked after a change of a repository with the files. */
async function checkedAfter(change: (cwd: string) => void, words: readonly string[] = []): Promise<string[]> {
  return withFiles(files, async (cwd) => {
    git(cwd, 'init', '-q', '-b', 'main');
    commit(cwd);
    change(cwd);
    const { stdout } = await thps(['check', '--changed-since', 'main', ...words], { cwd });
    return [...stdout.matchAll(/^(\S+\.thps)$/gm)].map(([, name = '']) => name);
  });
}

const write = (name: string, text: string) => (cwd: string) => {
  writeFileSync(join(cwd, name), text);
};

describe('specs that differ from a revision', () => {
  it.each([
    ['none, where nothing was changed', () => undefined, []],
    ['a spec that was edited', write('a.thps', `${alone}// more\n`), ['a.thps']],
    ['a spec that git does not know', write('new.thps', alone.replace('alone', 'new')), ['new.thps']],
    [
      'a spec that imports something that imports what was edited',
      write('lib/inner.thps', `${files['lib/inner.thps']}// more\n`),
      ['deep/b.thps'],
    ],
    [
      'a spec that was committed on a branch',
      (cwd: string) => {
        git(cwd, 'checkout', '-q', '-b', 'topic');
        write('a.thps', `${alone}// more\n`)(cwd);
        commit(cwd);
      },
      ['a.thps'],
    ],
    [
      'none for what others have changed on the branch that is named',
      (cwd: string) => {
        git(cwd, 'checkout', '-q', '-b', 'topic');
        git(cwd, 'checkout', '-q', 'main');
        write('a.thps', `${alone}// more\n`)(cwd);
        commit(cwd);
        git(cwd, 'checkout', '-q', 'topic');
      },
      [],
    ],
    [
      'a spec under its new name',
      (cwd: string) => {
        renameSync(join(cwd, 'a.thps'), join(cwd, 'renamed.thps'));
      },
      ['renamed.thps'],
    ],
    [
      'none for a change that git ignores',
      (cwd: string) => {
        mkdirSync(join(cwd, 'build'));
        writeFileSync(join(cwd, '.git', 'info', 'exclude'), 'build/\n');
        writeFileSync(join(cwd, 'build', 'made.thps'), alone);
      },
      [],
    ],
  ])('are %s', async (_, change, expected) => {
    expect(await checkedAfter(change)).toEqual(expected);
  });

  it('are told where an import is gone', async () => {
    await withFiles(files, async (cwd) => {
      git(cwd, 'init', '-q', '-b', 'main');
      commit(cwd);
      rmSync(join(cwd, 'lib', 'inner.thps'));
      const { code, stderr } = await thps(['check', '--changed-since', 'main'], { cwd });
      expect(code).toBe(150);
      expect(stderr).toContain("'./inner.thps'");
    });
  });

  it('are found from a folder below as well', async () => {
    await withFiles(files, async (cwd) => {
      git(cwd, 'init', '-q', '-b', 'main');
      commit(cwd);
      write('lib/inner.thps', `${files['lib/inner.thps']}// more\n`)(cwd);
      const { stdout } = await thps(['check', '--changed-since', 'main', '..'], { cwd: join(cwd, 'deep') });
      expect(stdout).toMatch(/^3 of 4 files differ from main\n\n\.\.\/deep\/b\.thps\n/);
    });
  });

  it('know the checks of the others by name', async () => {
    await withFiles({ ...files, 'a.thps': `${alone}check c;\n` }, async (cwd) => {
      git(cwd, 'init', '-q', '-b', 'main');
      commit(cwd);
      const { code, stdout } = await thps(['check', '--changed-since', 'main', '--check', 'c'], { cwd });
      expect([code, stdout]).toEqual([0, 'no file differs from main\n']);
    });
  });

  it.each([
    ['a revision that git does not know', 'topic', "git knows no revision 'topic'"],
    ['a word that looks like an option', '--upload-pack=x', "git knows no revision '--upload-pack=x'"],
  ])('cannot be asked of %s', async (_, revision, message) => {
    await withFiles(files, async (cwd) => {
      git(cwd, 'init', '-q', '-b', 'main');
      commit(cwd);
      const { code, stderr } = await thps(['check', `--changed-since=${revision}`], { cwd });
      expect(code).toBe(64);
      expect(stderr).toContain(message);
    });
  });

  it('cannot be asked of a folder outside of git', async () => {
    await withFiles(files, async (cwd) => {
      const { code, stderr } = await thps(['check', '--changed-since', 'main'], { cwd });
      expect(code).toBe(64);
      expect(stderr).toContain('is not in a git work tree');
    });
  });
});
