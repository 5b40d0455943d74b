import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type CompiledRun, compileSpec } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';
import { type Comparison, compareWithTlc } from './compare.ts';
import { findTlc } from './jar.ts';
import { randomRun } from './random.ts';
import type { Tlc } from './tlc.ts';
import { tracesComeBack } from './traces.ts';

/**
 * TLC as the judge of thps, `npm run test:tlc`: every check of the specs of the repository and random specs are exported, and
 * explored by both. Verdicts, counts of states and lengths of shortest counterexamples have to be the same. With `--part`
 * it is what fits into a minute, for every change, and TLC is not fetched.
 */

const usage = `usage: npm run test:tlc -- [--part] [--traces [--keep]] [--random FROM+COUNT] [--states N] [WORDS...]
  WORDS       only specs whose path has one of them
  --part      what is tested for every change
  --traces    instead: counterexamples of TLC, imported by thps import-trace, come back with the same property and length
  --keep      keep those of the specs that KEPT in test/tlc/run.ts names in test/tla/traces
  --random    random specs of these numbers (1+100)
  --states    checks with more states are left out (20000)
THPS_TLC_JAR names a jar of TLC, THPS_MAVEN_REPOSITORY the repository to fetch it from.`;

const root = join(import.meta.dirname, '..', '..');

interface Task {
  readonly name: string;
  /** Absent of a random spec. */
  readonly file?: string;
  readonly compiled: CompiledRun;
}

/** Checks of a spec, of which TLC needs a second or two each. */
const PART = ['test/tla/specs/', 'specs/tutorial/'];

/** Specs whose counterexamples are kept for tests without Java, with `--traces --keep`. */
const KEPT = ['test/tla/specs/', 'specs/tutorial/0', 'specs/litmus/peterson', 'specs/litmus/test-and-set'];

function specTasks(folders: readonly string[], words: readonly string[]): readonly Task[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.name.endsWith('.thps'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return files.flatMap((file) => {
    const name = relative(root, file);
    const text = readFileSync(file, 'utf8');
    if (/^library /m.test(text) || (words.length > 0 && !words.some((word) => name.includes(word)))) return [];
    return compileSpec(text, readLibrary).map((compiled) => ({
      name: `${name} ${compiled.run.name}`,
      file,
      compiled,
    }));
  });
}

function randomTasks(from: number, count: number): readonly Task[] {
  return Array.from({ length: count }, (_, i) => from + i).flatMap((number) => {
    const compiled = randomRun(number);
    return compiled === undefined ? [] : [{ name: `random spec ${number}`, compiled }];
  });
}

/** Compares as many at a time as there are cores. @returns how many came out how */
async function compareAll(
  tasks: readonly Task[],
  compare: (task: Task) => Promise<Comparison>,
): Promise<Record<Comparison['kind'], number>> {
  const counts = { same: 0, different: 0, 'left out': 0 };
  const queue = [...tasks];
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task; task = queue.shift()) {
      const result = await compare(task).catch(failure);
      counts[result.kind]++;
      console.log(`${result.kind.padEnd(9)} ${task.name}: ${describe(result)}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return counts;
}

/** TLC not reading a module is a disagreement as well. */
function failure(problem: unknown): Comparison {
  return { kind: 'different', differences: [problem instanceof Error ? problem.message : String(problem)] };
}

function describe(result: Comparison): string {
  switch (result.kind) {
    case 'same': {
      const without = result.without.map((name) => `, without ${name}`).join('');
      return `${result.states} states, ${result.findings} findings, ${result.temporal} temporal properties${without}`;
    }
    case 'different':
      return result.differences.join('; ');
    case 'left out':
      return result.reason;
  }
}

/** What is asked about each check. */
function comparison(
  tlc: Tlc,
  states: number,
  { traces = false, keep = false }: { readonly traces?: boolean; readonly keep?: boolean },
): (task: Task) => Promise<Comparison> {
  if (!traces) return ({ compiled }) => compareWithTlc(compiled, tlc, states);
  return async ({ file, compiled }) =>
    file === undefined
      ? { kind: 'left out', reason: 'it has no file' }
      : tracesComeBack(file, compiled, tlc, { most: states, keep: keep && KEPT.some((part) => file.includes(part)) });
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      part: { type: 'boolean' },
      random: { type: 'string' },
      states: { type: 'string' },
      traces: { type: 'boolean' },
      keep: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const isPart = values.part === true;
  const numbers = /^(\d+)\+(\d+)$/.exec(values.random ?? (isPart ? '1+12' : positionals.length > 0 ? '1+0' : '1+100'));
  const states = Number(values.states ?? (isPart ? 3_000 : 20_000));
  if (values.help === true || numbers === null || !Number.isSafeInteger(states)) {
    console.log(usage);
    return values.help === true ? 0 : 64;
  }
  const tlc = await findTlc(!isPart);
  if ('missing' in tlc) {
    console.log(`TLC IS NOT ASKED: ${tlc.missing}. What is written for it is tested all the same, by test/tla.`);
    return isPart ? 0 : 1;
  }
  const specs = specTasks(['specs', 'test/published', 'test/tla/specs'], isPart ? PART : positionals);
  const tasks = [...specs, ...randomTasks(Number(numbers[1]), Number(numbers[2]))];
  const counts = await compareAll(tasks, comparison({ jar: tlc.jar, limit: 600 }, states, values));
  console.log(
    `TLC agrees on ${counts.same} of ${tasks.length} checks, disagrees on ${counts.different}; ${counts['left out']} are left out`,
  );
  return counts.different === 0 && counts.same > 0 ? 0 : 1;
}

process.exitCode = await main();
