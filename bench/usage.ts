import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a command took, all its threads and children together. */
export interface Usage {
  readonly wall: number;
  readonly cpu: number;
  /** The most memory that was resident at once. */
  readonly bytes: number;
}

export interface Ran {
  readonly output: string;
  readonly usage: Usage;
}

export type Measure = (command: readonly string[]) => Ran;

export function has(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
}

/** Runs a command that has to succeed. */
export function run(command: readonly string[], cwd: string): string {
  const [program, ...words] = command;
  const { status, stdout, stderr, error } = spawnSync(program!, words, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command.join(' ')}: exit status ${status}\n${stdout}${stderr}`);
  return stdout;
}

/**
 * How commands are measured here: by `usage.c` where there is a C compiler, otherwise by GNU time, whose CPU time has
 * a resolution of 10 ms only.
 * @param directory for the program and what it writes
 */
export function measureIn(directory: string): Measure {
  const file = join(directory, 'usage.txt');
  const wrapper = wrapperIn(directory, file);
  return (command) => {
    const output = run([...wrapper, ...command], directory);
    const [wall, cpu, kibibytes] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
    return { output, usage: { wall: wall!, cpu: cpu!, bytes: kibibytes! * 1024 } };
  };
}

function wrapperIn(directory: string, file: string): readonly string[] {
  if (has('gcc')) {
    const program = join(directory, 'usage');
    run(['gcc', '-O2', '-o', program, join(import.meta.dirname, 'usage.c')], directory);
    return [program, file];
  }
  const gnuTime = '/usr/bin/time';
  if (!existsSync(gnuTime)) throw new Error('to measure, the benchmark needs gcc or GNU time: apt-get install gcc');
  // GNU time adds user and system time nowhere, so the shell does: see the format below.
  return [
    'sh',
    '-c',
    `${gnuTime} -o "$0.raw" -f '%e %U %S %M' "$@" && awk '{ print $1, $2 + $3, $4 }' "$0.raw" > "$0"`,
    file,
  ];
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
