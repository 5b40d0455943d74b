import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { libraryModules } from '../../src/driver/files.ts';
import { thps } from '../cli/run.ts';

/** Every module of the library has a spec that uses all of it, and finds each misuse that it has an assertion for. */

const root = join(import.meta.dirname, '..', '..');

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\/.*/g, '');
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))];
}

describe.each(libraryModules())('%s', (name) => {
  const module = textOf(`specs/${name.replace('.', '/')}.thps`);
  const file = `specs/litmus/${name.replace('.', '-')}.thps`;
  const litmus = textOf(file);

  it('is tested in all its procedures', () => {
    const procedures = matches(module, /^proc (\w+)/gm);
    expect(procedures.length).toBeGreaterThan(0);
    // Directly, or by another procedure of the module.
    const uses = `${litmus}${module.replace(/^proc \w+/gm, '')}`;
    expect(procedures.filter((procedure) => !new RegExp(String.raw`\b${procedure}\(`).test(uses))).toEqual([]);
  });

  it('has each of its assertions violated by a misuse', () => {
    const expected = matches(litmus, /expect ([^;]*)/g).join(' ');
    const assertions = matches(module, /\bassert (\w+):/g);
    expect(assertions.filter((assertion) => !new RegExp(String.raw`\b${assertion}\b`).test(expected))).toEqual([]);
  });

  it('says of each procedure where it stands in the kernel', () => {
    const source = readFileSync(join(root, `specs/${name.replace('.', '/')}.thps`), 'utf8');
    const comments = [...source.matchAll(/((?:^\/\/\/.*\n)+)^proc (\w+)/gm)];
    expect(comments.map((match) => match[2])).toEqual(matches(module, /^proc (\w+)/gm));
    const placeless = comments.filter((match) => !/^\/\/\/ (?:[\w-]+\/)+[\w-]+\.[ch]\b/.test(match[1] ?? ''));
    expect(placeless.map((match) => match[2])).toEqual([]);
  });

  it(`keeps what ${file} promises`, async () => {
    const { code, stdout, stderr } = await thps(['check', file], { cwd: root });
    expect({ stderr, code }, stdout).toEqual({ stderr: '', code: 0 });
  });
});
