import { availableParallelism } from 'node:os';
import { Argument, Command, Option } from 'commander';
import type { Override } from '../typecheck/modules/requests.ts';
import { version } from '../driver/version.ts';
import { checkOptions, MAX_WORKERS, type RawCheckOptions } from './check-options.ts';
import { addCheckOptions, collect, collectConstants, engineOption, workersOption } from './command-options.ts';
import { exitCodeHelp, mostSevere, type ExitCode } from './exit-codes.ts';
import { plainly, type ShieldedHost } from './host.ts';
import type { InspectOptions } from './inspect.ts';
import { type FormName, formNames } from '../render/forms/forms.ts';
import { addRaceOptions, raceOptions, type RawRaceOptions } from './race-options.ts';
import type { RawSimulateOptions } from './simulate-options.ts';
import { destinationOf } from './write-text.ts';
import { parseCount, parseNames } from './options.ts';

/** What commands are added to, what they run in, and who is to know what came of them. */
interface Setting {
  readonly thps: Command;
  readonly host: ShieldedHost;
  readonly done: (code: ExitCode) => void;
}

/** What every command has. */
interface RawOptions {
  readonly color: boolean;
}

interface RawDocOptions extends RawOptions {
  readonly out: string;
  readonly check?: true;
  readonly maxStates?: number;
  readonly engine: 'wasm' | 'interpreter';
}

interface RawDiffOptions extends RawOptions {
  readonly json?: true;
  readonly const?: readonly Override[];
  readonly maxStates?: number;
  readonly engine: 'wasm' | 'interpreter';
}

interface RawInspectOptions extends RawOptions {
  readonly check?: string;
  readonly const?: readonly Override[];
}

interface RawGraphOptions extends RawInspectOptions {
  readonly process?: readonly string[];
  readonly as: 'dot' | 'svg';
  readonly states: number;
  readonly out?: string;
  readonly force?: true;
}

interface RawEmitOptions {
  readonly wat?: true;
  readonly wasm?: string;
  readonly force?: true;
}

export function program(host: ShieldedHost, done: (code: ExitCode) => void): Command {
  const thps = new Command('thps')
    .description('Checks specifications of concurrent systems by looking at every state they can reach.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand('help [command]', 'print the options of a command')
    .addHelpText('after', exitCodeHelp)
    .showSuggestionAfterError()
    .configureOutput({ writeOut: host.stdout.write, writeErr: () => undefined })
    .exitOverride();
  const setting = { thps, host, done };
  addCheck(setting);
  addWatch(setting);
  addShow(setting);
  addParse(setting);
  addIr(setting);
  addEmit(setting);
  addExport(setting);
  addImportTrace(setting);
  addSteps(setting);
  addGraph(setting);
  addRepl(setting);
  addExplain(setting);
  addDiff(setting);
  addSimulate(setting);
  addDoc(setting);
  addLsp(setting);
  addMcp(setting);
  addDap(setting);
  addFormat(setting);
  addInit(setting);
  return thps;
}

function add({ thps }: Setting, usage: string, description: string): Command {
  return thps
    .command(usage)
    .description(description)
    .option('--no-color', 'no colours, even on a terminal')
    .helpOption('-h, --help', 'print this text');
}

/** A command about one run of a file. */
function addSystem(setting: Setting, usage: string, description: string): Command {
  return add(setting, usage, description)
    .argument('<file>', 'a .thps file')
    .option('--check <name>', 'the run to show; the first of the file if left out')
    .option('--const <name=value>', 'set a constant', collectConstants);
}

/** What a command runs in, without colours where its options forbid them. */
function hostFor({ color }: RawOptions, { host }: Setting): ShieldedHost {
  return color ? host : plainly(host);
}

function addCheck(setting: Setting): void {
  const command = add(setting, 'check', 'run the checks of specs and say whether each came out as expected');
  addCheckOptions(command).action(async (paths: string[], raw: RawCheckOptions & RawOptions) => {
    const { checkCommand } = await import('./check.ts');
    setting.done(await checkCommand(paths, checkOptions(raw), hostFor(raw, setting)));
  });
}

function addWatch(setting: Setting): void {
  const command = add(setting, 'watch', 'check specs, and again whenever they or what they import change');
  addCheckOptions(command).action(async (paths: string[], raw: RawCheckOptions & RawOptions) => {
    const { watchCommand } = await import('./watch.ts');
    setting.done(await watchCommand(paths, checkOptions(raw), hostFor(raw, setting)));
  });
}

interface RawShowOptions extends RawOptions, RawRaceOptions {
  readonly as: FormName;
  readonly check?: readonly string[];
  readonly property?: readonly string[];
  readonly out?: string;
  readonly force?: true;
}

function addShow(setting: Setting): void {
  const command = add(setting, 'show', 'show what `thps check --json` has printed in another form')
    .argument('<file>', 'a file with a result, or - for standard input')
    .addOption(new Option('--as <form>', 'the form').choices(formNames).makeOptionMandatory())
    .option('--check <name>', 'only this check (may be repeated)', collect)
    .option('--property <name>', 'only runs that show something about this property (may be repeated)', collect)
    .option('--out <file>', 'write to this file')
    .option('--force', 'overwrite an existing file');
  addRaceOptions(command).action(async (file: string, raw: RawShowOptions) => {
    const { showCommand } = await import('./show.ts');
    const { as: form, check, property } = raw;
    const options = {
      form,
      race: raceOptions(raw),
      ...(check === undefined ? {} : { checks: check }),
      ...(property === undefined ? {} : { properties: property }),
      ...destinationOf(raw),
    };
    setting.done(await showCommand(file, options, hostFor(raw, setting)));
  });
}

function addParse(setting: Setting): void {
  add(setting, 'parse', 'print the syntax tree of a file')
    .argument('<file>', 'a .thps file')
    .option('--positions', 'print where each node begins and ends')
    .action(async (file: string, raw: { readonly positions?: true } & RawOptions) => {
      const { parseCommand } = await import('./inspect.ts');
      setting.done(parseCommand(file, { positions: raw.positions ?? false }, hostFor(raw, setting)));
    });
}

function addIr(setting: Setting): void {
  addSystem(setting, 'ir', 'print the transition system of a run')
    .option('--layout', 'print where each part of a state lies in its bits')
    .action(async (file: string, raw: RawInspectOptions & { readonly layout?: true }) => {
      const { irCommand } = await import('./inspect.ts');
      setting.done(
        await irCommand(file, { ...inspectOptions(raw), layout: raw.layout ?? false }, hostFor(raw, setting)),
      );
    });
}

function addEmit(setting: Setting): void {
  addSystem(setting, 'emit', 'print or write the WebAssembly module that explores a run')
    .option('--wat', 'print it as text, with the statements of the spec (the default)')
    .option('--wasm <out>', 'write it to a file')
    .option('--force', 'overwrite an existing file')
    .action(async (file: string, raw: RawInspectOptions & RawEmitOptions) => {
      const { emitCommand } = await import('./emit.ts');
      const { wat = false, force = false, wasm } = raw;
      const output = wasm === undefined ? { wat, force } : { wat, force, wasm };
      setting.done(await emitCommand(file, { ...inspectOptions(raw), ...output }, hostFor(raw, setting)));
    });
}

interface RawExportOptions extends RawInspectOptions {
  readonly out: string;
  readonly force?: true;
}

function addExport(setting: Setting): void {
  add(setting, 'export', 'write a run in another language: tla, with a configuration for TLC')
    .addArgument(new Argument('<language>', 'the language').choices(['tla']))
    .argument('<file>', 'a .thps file')
    .option('--check <name>', 'the run to write; the first of the file if left out')
    .option('--const <name=value>', 'set a constant', collectConstants)
    .requiredOption('-o, --out <folder>', 'the folder to write to')
    .option('--force', 'overwrite existing files')
    .action(async (_language: string, file: string, raw: RawExportOptions) => {
      const { exportTlaCommand } = await import('./export.ts');
      const { out, force = false } = raw;
      setting.done(await exportTlaCommand(file, { ...inspectOptions(raw), out, force }, hostFor(raw, setting)));
    });
}

interface RawImportTraceOptions extends RawInspectOptions, RawRaceOptions {
  readonly as: FormName;
  readonly json?: true;
  readonly out?: string;
  readonly force?: true;
}

function addImportTrace(setting: Setting): void {
  const command = add(
    setting,
    'import-trace',
    'show a counterexample that TLC or Apalache found of an exported check as a run of the spec',
  )
    .argument('<file>', 'the .thps file')
    .argument('<trace>', 'what TLC printed, its -dumpTrace json, or an ITF trace; - for standard input')
    .option(
      '--check <name>',
      'the run that was exported (default: the one whose module the trace names, else the first)',
    )
    .option('--const <name=value>', 'set a constant, as for the export', collectConstants)
    .addOption(new Option('--as <form>', 'the form, as of `thps show`').choices(formNames).default('text'))
    .option('--json', 'print data for programs, as `thps check --json`')
    .option('--out <file>', 'write to this file')
    .option('--force', 'overwrite an existing file');
  addRaceOptions(command).action(async (file: string, trace: string, raw: RawImportTraceOptions) => {
    const { importTraceCommand } = await import('./import-trace.ts');
    const form = raw.json === true ? 'json' : raw.as;
    const options = { ...inspectOptions(raw), form, race: raceOptions(raw), ...destinationOf(raw) } as const;
    setting.done(await importTraceCommand(file, trace, options, hostFor(raw, setting)));
  });
}

function addSteps(setting: Setting): void {
  addSystem(
    setting,
    'steps',
    'print a spec with every point where others may run, and what each step reads and writes',
  ).action(async (file: string, raw: RawInspectOptions) => {
    const { stepsCommand } = await import('./inspect.ts');
    setting.done(await stepsCommand(file, inspectOptions(raw), hostFor(raw, setting)));
  });
}

function addGraph(setting: Setting): void {
  addSystem(setting, 'graph', 'draw the states of a run with the steps between them, or where its processes can be')
    .option('--process <name>', 'the control points of this process instead of states (may be repeated)', collect)
    .addOption(
      new Option('--as <form>', 'the language of Graphviz, or a picture').choices(['dot', 'svg']).default('dot'),
    )
    .option('--states <n>', 'draw the first n states', (text) => parseCount('--states', text, 10_000), 100)
    .option('--out <file>', 'write to this file')
    .option('--force', 'overwrite an existing file')
    .action(async (file: string, raw: RawGraphOptions) => {
      const { graphCommand } = await import('./graph.ts');
      const { as: form, process: processes = [], states } = raw;
      const options = { ...inspectOptions(raw), form, processes, states, ...destinationOf(raw) };
      setting.done(await graphCommand(file, options, hostFor(raw, setting)));
    });
}

function addRepl(setting: Setting): void {
  addSystem(setting, 'repl', 'go through a run step by step: choose what happens next, look, go back').action(
    async (file: string, raw: RawInspectOptions) => {
      const { replCommand } = await import('./repl.ts');
      setting.done(await replCommand(file, inspectOptions(raw), hostFor(raw, setting)));
    },
  );
}

function addExplain(setting: Setting): void {
  add(setting, 'explain', 'explain the code of a message')
    .argument('[code]', 'as in THPS2001; all codes if left out')
    .action(async (code: string | undefined, raw: RawOptions) => {
      const { explainCommand } = await import('./explain.ts');
      setting.done(explainCommand(code, hostFor(raw, setting)));
    });
}

function addDiff(setting: Setting): void {
  add(setting, 'diff', 'say which verdicts, counts and traces differ between two versions of a spec')
    .argument('<before>', 'a .thps file, or REVISION:FILE of git, as in HEAD~1:specs/lock.thps')
    .argument('<after>', 'the same')
    .option('--const <name=value>', 'set a constant in both', collectConstants)
    .option('--max-states <n>', 'stop a run after this many distinct states', (text) =>
      parseCount('--max-states', text),
    )
    .addOption(engineOption())
    .option('--json', 'print data for programs: docs/comparison.schema.json')
    .action(async (before: string, after: string, raw: RawDiffOptions) => {
      const { diffCommand } = await import('./diff.ts');
      const { const: constants = [], engine, maxStates } = raw;
      const limits = maxStates === undefined ? {} : { states: maxStates };
      const workers = Math.min(MAX_WORKERS, availableParallelism());
      const options = { constants, engine, limits, workers, json: raw.json ?? false };
      setting.done(await diffCommand([before, after], options, hostFor(raw, setting)));
    });
}

function addSimulate(setting: Setting): void {
  add(setting, 'simulate', 'walk through specs at random, where there are more states than can be looked at')
    .argument('[paths...]', 'files, and folders with all .thps files in them (default: the current folder)')
    .option('--check <name>', 'walk only through this check (may be repeated)', collect)
    .option('--const <name=value>', 'set a constant', collectConstants)
    .option('--only <properties>', 'look only at these properties, separated by commas', parseNames)
    .option('--inv <expression>', 'look at an invariant that is not in the spec (may be repeated)', collect)
    .option('--reach <expression>', 'look for a state that satisfies this (may be repeated)', collect)
    .option('--seed <n>', 'what chance begins with: the same walks again', (text) => parseCount('--seed', text))
    .option('--walk <n>', 'take only the walk of this number', (text) => parseCount('--walk', text))
    .option('--walks <n>', 'take so many walks, whatever the time', (text) => parseCount('--walks', text))
    .option('--depth <n>', 'steps of a walk at most', (text) => parseCount('--depth', text), 1000)
    .option('--time <seconds>', 'end after this time', (text) => parseCount('--time', text))
    .addOption(workersOption('threads that walk together; each walk is the same whichever takes it'))
    .addOption(
      new Option('--trace <form>', 'how to print what was not expected')
        .choices(['full', 'race', 'none'])
        .default('full'),
    )
    .option('--json', 'print data for programs: docs/simulation.schema.json')
    .action(async (paths: readonly string[], raw: RawSimulateOptions & RawOptions) => {
      const [{ simulateCommand }, { simulateOptions }] = await Promise.all([
        import('./simulate.ts'),
        import('./simulate-options.ts'),
      ]);
      setting.done(await simulateCommand(paths, simulateOptions(raw), hostFor(raw, setting)));
    });
}

function addDoc(setting: Setting): void {
  add(setting, 'doc', 'write a page about each spec, and fill the blocks of documents that show results')
    .argument('<paths...>', 'specs, folders with .thps files directly in them, and documents (.md, .rst, .txt)')
    .option('--out <folder>', 'where the pages go', 'docs/systems')
    .option('--check', 'write nothing, and fail where a page or a block is not what it would be')
    .option('--max-states <n>', 'no page for a spec with a check of more distinct states', (text) =>
      parseCount('--max-states', text),
    )
    .addOption(engineOption())
    .action(async (paths: readonly string[], raw: RawDocOptions) => {
      const documents = paths.filter((path) => /\.(?:md|markdown|rst|txt)$/i.test(path));
      const specs = paths.filter((path) => !documents.includes(path));
      const { out, engine, maxStates, check } = raw;
      const codes: ExitCode[] = [];
      if (documents.length > 0) {
        const { docBlocksCommand } = await import('./doc-blocks.ts');
        const mode = check === true ? 'compare' : 'write';
        codes.push(await docBlocksCommand(documents, { mode, engine }, hostFor(raw, setting)));
      }
      if (specs.length > 0) {
        const { docCommand } = await import('./doc.ts');
        const limits = maxStates === undefined ? {} : { states: maxStates };
        codes.push(await docCommand(specs, { out, engine, check: check ?? false, limits }, hostFor(raw, setting)));
      }
      setting.done(mostSevere(codes));
    });
}

function addLsp(setting: Setting): void {
  add(setting, 'lsp', 'serve an editor that speaks the language server protocol')
    .option('--stdio', 'over standard input and output (the default)')
    .option('--node-ipc', 'over the channel of a Node process that started this one')
    // Editors add options of their own.
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (raw: { readonly nodeIpc?: true }) => {
      await setting.host.serve(raw.nodeIpc ? 'node-ipc' : 'stdio');
    });
}

function addMcp(setting: Setting): void {
  add(setting, 'mcp', 'serve agents that speak the Model Context Protocol, over standard input and output').action(
    async () => {
      const { serveAgents } = await import('../mcp/server.ts');
      await serveAgents(setting.host.cwd);
    },
  );
}

function addDap(setting: Setting): void {
  add(setting, 'dap', 'serve an editor that speaks the Debug Adapter Protocol: steps forwards and backwards').action(
    async () => {
      const { serveDebugger } = await import('../dap/server.ts');
      await serveDebugger(setting.host.cwd);
    },
  );
}

function addFormat(setting: Setting): void {
  add(setting, 'format', 'write specs in the one layout that all specs have')
    .argument('[paths...]', 'files, and folders with all .thps files in them (default: the current folder), or - alone')
    .option('--check', 'write nothing, and fail where a file would change')
    .action(async (paths: readonly string[], raw: { readonly check?: true } & RawOptions) => {
      const { formatCommand } = await import('./format.ts');
      setting.done(formatCommand(paths, { check: raw.check ?? false }, hostFor(raw, setting)));
    });
}

function addInit(setting: Setting): void {
  add(setting, 'init', 'write a commented spec to start from')
    .argument('<name>', 'name of the spec; the file is NAME.thps')
    .action(async (name: string, raw: RawOptions) => {
      const { initCommand } = await import('./init.ts');
      setting.done(initCommand(name, hostFor(raw, setting)));
    });
}

function inspectOptions(raw: RawInspectOptions): InspectOptions {
  return { ...(raw.check === undefined ? {} : { check: raw.check }), constants: raw.const ?? [] };
}
