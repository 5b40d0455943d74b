import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchModel, type Instance, limitFile, thpsFile } from './models.ts';
import { has, run } from './usage.ts';

/** Who takes part: builds a program for one size of a model, and reads the counts from what it prints. */
export interface Contestant {
  readonly name: string;
  readonly kind: 'thps' | 'peer' | 'limit';
  /** @param directory an empty one, for whatever has to be built */
  readonly build: (model: BenchModel, instance: Instance, directory: string) => Built | undefined;
}

export interface Built {
  readonly command: readonly string[];
  /** From the output of the command. */
  readonly counts: (output: string) => Counts;
}

/** `generated` without the initial state. */
export interface Counts {
  readonly states: number;
  readonly generated: number;
}

const root = join(import.meta.dirname, '..');

/** Builds the bundle, and copies it so that a later build does not change what is measured. */
export function bundleIn(directory: string): string {
  run([process.execPath, join(root, 'scripts', 'build.mjs')], root);
  cpSync(join(root, 'dist'), join(directory, 'dist'), { recursive: true });
  return join(directory, 'dist', 'thps.mjs');
}

/** thps as a user starts it, once for each number of workers and kind of store that this version offers. */
export function thpsContestants(bundle: string): readonly Contestant[] {
  const help = spawnSync(process.execPath, [bundle, 'check', '--help'], { encoding: 'utf8' }).stdout;
  if (!help.includes('--workers')) return [thps('thps', bundle, [])];
  return [
    thps('thps, 1 worker', bundle, ['--workers', '1']),
    thps('thps, 2 workers', bundle, ['--workers', '2']),
    ...(help.includes('--fingerprint')
      ? [thps('thps, 1 worker, fingerprints', bundle, ['--workers', '1', '--fingerprint'])]
      : []),
  ];
}

function thps(name: string, bundle: string, options: readonly string[]): Contestant {
  return {
    name,
    kind: 'thps',
    build: (model, { constants }) => ({
      command: [
        ...[process.execPath, bundle, 'check', thpsFile(model.name), '--json', ...options],
        ...Object.entries(constants).flatMap(([constant, value]) => ['--const', `${constant}=${value}`]),
      ],
      counts: (output) => {
        type Check = { readonly end: string; readonly states: number; readonly generated: number };
        const [check] = (JSON.parse(output) as { checks: readonly Check[] }).checks;
        if (check?.end !== 'complete') throw new Error(`thps did not complete ${model.name}: ${check?.end}`);
        return { states: check.states, generated: check.generated - 1 };
      },
    }),
  };
}

/** Spin and Rumur, with the flags that make them exact, complete and fast; those that are installed. */
export function peers(): { readonly found: readonly Contestant[]; readonly missing: readonly string[] } {
  const missing = ['spin', 'rumur', 'gcc'].filter((program) => !has(program));
  const canCompile = !missing.includes('gcc');
  const spins = [spin('Spin, DFS', 0, []), spin('Spin, BFS', 0, ['-DBFS'])];
  const flat = [spin('Spin, DFS, one process', 1, []), spin('Spin, BFS, one process', 1, ['-DBFS'])];
  return {
    found: [
      ...(canCompile && !missing.includes('spin') ? [...spins, ...flat] : []),
      ...(canCompile && !missing.includes('rumur') ? [rumur] : []),
    ],
    missing,
  };
}

/** @param version which of the model's Promela files */
function spin(name: string, version: number, flags: readonly string[]): Contestant {
  return {
    name,
    kind: 'peer',
    build: (model, { constants, spinDepth, spinTable }, directory) => {
      const promela = model.promela[version];
      if (promela === undefined) return undefined;
      run(['spin', '-a', ...defines(constants), promela], directory);
      run(['gcc', '-O3', '-w', '-DSAFETY', '-DNOREDUCE', ...flags, '-o', 'pan', 'pan.c'], directory);
      return {
        command: [join(directory, 'pan'), '-E', '-n', `-w${spinTable}`, `-m${spinDepth}`],
        counts: (output) => {
          if (!output.includes('errors: 0') || output.includes('max search depth too small'))
            throw new Error(`${name} did not complete ${model.name}:\n${output}`);
          const states = numberIn(output, /(\d+) states, stored/);
          return { states, generated: numberIn(output, /(\S+) transitions/) - 1 };
        },
      };
    },
  };
}

const rumur: Contestant = {
  name: 'Rumur',
  kind: 'peer',
  build: (model, { constants }, directory) => {
    const text = readFileSync(model.murphi, 'utf8').replace(/@(\w+)@/g, (_, name: string) => String(constants[name]));
    writeFileSync(join(directory, 'model.m'), text);
    const exact = ['--deadlock-detection', 'off', '--symmetry-reduction', 'off', '--pack-state', 'off'];
    run(['rumur', '--threads', '1', ...exact, '--output', 'model.c', 'model.m'], directory);
    const native = ['-O3', '-w', '-march=native', '-mcx16'];
    run(['gcc', ...native, '-o', 'checker', 'model.c', '-lpthread', '-latomic'], directory);
    return {
      command: [join(directory, 'checker')],
      counts: (output) => {
        if (!output.includes('No error found')) throw new Error(`Rumur did not complete ${model.name}:\n${output}`);
        // Lines with the numbers so far come before.
        const end = output.slice(output.indexOf('State Space Explored'));
        return { states: numberIn(end, /(\d+) states/), generated: numberIn(end, /(\d+) rules fired/) };
      },
    };
  },
};

/** The same algorithm written in C for one model: what a compiler for specs could reach on this machine. */
export const limit: Contestant = {
  name: 'limit, in C by hand',
  kind: 'limit',
  build: (model, { constants }, directory) => {
    if (!model.hasLimit) return undefined;
    const program = join(directory, 'limit');
    run(['gcc', '-O3', '-march=native', ...defines(constants), '-o', program, limitFile(model.name)], directory);
    return {
      command: [program],
      counts: (output) => ({
        states: numberIn(output, /(\d+) states/),
        generated: numberIn(output, /(\d+) generated/) - 1,
      }),
    };
  },
};

function defines(constants: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(constants).map(([name, value]) => `-D${name}=${value}`);
}

function numberIn(text: string, pattern: RegExp): number {
  const digits = pattern.exec(text)?.[1];
  if (digits === undefined) throw new Error(`no ${pattern.source} in:\n${text}`);
  return Number(digits);
}

export function freshDirectory(parent: string, ...names: readonly string[]): string {
  const directory = join(parent, names.join('-').replace(/[^\w-]+/g, '_'));
  mkdirSync(directory, { recursive: true });
  return directory;
}
