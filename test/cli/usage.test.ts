import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConstant, parseCount, parseNames, parseSize } from '../../src/cli/options.ts';
import { noInterrupts, noServer, thps, withFiles, noLines } from './run.ts';

describe('the command line', () => {
  it('prints its version', async () => {
    expect(await thps(['--version'])).toMatchObject({ code: 0, stderr: '' });
    expect((await thps(['-V'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('documents the options of a command', async () => {
    const { code, stdout } = await thps(['check', '--help']);
    expect(code).toBe(0);
    for (const option of [
      '--check',
      '--const',
      '--only',
      '--max-states',
      '--max-depth',
      '--max-memory',
      '--spill',
      '--no-spill',
      '--json',
      '--trace',
    ]) {
      expect(stdout).toContain(option);
    }
    expect((await thps(['help', 'check'])).stdout).toBe(stdout);
  });

  it.each([
    [['chekc', 'a.thps'], "did you mean 'check'?"],
    [['check', '--cheks', 'a'], "did you mean '--check'?"],
    [['check', '-x.thps'], 'a file whose name starts with - is written ./-name'],
    [[], 'no command is given'],
    [['parse'], "missing required argument 'file'"],
    [
      ['check', '--trace', 'long'],
      "option '--trace <form>' argument 'long' is invalid. Allowed choices are full, race, none",
    ],
    [['check', '--max-states', 'many'], "--max-states takes a number from 1 on, not 'many'"],
    [['check', '--max-depth', '-1'], "--max-depth takes a number, not '-1'"],
    [['check', '--max-memory', '2X'], "--max-memory takes a size like 2G or 512M, not '2X'"],
    [['check', '--const', 'N'], "'N' does not set a constant"],
    [['init', 'a', 'b'], 'too many arguments'],
  ])('says what is wrong with %j', async (words, message) => {
    const { code, stdout, stderr } = await thps(words);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^error\[THPS00\d\d\]: /);
  });

  it('calls what should not happen a bug, and shows its place where that is asked for', async () => {
    const host = {
      stdout: {
        write: () => {
          throw new Error('no paper');
        },
        isTerminal: false,
        columns: () => 80,
      },
      stderr: { write: (text: string) => void (stderr += text), isTerminal: false, columns: () => 80 },
      stdin: () => new Uint8Array(),
      lines: noLines,
      cwd: '.',
      interrupts: () => noInterrupts,
      serve: noServer,
    };
    let stderr = '';
    const { runCommandLine } = await import('../../src/cli/command-line.ts');
    expect(await runCommandLine(['explain'], { ...host, environment: {} })).toBe(70);
    expect(stderr).toContain('error[THPS9001]: this is a bug in thps: Error: no paper');
    expect(stderr).toContain('THPS_DEBUG=1');
    expect(stderr).not.toContain('explainCommand');
    await runCommandLine(['explain'], { ...host, environment: { THPS_DEBUG: '1' } });
    expect(stderr).toContain('explainCommand');
  });
});

describe('values of options', () => {
  it('are numbers in the ways people write them', () => {
    expect([
      parseCount('--max-states', '1_000_000'),
      parseCount('--max-depth', '0'),
      parseCount('--max-depth', '1e6'),
    ]).toEqual([1_000_000, 0, 1_000_000]);
    for (const wrong of ['0', '-1', '1.5', '', 'x', '1e99', '99999999999999999999']) {
      expect(() => parseCount('--max-states', wrong)).toThrow('--max-states takes');
    }
  });

  it('are sizes with units', () => {
    expect(['1', '2k', '512M', '1.5G', '2GiB', '1 T'].map((text) => parseSize('--max-memory', text))).toEqual([
      1,
      2048,
      512 * 1024 ** 2,
      1.5 * 1024 ** 3,
      2 * 1024 ** 3,
      1024 ** 4,
    ]);
    for (const wrong of ['0', 'G', '-1G', '1e3', '2X', '']) expect(() => parseSize('--max-memory', wrong)).toThrow();
  });

  it('are constants with the text of their values', () => {
    expect(parseConstant('N=3')).toEqual({ name: 'N', text: '3' });
    expect(parseConstant('ENV = {a, b}')).toEqual({ name: 'ENV', text: '{a, b}' });
    expect(parseConstant('pg.P=(1 == 1)')).toEqual({ name: 'pg.P', text: '(1 == 1)' });
    for (const wrong of ['N', 'N=', '=3', '3=N', '']) expect(() => parseConstant(wrong)).toThrow();
  });

  it('are lists of names', () => {
    expect(parseNames('P, Q,,P', ['R'])).toEqual(['R', 'P', 'Q']);
  });
});

describe('thps explain', () => {
  it('prints the page of a code, however it is written', async () => {
    const page = await thps(['explain', 'THPS0022']);
    expect(page.code).toBe(0);
    expect(page.stdout).toMatch(/^THPS0022: A file that exists already\n\n.*\n\nWrong:\n\n {4}thps init .*Right:\n\n/s);
    expect(await thps(['explain', '22'])).toEqual(page);
    expect(await thps(['explain', 'thps0022'])).toEqual(page);
  });

  it('lists all codes', async () => {
    const { stdout } = await thps(['explain']);
    expect(stdout).toContain('THPS5001  A step that never ran\n');
    expect(stdout.trim().split('\n')).toEqual(stdout.trim().split('\n').sort());
  });

  it('says which codes there are', async () => {
    const { code, stderr } = await thps(['explain', 'THPS0099']);
    expect(code).toBe(64);
    expect(stderr).toContain("there is no message with the code 'THPS0099'");
    expect(stderr).toContain('THPS1001 to THPS1999: syntax');
    expect((await thps(['explain', 'constructor'])).code).toBe(64);
  });
});

describe('thps init', () => {
  it('writes a spec and never writes over one', async () => {
    await withFiles({}, async (cwd) => {
      const first = await thps(['init', 'ticket_lock'], { cwd });
      expect(first).toEqual({
        code: 0,
        stderr: '',
        stdout: 'ticket_lock.thps is written. Check it with: thps check ticket_lock.thps\n',
      });
      const text = readFileSync(join(cwd, 'ticket_lock.thps'), 'utf8');
      expect(text).toContain('spec ticket_lock;');
      const second = await thps(['init', 'ticket_lock'], { cwd });
      expect(second.code).toBe(66);
      expect(second.stderr).toContain("'ticket_lock.thps' already exists and was left unchanged");
      expect(readFileSync(join(cwd, 'ticket_lock.thps'), 'utf8')).toBe(text);
    });
  });

  it.each(['process', 'a-b', '../x', '1st', '', '_', 'a.b', 'a'.repeat(101)])('refuses the name %o', async (name) => {
    await withFiles({ 'inner/README': '' }, async (folder) => {
      const cwd = join(folder, 'inner');
      const { code, stderr } = await thps(['init', name], { cwd });
      expect(code).not.toBe(0);
      expect(stderr).toContain('cannot be the name of a spec');
      expect(existsSync(join(cwd, `${name}.thps`))).toBe(false);
    });
  });

  it('says that it cannot write', async () => {
    const { code, stderr } = await thps(['init', 'a'], { cwd: join(import.meta.dirname, 'no', 'such', 'folder') });
    expect(code).toBe(66);
    expect(stderr).toContain("cannot write 'a.thps'");
  });
});

describe('thps parse', () => {
  it('prints the tree of a file', async () => {
    await withFiles({ 'a.thps': 'spec a;\nvar x : bool = false;\n' }, async (cwd) => {
      const { code, stdout, stderr } = await thps(['parse', 'a.thps'], { cwd });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^file\n {2}header/);
      expect((await thps(['parse', '--positions', 'a.thps'], { cwd })).stdout).toMatch(/^file \[0, \d+\)\n/);
    });
  });

  it('says what is wrong with a file', async () => {
    await withFiles({ 'a.thps': 'spec a;\nvar x : bool == false;\n' }, async (cwd) => {
      const { code, stderr } = await thps(['parse', 'a.thps'], { cwd });
      expect(code).toBe(150);
      expect(stderr).toMatch(/^error\[THPS1\d+\]/);
    });
  });
});
