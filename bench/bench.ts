import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Built, bundleIn, type Contestant, freshDirectory, limit, peers, thpsContestants } from './contestants.ts';
import { type BenchModel, empty, type Instance, models } from './models.ts';
import { summary, type Row, rowsOf } from './results.ts';
import { digits, grouped, table } from './table.ts';
import { weakMemory } from './weak-memory.ts';
import { has, type Measure, measureIn, median, type Usage } from './usage.ts';

/**
 * thps beside Spin, Rumur and a program in C, in one run: `npm run bench -- [--quick] [--only MODEL] [--rounds N]`.
 * Each round runs everybody once on each model, so that a busy or hot machine slows all of them alike.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    bundle: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    patience: { type: 'string', default: '60' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
/** The part of the benchmark that compares memory models with each other. */
const WEAK = 'weak-memory';
const usage = `Usage: npm run bench -- [options]

  --quick         small models: a minute instead of half an hour
  --only MODEL    only this one (may be repeated): ${models.map(({ name }) => name).join(', ')}, ${WEAK}
  --bundle FILE   measure this dist/thps.mjs instead of a new one
  --rounds N      how often everybody runs (default: 3)
  --patience S    who takes more than S seconds of CPU time runs only once (default: 60)
`;

interface Entry {
  readonly contestant: Contestant;
  readonly built: Built;
  /** Seconds that it took to make a program of the model. */
  readonly build: number;
  readonly runs: Usage[];
}

interface Match {
  readonly model: BenchModel;
  readonly instance: Instance;
  readonly entries: readonly Entry[];
}

function main(): void {
  const known = [...models.map(({ name }) => name), WEAK];
  const unknown = options.only.filter((name) => !known.includes(name));
  const [rounds, patience] = [Number(options.rounds), Number(options.patience)];
  if (options.help || unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1 || !(patience > 0)) {
    process.stdout.write(usage);
    process.exitCode = options.help ? 0 : 64;
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'thps-bench-'));
  try {
    bench(directory, rounds, patience);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function bench(directory: string, rounds: number, patience: number): void {
  const measure = measureIn(directory);
  const bundle = options.bundle === undefined ? bundleIn(directory) : resolve(options.bundle);
  const { found, missing } = peers();
  const contestants = [...thpsContestants(bundle), ...(has('gcc') ? [limit] : []), ...found];
  if (missing.length > 0)
    console.log(`Not installed: ${missing.join(', ')}. To compare with them: apt-get install ${missing.join(' ')}\n`);

  const wanted = models.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const matches = wanted.map((model) =>
    matchOf(model, options.quick ? model.quick : model.full, contestants, directory),
  );
  const emptyRuns = matchOf(models[0]!, empty, contestants, directory);
  play(emptyRuns, measure, patience);
  for (let round = 1; round <= rounds; round++) {
    for (const match of matches) {
      process.stderr.write(`round ${round} of ${rounds}: ${match.model.name}\n`);
      play(match, measure, patience);
    }
  }
  if (matches.length > 0) report(matches, emptyRuns, rounds);
  if (options.only.length === 0 || options.only.includes(WEAK)) {
    const size = options.quick ? ['SEEN=10'] : [];
    console.log(`${WEAK}: one spec under each model\n\n${weakMemory(bundle, measure, rounds, size)}\n`);
  }
  startUp(bundle, measure);
}

function matchOf(model: BenchModel, instance: Instance, contestants: readonly Contestant[], parent: string): Match {
  const size = Object.values(instance.constants).join('-');
  const entries = contestants.flatMap((contestant): Entry[] => {
    const started = performance.now();
    const built = contestant.build(model, instance, freshDirectory(parent, model.name, size, contestant.name));
    return built ? [{ contestant, built, build: (performance.now() - started) / 1000, runs: [] }] : [];
  });
  return { model, instance, entries };
}

/**
 * Everybody runs once, but who was too slow before. Whoever counts differently does not check the same model, and no
 * comparison makes sense.
 */
function play({ model, instance, entries }: Match, measure: Measure, patience: number): void {
  for (const { contestant, built, runs } of entries) {
    if (runs.some(({ cpu }) => cpu > patience)) continue;
    const { output, usage } = measure(built.command);
    const { states, generated } = built.counts(output);
    // Spin prints seven digits of large numbers of transitions.
    const isSame = generated === instance.generated || Math.abs(generated / instance.generated - 1) < 5e-7;
    if (states !== instance.states || !isSame) {
      const [is, should] = [
        [states, generated],
        [instance.states, instance.generated],
      ].map((n) => n.map(grouped));
      throw new Error(
        `${contestant.name} finds ${is!.join(' states and ')} transitions of ${model.name}, ` +
          `not ${should!.join(' and ')}`,
      );
    }
    runs.push(usage);
  }
}

function report(matches: readonly Match[], emptyRuns: Match, rounds: number): void {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  console.log(
    `Node ${process.versions.node}, ${cpus().length} x ${processor}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; ` +
      `medians of ${rounds} rounds, of one above ${options.patience} s; load ${loadavg().map(digits).join(', ')}\n`,
  );
  const all: Row[] = matches.flatMap(({ model, instance, entries }) => {
    const rows = rowsOf(
      model,
      instance,
      entries.map(({ contestant, build, runs }) => ({
        contestant,
        build,
        runs,
        emptyBytes: emptyRuns.entries.find((one) => one.contestant === contestant)?.runs[0]?.bytes ?? 0,
      })),
    );
    const size = Object.entries(instance.constants).map(([name, value]) => `${name} = ${value}`);
    console.log(
      `${model.name}, ${size.join(', ')}: ${grouped(instance.states)} states, ` +
        `${grouped(instance.generated)} transitions\n`,
    );
    const header = [
      '',
      'build s',
      'CPU s',
      'wall s',
      'M states / CPU s',
      'M states / wall s',
      'bytes / state',
      'thps is faster',
    ];
    const cells = rows.map((row) => [
      row.name,
      row.kind === 'thps' ? '' : digits(row.build),
      ...[row.cpu, row.wall, row.perCpu / 1e6, row.perWall / 1e6, row.bytesPerState].map(digits),
      row.kind === 'thps' ? '' : `${digits(row.ratio)} times`,
    ]);
    console.log(`${table(header, cells)}\n`);
    return rows;
  });
  console.log(
    `${summary(
      matches.map(({ model }) => model),
      all,
    )}\n`,
  );
}

/** A run of twenty states, start-up of Node included: what whoever tries things out waits for. */
function startUp(bundle: string, measure: Measure): void {
  const spec = join(import.meta.dirname, 'models', 'small.thps');
  const runs = Array.from({ length: 10 }, () => measure([process.execPath, bundle, 'check', spec, '-q']).usage);
  const node = Array.from({ length: 10 }, () => measure([process.execPath, '-e', '0']).usage);
  const milliseconds = (of: readonly Usage[]): string => `${(median(of.map(({ wall }) => wall)) * 1000).toFixed(0)} ms`;
  console.log(`thps check of 20 states: ${milliseconds(runs)} wall, of which node alone takes ${milliseconds(node)}`);
}

main();
