import { propertiesOf } from '../backend/problem/properties.ts';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { InternalError } from '../core/internal-error.ts';
import { isNamed, type Run } from '../core/run.ts';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  cannotWrite,
  checkpointFailed,
  checkpointRefused,
  fileNotFound,
  fileUnreadable,
  libraryNotChecked,
  notCompiled,
  oneWorker,
  unknownCheck,
  needsStates,
} from '../diagnostics/driver.ts';
import { keyOf, sayingWhere } from '../diagnostics/lists.ts';
import { CheckpointRefused } from '../explorer/checkpoint-refused.ts';
import { Interrupted } from '../explorer/watch.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { countDiagnostics, renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { outcomeOf, type CheckReport } from '../driver/report.ts';
import { checkData, neverMetIn, resultOf } from '../driver/results.ts';
import type { ReportOptions } from '../render/report-options.ts';
import { renderReport, renderSummary, renderVacuity } from '../render/report-terminal.ts';
import type { Result } from '../result/model.ts';
import { jsonText, printable } from '../text/display.ts';
import type { Source } from '../text/source.ts';
import type { CheckOptions } from './check-options.ts';
import { exitCodeOf, exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { findSpecs, siblingsOf, type SpecFile } from '../driver/files.ts';
import { styleFor, type Host } from './host.ts';
import { internalErrorOf } from './internal.ts';
import { check, type RunOptions } from '../driver/check.ts';
import { filesOf, plan, type Plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import type { Bounds, Session } from '../driver/session.ts';
import { Timings } from '../driver/timings.ts';
import { ProgressLine, showingSession } from './progress.ts';
import { Hiding, viewOf } from './trace-view.ts';
import { statusOf } from '../driver/status.ts';
import { deniedOf } from '../driver/vacuity.ts';

/** A run that can be explored. */
interface Explorable {
  readonly file: SpecFile;
  /** What the line of progress says. */
  readonly title: string;
  readonly run: Run;
  readonly system: TransitionSystem;
  readonly timings: Timings;
}

/** Runs the checks of specs, prints what came out, and says what to exit with. */
export async function checkCommand(names: readonly string[], options: CheckOptions, host: Host): Promise<ExitCode> {
  const { code, result } = await new CheckCommand(options, host).run(names, []);
  if (result) host.stdout.write(`${jsonText(result)}\n`);
  return code;
}

/** The same for whoever goes on with the result: nothing is printed. @param given texts that are no files */
export async function checkToResult(
  names: readonly string[],
  given: readonly SpecFile[],
  options: CheckOptions,
  host: Host,
): Promise<Result> {
  const { result } = await new CheckCommand({ ...options, json: true }, host).run(names, given);
  if (!result) throw new InternalError('a check has no result');
  return result;
}

class CheckCommand {
  readonly #options: CheckOptions;
  readonly #host: Host;
  #view: ReportOptions;
  readonly #progress: ProgressLine;
  readonly #session: Session;
  readonly #diagnostics: Diagnostic[] = [];
  /** Keys of the messages that have been printed. */
  readonly #said = new Set<string>();
  readonly #reports: CheckReport[] = [];
  /** Runs that could not be explored, for which messages say why. */
  readonly #withErrors: { readonly file: string; readonly name: string }[] = [];
  readonly #codes: ExitCode[] = [];
  /** What was read, by name. */
  readonly #texts = new Map<string, Source>();
  readonly #hiding: Hiding;
  #planned = 0;

  constructor(options: CheckOptions, host: Host) {
    this.#options = options;
    this.#host = host;
    this.#view = {
      style: styleFor(host.stdout, host),
      trace: options.trace ?? 'full',
      race: options.race,
      expectedTraces: options.verbose || (options.trace !== undefined && options.checks.length > 0),
      quiet: options.quiet,
      verbose: options.verbose,
    };
    this.#hiding = new Hiding(options.hide);
    this.#progress = new ProgressLine(host.stderr, { isQuiet: options.quiet });
    this.#session = showingSession(this.#progress, host, options.limits);
  }

  /** @returns with `json` the result, which is not printed */
  async run(
    names: readonly string[],
    given: readonly SpecFile[],
  ): Promise<{ readonly code: ExitCode; readonly result?: Result }> {
    this.#view = { ...this.#view, ...(await viewOf(this.#options, this.#view.style, this.#texts)) };
    const { files: found, diagnostics } =
      given.length > 0 && names.length === 0 ? { files: [], diagnostics: [] } : findSpecs(names, this.#host.cwd);
    this.#report(diagnostics);
    const files = [...given, ...found];
    // Until here nothing is lost that a signal ends.
    const all = files.flatMap((file) => this.#isolated(file.name, () => this.#plan(file)) ?? []);
    const plans = await this.#changed(all);
    this.#session.begin();
    try {
      this.#checkNames(all);
      if (this.#canSpill() && this.#canResume()) {
        for (const one of plans) {
          await this.#runPlan(one);
          await this.#tabulate(one.file.name);
          this.#warn(one.file.name);
        }
      }
    } catch (problem) {
      if (!(problem instanceof Interrupted)) throw problem;
    } finally {
      this.#progress.erase();
      this.#session.end();
    }
    this.#report(this.#hiding.unknown);
    if (this.#session.isStopped) this.#codes.push(exitCodes.incomplete);
    const code = mostSevere(this.#codes);
    const result = this.#finish(code);
    return { code, ...(result ? { result } : {}) };
  }

  /** Those that differ from the revision that the user names, or import what does; all where there is none. */
  async #changed(plans: readonly Plan[]): Promise<readonly Plan[]> {
    const { changedSince: revision, json, quiet } = this.#options;
    if (revision === undefined) return plans;
    const { changedSince } = await import('../driver/changed-files.ts');
    const changed = changedSince(revision, this.#host.cwd);
    if ('problem' in changed) {
      this.#report([changed.problem]);
      return [];
    }
    const kept = plans.filter((one) => filesOf(one).some((path) => path === undefined || changed.files.has(path)));
    if (!json && !quiet && kept.length < plans.length) {
      const count = kept.length === 0 ? 'no file differs' : `${kept.length} of ${plans.length} files differ`;
      this.#host.stdout.write(`${count} from ${printable(revision)}\n${kept.length === 0 ? '' : '\n'}`);
    }
    return kept;
  }

  #plan(file: SpecFile): Plan {
    const timings = new Timings();
    const planned = timings.measure('read', () =>
      plan(file, this.#options.constants, this.#host.cwd, this.#options.questions),
    );
    this.#tell(file.name, timings);
    for (const { source } of planned.modules?.modules ?? []) this.#texts.set(source.name, source);
    return planned;
  }

  /** Says what the stages took, if somebody asks. */
  #tell(about: string, timings: Timings): void {
    if (!this.#options.timings) return;
    const parts = timings.all.map(({ stage, milliseconds }) => `${stage} ${milliseconds.toFixed(1)} ms`);
    this.#host.stderr.write(`${printable(about)}: ${parts.join(', ')}\n`);
  }

  /** A name that no file has is an error; but a file with errors may have had it. */
  #checkNames(plans: readonly Plan[]): void {
    const existing = plans.flatMap(({ requests }) => requests.map((request) => request.check));
    if (plans.some(({ diagnostics }) => diagnostics.some(isError))) return;
    for (const name of this.#options.checks) {
      const isKnown = plans.some(({ requests }) => requests.some((request) => isNamed(request, name)));
      if (!isKnown) this.#report([unknownCheck(name, [...new Set(existing)])]);
    }
  }

  /** Whether there is the folder to go on from: a run that begins anew instead would be taken for one that went on. */
  #canResume(): boolean {
    const { checkpoint } = this.#options;
    if (checkpoint?.resume !== true) return true;
    const stats = statusOf(resolve(this.#host.cwd, checkpoint.folder));
    if (stats?.isDirectory() === true) return true;
    this.#report([
      stats === undefined
        ? fileNotFound(checkpoint.folder, siblingsOf(checkpoint.folder, this.#host.cwd))
        : fileUnreadable(checkpoint.folder, 'it is no folder'),
    ]);
    return false;
  }

  /** Whether there can be files in the folder that the user named: hours later is too late to say so. */
  #canSpill(): boolean {
    const { spill } = this.#options;
    if (spill?.isNamed !== true) return true;
    try {
      const folder = resolve(this.#host.cwd, spill.folder);
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return true;
    } catch (problem) {
      this.#report([cannotWrite(spill.folder, problem instanceof Error ? problem.message : String(problem))]);
      return false;
    }
  }

  async #runPlan({ file, modules, requests, diagnostics }: Plan): Promise<void> {
    const { checks, only, strict, verbose } = this.#options;
    this.#report(diagnostics);
    if (modules === undefined || diagnostics.some(isError)) return;
    if (modules.entry.role === 'library') {
      if (file.named || verbose) this.#report([libraryNotChecked(file.name)]);
    }
    const wanted = requests.filter((request) => checks.length === 0 || checks.some((one) => isNamed(request, one)));
    this.#planned += wanted.length;
    const atOnce = <T>(work: () => T): Promise<T> => this.#session.atOnce(work);
    let sayWhere: ((found: Diagnostic) => Diagnostic) | undefined;
    for (const [i, request] of wanted.entries()) {
      if (this.#session.isStopped) return;
      const timings = new Timings();
      const prepared = await this.#attempted(`check ${request.name} of ${file.name}`, () =>
        prepare(modules, request, { only, timings, atOnce }),
      );
      if (prepared === undefined) {
        this.#withErrors.push({ file: file.name, name: request.name });
        continue;
      }
      const { system, diagnostics: problems } = prepared;
      const run = { ...prepared.run, denied: [...new Set([...prepared.run.denied, ...strict])] };
      if (problems.some(isError)) {
        this.#withErrors.push({ file: file.name, name: run.name });
        sayWhere ??= sayingWhere(
          await Promise.all(
            wanted.map(async (one) => ({ name: one.name, ...(await prepare(modules, one, { only, atOnce })) })),
          ),
        );
      }
      this.#report(sayWhere === undefined ? problems : problems.map(sayWhere));
      if (system === undefined || modules.entry.role === 'library') continue;
      await this.#hiding.note(system);
      const title = requests.length > 1 ? `${run.name} (${i + 1} of ${wanted.length})` : run.name;
      await this.#explore({ file, title, run, system, timings });
    }
  }

  async #explore({ file, title, run, system, timings }: Explorable): Promise<void> {
    const temporal = propertiesOf(system, run).filter(({ kind }) => kind === 'temporal');
    if (this.#options.fingerprints && temporal.length > 0) {
      this.#report([needsStates(temporal.map(({ name }) => name))]);
      this.#withErrors.push({ file: file.name, name: run.name });
      return;
    }
    this.#progress.start(title);
    const started = performance.now();
    const { told: limits, ...bounds } = this.#session.boundsOfRun();
    const report = await this.#attempted(`check ${run.name} of ${file.name}`, () =>
      check(file, run, system, { ...bounds, ...this.#explorationOf(run), timings }),
    );
    this.#progress.erase();
    this.#tell(`check ${run.name}`, timings);
    if (report === undefined) this.#withErrors.push({ file: file.name, name: run.name });
    else await this.#add({ ...report, limits }, performance.now() - started);
  }

  /** How a run is explored, whatever its limits. */
  #explorationOf(run: Run): Omit<RunOptions, keyof Bounds | 'timings'> {
    const { engine, workers, fingerprints, sleep, spill, checkpoint, json, explain, coverage, fewestSwitches } =
      this.#options;
    const { cwd } = this.#host;
    return {
      engine,
      interpreted: (reason) => {
        this.#report([notCompiled(run.name, reason)]);
      },
      workers: {
        count: workers,
        failed: (reason) => {
          this.#report([oneWorker(reason)]);
        },
      },
      fingerprints,
      sleep,
      ...(spill ? { spill: resolve(cwd, spill.folder) } : {}),
      ...(checkpoint
        ? {
            checkpoint: {
              ...checkpoint,
              folder: resolve(cwd, checkpoint.folder),
              failed: (reason) => {
                this.#report([checkpointFailed(reason)]);
              },
            },
          }
        : {}),
      expectedTraces: this.#view.expectedTraces || json,
      explains: explain,
      counts: coverage,
      allTraces: this.#options.allTraces,
      switches: fewestSwitches ? 'fewest' : 'as found',
    };
  }

  /** What is made of a run; undefined where it cannot go on from its snapshot, or ends in an error of thps itself. */
  async #attempted<T>(about: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (problem) {
      if (problem instanceof Interrupted) throw problem;
      this.#report([
        problem instanceof CheckpointRefused ? checkpointRefused(problem) : internalErrorOf(problem, this.#host, about),
      ]);
      return undefined;
    }
  }

  /** What an error of thps itself leaves undefined: it is told, and the other files and checks go on. */
  #isolated<T>(about: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (problem) {
      if (problem instanceof Interrupted) throw problem;
      this.#report([internalErrorOf(problem, this.#host, about)]);
      return undefined;
    }
  }

  async #add(report: CheckReport, milliseconds: number): Promise<void> {
    const { json, table, verbose } = this.#options;
    const isShown = verbose || (this.#host.stdout.isTerminal && !json);
    const complete = isShown
      ? { ...report, effort: { milliseconds: Math.round(milliseconds), bytes: process.memoryUsage.rss() } }
      : report;
    this.#reports.push(complete);
    this.#codes.push(exitCodeOf(report));
    if (json || table) return;
    const text = await renderReport(checkData(complete), this.#texts, this.#view);
    const isFirstOfFile = this.#reports.at(-2)?.file !== report.file;
    if (!this.#view.quiet) {
      if (this.#reports.length > 1) this.#host.stdout.write('\n');
      if (isFirstOfFile) this.#host.stdout.write(`${this.#view.style.bold(printable(report.file))}\n\n`);
    }
    this.#host.stdout.write(text);
  }

  /** The checks of a file in one table. */
  async #tabulate(file: string): Promise<void> {
    const { json, table } = this.#options;
    const reports = this.#reports.filter((one) => one.file === file);
    if (json || !table || reports.length === 0) return;
    const { renderVerdictTable, verdictTable } = await import('../render/verdict-table.ts');
    const { style } = this.#view;
    const isFirst = reports.length === this.#reports.length;
    const width = this.#host.stdout.columns();
    const text = renderVerdictTable(verdictTable(reports.map(checkData)), { style, width });
    this.#host.stdout.write(`${isFirst ? '' : '\n'}${style.bold(printable(file))}\n\n${text}`);
  }

  /** Says what the checks of a file never met, once for all of them. */
  #warn(file: string): void {
    const { json, quiet } = this.#options;
    if (json) return;
    // What is denied is not as expected.
    const reports = this.#reports
      .filter((one) => one.file === file)
      .map((one) => (quiet ? { ...one, vacuity: deniedOf(one.vacuity, one.run) } : one));
    const text = renderVacuity(neverMetIn(file, reports), reports.length, this.#texts, this.#view);
    if (text !== '') this.#host.stdout.write(quiet ? text : `\n${text}`);
  }

  /** Prints messages that have not been printed yet: every run of a file has those of the file. */
  #report(diagnostics: readonly Diagnostic[]): void {
    for (const one of diagnostics) {
      if (this.#said.has(keyOf(one))) continue;
      this.#said.add(keyOf(one));
      this.#diagnostics.push(one);
      if (this.#options.json || (this.#options.quiet && !isError(one))) continue;
      const style = styleFor(this.#host.stderr, this.#host);
      this.#host.stderr.write(`${renderDiagnostics([one], style)}\n`);
    }
    this.#codes.push(...diagnostics.map(exitCodeOfDiagnostic));
  }

  #finish(code: ExitCode): Result | undefined {
    const { json, quiet } = this.#options;
    if (json) {
      const sources = [...this.#texts.values()];
      return resultOf(code, this.#diagnostics, this.#reports, sources, this.#withErrors);
    }
    if (quiet) return undefined;
    if (this.#diagnostics.length > 1) this.#host.stderr.write(`${countDiagnostics(this.#diagnostics)}\n`);
    // Where nothing was explored the messages say all there is to say.
    if (this.#reports.length > 0 && this.#reports.length + this.#withErrors.length > 1) {
      const outcomes = this.#reports.map(({ verdict }) => outcomeOf(verdict));
      this.#host.stdout.write(`\n${renderSummary(outcomes, this.#withErrors.length, this.#view.style)}`);
    }
    const missing = this.#planned - this.#reports.length - this.#withErrors.length;
    if (this.#session.isStopped && missing > 0) {
      this.#host.stdout.write(`interrupted: ${missing} more ${missing === 1 ? 'check was' : 'checks were'} not run\n`);
    }
    return undefined;
  }
}
