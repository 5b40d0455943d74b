import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { Override } from '../typecheck/modules/requests.ts';
import { MAX_WORKERS } from './check-options.ts';
import { addRaceOptions } from './race-options.ts';
import { parseConstant, parseCount, parseFindings, parseNames, parseSize } from './options.ts';

/** Options that several commands have. */

/** The options of `thps check`, which `thps watch` has as well. */
export function addCheckOptions(of: Command): Command {
  const command = of
    .argument('[paths...]', 'files, and folders with all .thps files in them (default: the current folder)')
    .option('--check <name>', 'run only this check (may be repeated)', collect)
    .option('--const <name=value>', 'set a constant, as in --const N=3 (may be repeated)', collectConstants)
    .option(
      '--only <properties>',
      'look only at these properties and named assertions, separated by commas',
      parseNames,
    )
    .option('--changed-since <revision>', 'only specs that differ from a revision of git, or import what does')
    .option('--inv <expression>', 'check an invariant that is not in the spec (may be repeated)', collect)
    .option('--reach <expression>', 'find a shortest way to a state that satisfies this (may be repeated)', collect)
    .option(
      '--strict [findings]',
      'fail where a step never ran or a property is about nothing: with --strict=never_ran,vacuous only for these',
      parseFindings,
    )
    .option('--show <expression>', 'print its value at every step of a trace (may be repeated)', collect)
    .option('--hide <names>', 'print traces without these variables, locals, processes and procedures', parseNames)
    .option('--fewest-switches', 'show the steps of a trace in an order with the fewest context switches')
    .option('--explain', 'say why a property is violated: which part of it, since when, and what set that up')
    .option('--all-traces <n>', 'show up to n counterexamples that differ in the order of steps that matters', (text) =>
      parseCount('--all-traces', text, 100),
    )
    .option('--coverage', 'count how often each step, branch and left side of a property was met')
    .option('--max-states <n>', 'stop after this many distinct states', (text) => parseCount('--max-states', text))
    .option('--max-depth <n>', 'stop at this many transitions from the start', (text) =>
      parseCount('--max-depth', text),
    )
    .option(
      '--max-memory <size>',
      'memory that the process may use, as in 2G; then the run continues with files',
      (text) => parseSize('--max-memory', text),
    )
    .option('--spill <folder>', 'continue with files there when memory is full (default: a folder for temporary files)')
    .option('--no-spill', 'stop when memory is full')
    .option('--no-sleep', 'look up successors that are known already as well; the result is the same')
    .addOption(workersOption('threads that explore together; the result is the same for any number'))
    .option('--fingerprint', 'keep only 64 bits of each state: less memory, and a tiny chance of missing a state')
    .option('--checkpoint <folder>', 'keep snapshots there, also when interrupted, from which --resume continues')
    .option(
      '--checkpoint-every <seconds>',
      'seconds between two snapshots',
      (text) => parseCount('--checkpoint-every', text),
      300,
    )
    .option('--resume <folder>', 'continue from the snapshots there, and keep new ones there')
    .option('--json', 'print a report for programs')
    .option('--table', 'print one table of verdicts for the checks of a file, instead of a report for each')
    .addOption(engineOption())
    .addOption(
      new Option('--trace <form>', 'how to print counterexamples; with --check expected ones as well').choices([
        'full',
        'race',
        'none',
      ]),
    )
    .option('-q, --quiet', 'print only what did not come out as expected')
    .option('-v, --verbose', 'print expected counterexamples, all warnings, times and memory as well')
    .option('--timings', 'print what reading, types, steps, search and traces take, on standard error');
  return addRaceOptions(command);
}

export function workersOption(description: string): Option {
  return new Option('--workers <n>', description)
    .argParser((text) => parseCount('--workers', text))
    .default(Math.min(MAX_WORKERS, availableParallelism()), 'the cores of the machine');
}

export function engineOption(): Option {
  return new Option('--engine <name>', 'what explores: compiled code, or the reference that it is tested against')
    .choices(['wasm', 'interpreter'])
    .default('wasm');
}

export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

export function collectConstants(text: string, before: readonly Override[] = []): readonly Override[] {
  return [...before, parseConstant(text)];
}
