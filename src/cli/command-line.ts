import { availableParallelism, tmpdir } from 'node:os';
import { Command, CommanderError, Option } from 'commander';
import { noFingerprints, noSnapshots, noSpilling } from '../diagnostics/driver.ts';
import type { Override } from '../typecheck/modules/requests.ts';
import type { CheckOptions } from './check.ts';
import { exitCodeHelp, exitCodeOfDiagnostic, exitCodes, type ExitCode } from './exit-codes.ts';
import { shielded, styleFor, type Host, type ShieldedHost } from './host.ts';
import { BadOption, parseConstant, parseCount, parseNames, parseSize } from './options.ts';
import { version } from '../driver/version.ts';

/**
 * Runs one command line and says what to exit with. What a command needs is loaded only when it runs, so that
 * `--help` answers at once.
 * @param words what stands after the name of the program
 */
export async function runCommandLine(words: readonly string[], outside: Host): Promise<ExitCode> {
  const host = shielded(outside);
  const color = !words.includes('--no-color');
  try {
    let code: ExitCode = exitCodes.asExpected;
    await program(host, (result) => (code = result)).parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, color, host);
  }
}

/** Threads at most: each has some room for itself in the memory. */
const MAX_WORKERS = 128;

/** What the option parser makes of the options of `thps check`. */
interface RawCheckOptions {
  readonly check?: readonly string[];
  readonly const?: readonly Override[];
  readonly only?: readonly string[];
  readonly maxStates?: number;
  readonly maxDepth?: number;
  readonly maxMemory?: number;
  readonly json?: true;
  readonly trace?: 'full' | 'race' | 'none';
  readonly width: number;
  readonly steps: 'calls' | 'all';
  readonly engine: 'wasm' | 'interpreter';
  readonly workers: number;
  readonly fingerprint?: true;
  readonly checkpoint?: string;
  readonly checkpointEvery: number;
  readonly resume?: string;
  readonly spill?: string | false;
  readonly color: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly timings?: true;
}

interface RawDocOptions {
  readonly out: string;
  readonly check?: true;
  readonly maxStates?: number;
  readonly engine: 'wasm' | 'interpreter';
  readonly color: boolean;
}

interface RawFormatOptions {
  readonly check?: true;
  readonly color: boolean;
}

interface RawInspectOptions {
  readonly check?: string;
  readonly const?: readonly Override[];
  readonly positions?: true;
  readonly layout?: true;
  readonly wat?: true;
  readonly wasm?: string;
  readonly force?: true;
  readonly color: boolean;
}

function program(host: ShieldedHost, done: (code: ExitCode) => void): Command {
  const thps = new Command('thps')
    .description('Checks specifications of concurrent systems by looking at every state they can reach.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand('help [command]', 'print the options of a command')
    .addHelpText('after', exitCodeHelp)
    .showSuggestionAfterError()
    .configureOutput({ writeOut: host.stdout.write, writeErr: () => undefined })
    .exitOverride();
  const add = (usage: string, description: string): Command =>
    thps
      .command(usage)
      .description(description)
      .option('--no-color', 'no colours, even on a terminal')
      .helpOption('-h, --help', 'print this text');
  const addSystem = (usage: string, description: string): Command =>
    add(usage, description)
      .argument('<file>', 'a .thps file')
      .option('--check <name>', 'the run to show; the first of the file if left out')
      .option('--const <name=value>', 'set a constant', collectConstants);

  add('check', 'run the checks of specs and say whether each came out as it expects')
    .argument('[paths...]', 'files, and folders with all .thps files in them (default: the current folder)')
    .option('--check <name>', 'run only this check (may be repeated)', collect)
    .option('--const <name=value>', 'set a constant, as in --const N=3 (may be repeated)', collectConstants)
    .option(
      '--only <properties>',
      'look only at these properties and named assertions, separated by commas',
      parseNames,
    )
    .option('--max-states <n>', 'stop after so many distinct states', (text) => parseCount('--max-states', text))
    .option('--max-depth <n>', 'stop at so many transitions from the start', (text) => parseCount('--max-depth', text))
    .option('--max-memory <size>', 'what the process may take, as in 2G; then the run goes on with files', (text) =>
      parseSize('--max-memory', text),
    )
    .option('--spill <folder>', 'go on with files there when memory is full (default: a folder for temporary files)')
    .option('--no-spill', 'stop when memory is full')
    .addOption(
      new Option('--workers <n>', 'threads that explore together; the result is the same for any number')
        .argParser((text) => parseCount('--workers', text))
        .default(Math.min(MAX_WORKERS, availableParallelism()), 'the cores of the machine'),
    )
    .option('--fingerprint', 'keep 64 bits of each state only: less memory, and a tiny chance to miss a state')
    .option('--checkpoint <folder>', 'keep snapshots there, also when interrupted, to go on from with --resume')
    .option(
      '--checkpoint-every <seconds>',
      'seconds between two snapshots',
      (text) => parseCount('--checkpoint-every', text),
      300,
    )
    .option('--resume <folder>', 'go on from the snapshots there, and keep new ones there')
    .option('--json', 'print a report for programs')
    .addOption(engineOption())
    .addOption(
      new Option('--trace <form>', 'how to print counterexamples; with --check expected ones as well').choices([
        'full',
        'race',
        'none',
      ]),
    )
    .option('--width <columns>', 'of the lines of a race', (text) => parseCount('--width', text), 72)
    .addOption(
      new Option('--steps <detail>', 'what a race tells of calls: a line for each, or every statement in them')
        .choices(['calls', 'all'])
        .default('calls'),
    )
    .option('-q, --quiet', 'print only what did not come out as expected')
    .option('-v, --verbose', 'print expected counterexamples, all warnings, times and memory as well')
    .option('--timings', 'print what reading, types, steps, search and traces take, on the standard error')
    .action(async (paths: string[], raw: RawCheckOptions) => {
      const { checkCommand } = await import('./check.ts');
      done(await checkCommand(paths, checkOptions(raw), host));
    });
  add('parse', 'print the syntax tree of a file')
    .argument('<file>', 'a .thps file')
    .option('--positions', 'print where each node begins and ends')
    .action(async (file: string, raw: RawInspectOptions) => {
      const { parseCommand } = await import('./inspect.ts');
      done(parseCommand(file, raw.positions ?? false, raw.color, host));
    });
  addSystem('ir', 'print the transition system of a run')
    .option('--layout', 'print where each part of a state lies in its bits')
    .action(async (file: string, raw: RawInspectOptions) => {
      const { irCommand } = await import('./inspect.ts');
      done(irCommand(file, raw.layout ?? false, inspectOptions(raw), host));
    });
  addSystem('emit', 'print or write the WebAssembly module that explores a run')
    .option('--wat', 'print it as text, with the statements of the spec (the default)')
    .option('--wasm <out>', 'write it to a file')
    .option('--force', 'write over a file that is there')
    .action(async (file: string, raw: RawInspectOptions) => {
      const { emitCommand } = await import('./emit.ts');
      const { wat = false, force = false, wasm } = raw;
      const output = wasm === undefined ? { wat, force } : { wat, force, wasm };
      done(emitCommand(file, { ...inspectOptions(raw), ...output }, host));
    });
  addSystem('steps', 'print a spec with every point where others may run, and what each step reads and writes').action(
    async (file: string, raw: RawInspectOptions) => {
      const { stepsCommand } = await import('./inspect.ts');
      done(stepsCommand(file, inspectOptions(raw), host));
    },
  );
  add('explain', 'say what the code of a message means')
    .argument('[code]', 'as in THPS2001; all codes if left out')
    .action(async (code: string | undefined, raw: { readonly color: boolean }) => {
      const { explainCommand } = await import('./explain.ts');
      done(explainCommand(code, raw.color, host));
    });
  add('doc', 'write a page about each spec: its story, what comes out of its checks, and how')
    .argument('<paths...>', 'files, and folders with the .thps files right in them')
    .option('--out <folder>', 'where the pages go', 'docs/systems')
    .option('--check', 'write nothing, and fail where a page is not what it would be')
    .option('--max-states <n>', 'no page for a spec with a check of more distinct states', (text) =>
      parseCount('--max-states', text),
    )
    .addOption(engineOption())
    .action(async (paths: readonly string[], raw: RawDocOptions) => {
      const { docCommand } = await import('./doc.ts');
      const { maxStates, check, ...others } = raw;
      const limits = maxStates === undefined ? {} : { states: maxStates };
      done(await docCommand(paths, { ...others, check: check ?? false, limits }, host));
    });
  add('lsp', 'serve an editor that speaks the language server protocol')
    .option('--stdio', 'over standard input and output (the default)')
    .option('--node-ipc', 'over the channel of a Node process that started this one')
    // Editors add options of their own.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (raw: { readonly nodeIpc?: true }) => {
      await host.serve(raw.nodeIpc ? 'node-ipc' : 'stdio');
    });
  add('format', 'write specs in the one layout that all specs have')
    .argument('[paths...]', 'files, and folders with all .thps files in them (default: the current folder), or - alone')
    .option('--check', 'write nothing, and fail where a file would change')
    .action(async (paths: readonly string[], { check, color }: RawFormatOptions) => {
      const { formatCommand } = await import('./format.ts');
      done(formatCommand(paths, { check: check ?? false, color }, host));
    });
  add('init', 'write a commented spec to start from')
    .argument('<name>', 'name of the spec; the file is NAME.thps')
    .action(async (name: string, raw: { readonly color: boolean }) => {
      const { initCommand } = await import('./init.ts');
      done(initCommand(name, raw.color, host));
    });
  return thps;
}

function engineOption(): Option {
  return new Option('--engine <name>', 'what explores: compiled code, or the reference that it is tested against')
    .choices(['wasm', 'interpreter'])
    .default('wasm');
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function collectConstants(text: string, before: readonly Override[] = []): readonly Override[] {
  return [...before, parseConstant(text)];
}

function checkpointOption({
  checkpoint,
  checkpointEvery,
  resume,
  engine,
}: RawCheckOptions): Pick<CheckOptions, 'checkpoint'> {
  const folder = resume ?? checkpoint;
  if (folder === undefined) return {};
  if (engine === 'interpreter') throw new BadOption(noSnapshots());
  return { checkpoint: { folder, interval: checkpointEvery * 1000, resume: resume !== undefined } };
}

function fingerprintOption({ fingerprint, engine }: RawCheckOptions): boolean {
  if (fingerprint === true && engine === 'interpreter') throw new BadOption(noFingerprints());
  return fingerprint === true;
}

/** A limit of memory that the user sets is no reason to stop. */
function spillOption({ spill, maxMemory, engine }: RawCheckOptions): Pick<CheckOptions, 'spill'> {
  if (spill === false || engine === 'interpreter') {
    if (typeof spill === 'string') throw new BadOption(noSpilling());
    return {};
  }
  if (spill !== undefined) return { spill: { folder: spill, isNamed: true } };
  return maxMemory === undefined ? {} : { spill: { folder: tmpdir(), isNamed: false } };
}

function checkOptions(raw: RawCheckOptions): CheckOptions {
  return {
    checks: raw.check ?? [],
    constants: raw.const ?? [],
    ...(raw.only === undefined ? {} : { only: raw.only }),
    limits: {
      ...(raw.maxStates === undefined ? {} : { states: raw.maxStates }),
      ...(raw.maxDepth === undefined ? {} : { depth: raw.maxDepth }),
      ...(raw.maxMemory === undefined ? {} : { memory: raw.maxMemory }),
    },
    engine: raw.engine,
    workers: Math.min(MAX_WORKERS, raw.workers),
    fingerprints: fingerprintOption(raw),
    ...checkpointOption(raw),
    ...spillOption(raw),
    json: raw.json ?? false,
    ...(raw.trace === undefined ? {} : { trace: raw.trace }),
    width: raw.width,
    detail: raw.steps,
    color: raw.color,
    quiet: raw.quiet ?? false,
    verbose: raw.verbose ?? false,
    timings: raw.timings ?? false,
  };
}

function inspectOptions(raw: RawInspectOptions): {
  check?: string;
  constants: readonly Override[];
  color: boolean;
} {
  return { ...(raw.check === undefined ? {} : { check: raw.check }), constants: raw.const ?? [], color: raw.color };
}

/** Says what went wrong: wrong options, or a bug of thps. */
async function failure(error: unknown, color: boolean, host: Host): Promise<ExitCode> {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.asExpected;
  const [{ badUsage }, { internalErrorOf }, { renderDiagnostics }] = await Promise.all([
    import('../diagnostics/driver.ts'),
    import('./internal.ts'),
    import('../render/diagnostics-terminal.ts'),
  ]);
  const style = styleFor(host.stderr, host, color);
  if (error instanceof BadOption) {
    host.stderr.write(renderDiagnostics([error.diagnostic], style));
    return exitCodes.usage;
  }
  if (error instanceof CommanderError) {
    const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
    const hint =
      suggestion?.replace(/^\(Did you mean (.*)\?\)$/, "did you mean '$1'?") ??
      (error.code === 'commander.unknownOption' ? 'a file whose name starts with - is written ./-name' : undefined);
    const words = error.code === 'commander.help' ? 'no command is given' : message.replace(/\.$/, '');
    host.stderr.write(renderDiagnostics([badUsage(words, hint)], style));
    return exitCodes.usage;
  }
  const diagnostic = internalErrorOf(error, host);
  host.stderr.write(renderDiagnostics([diagnostic], style));
  return exitCodeOfDiagnostic(diagnostic);
}
