import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Every file that is in the repository or would be after `git add --all`. */
function repositoryFiles(): string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listing.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The text of a file, or nothing if it is binary. */
function text(file: string): string {
  const content = readFileSync(join(root, file));
  return content.includes(0) ? '' : content.toString('utf8');
}

// An absolute path of somebody's machine. A name before the slash makes it a relative path or part of an address.
const machinePath = new RegExp(
  String.raw`(?<![\w.~*})\]/-])/(?:${['work', 'tmp', 'root', 'home', 'Users', 'private', 'mnt', 'opt'].join('|')})/[\w.-]` +
    String.raw`|\b[A-Z]:\\+(?:Users|Documents)`,
);

function linesWith(pattern: RegExp): string[] {
  return repositoryFiles().flatMap((file) =>
    text(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

type Lock = {
  readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly integrity?: string }>>;
};
const lock = JSON.parse(text('package-lock.json')) as Lock;

describe('the repository', () => {
  it('finds its own files', () => {
    expect(repositoryFiles()).toContain('package.json');
    expect(repositoryFiles()).toContain('test/tooling/repository.test.ts');
  });

  it('recognises the path of a machine', () => {
    for (const directory of ['home', 'tmp', 'work']) expect(`at /${directory}/thps/a.ts`).toMatch(machinePath);
    for (const directory of ['home', 'tmp', 'work']) expect(`see docs/${directory}/a.md`).not.toMatch(machinePath);
  });

  it('names no path of a machine', () => {
    expect(linesWith(machinePath)).toEqual([]);
  });

  it('names no package registry', () => {
    expect(linesWith(new RegExp(['registry', 'npmjs'].join(String.raw`\.`)))).toEqual([]);
  });

  it('has a lock file that any mirror of the packages can serve', () => {
    const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
    expect(installed.filter(([, entry]) => entry.integrity === undefined)).toEqual([]);
  });

  it('runs test files alone that put something in the place of a module', () => {
    const mocking = repositoryFiles().filter(
      (file) => file.endsWith('.test.ts') && /^\s*vi\.(?:do)?[mM]ock\(/m.test(text(file)),
    );
    expect(mocking.length).toBeGreaterThan(0);
    expect(mocking.filter((file) => !file.endsWith('.alone.test.ts'))).toEqual([]);
  });

  it('ends every text file with a line break', () => {
    const unended = repositoryFiles().filter((file) => !file.endsWith('.golden') && /[^\n]$/.test(text(file)));
    expect(unended).toEqual([]);
  });
});
