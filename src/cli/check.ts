import { propertiesOf } from '../backend/interpreter/properties.ts';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { isNamed } from '../core/run.ts';
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
import type { Limits } from '../explorer/model.ts';
import { Interrupted } from '../explorer/watch.ts';
import { countDiagnostics, renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { reportToJson } from '../render/json.ts';
import { outcomeOf, type CheckReport } from '../driver/report.ts';
import { renderReport, renderSummary, renderVacuity, type ReportOptions } from '../render/report-terminal.ts';
import { jsonText, printable } from '../text/display.ts';
import type { Override } from '../typecheck/modules/requests.ts';
import { exitCodeOf, exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { findSpecs, siblingsOf, type SpecFile } from '../driver/files.ts';
import { styleFor, type Host } from './host.ts';
import { internalErrorOf } from './internal.ts';
import { check } from '../driver/check.ts';
import { plan, type Plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import { Session } from '../driver/session.ts';
import { Timings } from '../driver/timings.ts';
import { ProgressLine } from './progress.ts';
import { version } from '../driver/version.ts';
import { statusOf } from '../driver/status.ts';

/** Options of `thps check`, parsed. */
export interface CheckOptions {
  readonly checks: readonly string[];
  readonly constants: readonly Override[];
  readonly only?: readonly string[];
  readonly limits: Limits;
  readonly engine: 'wasm' | 'interpreter';
  /** Threads that explore together. */
  readonly workers: number;
  /** Keep fingerprints of states instead of the states. */
  readonly fingerprints: boolean;
  /** A folder for snapshots, so that an interrupted run can go on; `resume`: go on from those that are there. */
  readonly checkpoint?: { readonly folder: string; readonly interval: number; readonly resume: boolean };
  /** The folder for files when memory is full. Absent where the run is to stop then. */
  readonly spill?: { readonly folder: string; readonly isNamed: boolean };
  readonly json: boolean;
  /** Absent where the user did not choose. */
  readonly trace?: 'full' | 'race' | 'none';
  /** Columns of the lines of a race, and how much it tells of calls. */
  readonly width: number;
  readonly detail: 'calls' | 'all';
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Print what the stages take. */
  readonly timings: boolean;
}

/** Runs the checks of specs, prints what came out, and says what to exit with. */
export async function checkCommand(names: readonly string[], options: CheckOptions, host: Host): Promise<ExitCode> {
  return new CheckCommand(options, host).run(names);
}

class CheckCommand {
  readonly #options: CheckOptions;
  readonly #host: Host;
  readonly #view: ReportOptions;
  readonly #progress: ProgressLine;
  readonly #session: Session;
  readonly #diagnostics: Diagnostic[] = [];
  /** Keys of the messages that have been printed. */
  readonly #said = new Set<string>();
  readonly #reports: CheckReport[] = [];
  /** Runs that could not be explored, for which messages say why. */
  readonly #withErrors: { readonly file: string; readonly name: string }[] = [];
  readonly #codes: ExitCode[] = [];
  #planned = 0;

  constructor(options: CheckOptions, host: Host) {
    this.#options = options;
    this.#host = host;
    this.#view = {
      style: styleFor(host.stdout, host, options.color),
      trace: options.trace ?? 'full',
      width: options.width,
      detail: options.detail,
      expectedTraces: options.verbose || (options.trace !== undefined && options.checks.length > 0),
      quiet: options.quiet,
      verbose: options.verbose,
    };
    this.#progress = new ProgressLine(host.stderr, !options.quiet);
    this.#session = new Session({
      limits: options.limits,
      interrupts: host.interrupts,
      show: (progress) => {
        this.#progress.show(progress, () => process.memoryUsage.rss());
      },
    });
  }

  async run(names: readonly string[]): Promise<ExitCode> {
    const { files, diagnostics } = findSpecs(names, this.#host.cwd);
    this.#report(diagnostics);
    // Until here nothing is lost that a signal ends.
    const plans = files.flatMap((file) => this.#isolated(file.name, () => this.#plan(file)) ?? []);
    this.#session.begin();
    try {
      this.#checkNames(plans);
      if (this.#canSpill() && this.#canResume()) {
        for (const one of plans) {
          await this.#runPlan(one);
          this.#warn(one.file.name);
        }
      }
    } catch (problem) {
      if (!(problem instanceof Interrupted)) throw problem;
    } finally {
      this.#progress.erase();
      this.#session.end();
    }
    if (this.#session.isStopped) this.#codes.push(exitCodes.incomplete);
    const code = mostSevere(this.#codes);
    this.#finish(code);
    return code;
  }

  #plan(file: SpecFile): Plan {
    const timings = new Timings();
    const planned = timings.measure('read', () => plan(file, this.#options.constants, this.#host.cwd));
    this.#tell(file.name, timings);
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
    const known = plans.flatMap(({ requests }) => requests.map((request) => request.check));
    if (plans.some(({ diagnostics }) => diagnostics.some(isError))) return;
    for (const name of this.#options.checks) {
      const isKnown = plans.some(({ requests }) => requests.some((request) => isNamed(request, name)));
      if (!isKnown) this.#report([unknownCheck(name, [...new Set(known)])]);
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
    const { checks, only, verbose, checkpoint, spill } = this.#options;
    this.#report(diagnostics);
    if (modules === undefined || diagnostics.some(isError)) return;
    if (modules.entry.role === 'library') {
      if (file.named || verbose) this.#report([libraryNotChecked(file.name)]);
    }
    const wanted = requests.filter((request) => checks.length === 0 || checks.some((one) => isNamed(request, one)));
    this.#planned += wanted.length;
    let sayWhere: ((found: Diagnostic) => Diagnostic) | undefined;
    for (const [i, request] of wanted.entries()) {
      if (this.#session.isStopped) return;
      const timings = new Timings();
      const prepared = await this.#attempted(`check ${request.name} of ${file.name}`, () =>
        this.#session.atOnce(() => prepare(modules, request, only, timings)),
      );
      if (prepared === undefined) {
        this.#withErrors.push({ file: file.name, name: request.name });
        continue;
      }
      const { run, system, diagnostics: problems } = prepared;
      if (problems.some(isError)) {
        this.#withErrors.push({ file: file.name, name: run.name });
        sayWhere ??= sayingWhere(
          await this.#session.atOnce(() => wanted.map((one) => ({ name: one.name, ...prepare(modules, one, only) }))),
        );
      }
      this.#report(sayWhere === undefined ? problems : problems.map(sayWhere));
      if (system === undefined || modules.entry.role === 'library') continue;
      const temporal = propertiesOf(system, run).filter(({ kind }) => kind === 'temporal');
      if (this.#options.fingerprints && temporal.length > 0) {
        this.#report([needsStates(temporal.map(({ name }) => name))]);
        this.#withErrors.push({ file: file.name, name: run.name });
        continue;
      }

      this.#progress.start(requests.length > 1 ? `${run.name} (${i + 1} of ${wanted.length})` : run.name);
      const started = performance.now();
      const { told, ...bounds } = this.#session.boundsOfRun();
      const report = await this.#attempted(`check ${run.name} of ${file.name}`, () =>
        check(file, run, system, {
          ...bounds,
          engine: this.#options.engine,
          interpreted: (reason) => {
            this.#report([notCompiled(run.name, reason)]);
          },
          workers: {
            count: this.#options.workers,
            failed: (reason) => {
              this.#report([oneWorker(reason)]);
            },
          },
          fingerprints: this.#options.fingerprints,
          ...(spill ? { spill: resolve(this.#host.cwd, spill.folder) } : {}),
          ...(checkpoint
            ? {
                checkpoint: {
                  ...checkpoint,
                  folder: resolve(this.#host.cwd, checkpoint.folder),
                  failed: (reason) => {
                    this.#report([checkpointFailed(reason)]);
                  },
                },
              }
            : {}),
          expectedTraces: this.#view.expectedTraces || this.#options.json,
          timings,
        }),
      );
      this.#progress.erase();
      this.#tell(`check ${run.name}`, timings);
      if (report === undefined) {
        this.#withErrors.push({ file: file.name, name: run.name });
        continue;
      }
      this.#add({ ...report, limits: told }, performance.now() - started);
    }
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

  #add(report: CheckReport, milliseconds: number): void {
    const { json, verbose } = this.#options;
    const isShown = verbose || (this.#host.stdout.isTerminal && !json);
    const complete = isShown
      ? { ...report, effort: { milliseconds: Math.round(milliseconds), bytes: process.memoryUsage.rss() } }
      : report;
    this.#reports.push(complete);
    this.#codes.push(exitCodeOf(report));
    if (json) return;
    const text = renderReport(complete, this.#view);
    const isFirstOfFile = this.#reports.at(-2)?.file !== report.file;
    if (!this.#view.quiet) {
      if (this.#reports.length > 1) this.#host.stdout.write('\n');
      if (isFirstOfFile) this.#host.stdout.write(`${this.#view.style.bold(printable(report.file))}\n\n`);
    }
    this.#host.stdout.write(text);
  }

  /** Says what the checks of a file never met, once for all of them. */
  #warn(file: string): void {
    const { json, quiet } = this.#options;
    if (json || quiet) return;
    const reports = this.#reports.filter((one) => one.file === file);
    const text = renderVacuity(reports, this.#view);
    if (text !== '') this.#host.stdout.write(`\n${text}`);
  }

  /** Prints messages that have not been printed yet: every run of a file has those of the file. */
  #report(diagnostics: readonly Diagnostic[]): void {
    for (const one of diagnostics) {
      if (this.#said.has(keyOf(one))) continue;
      this.#said.add(keyOf(one));
      this.#diagnostics.push(one);
      if (this.#options.json || (this.#options.quiet && !isError(one))) continue;
      const style = styleFor(this.#host.stderr, this.#host, this.#options.color);
      this.#host.stderr.write(`${renderDiagnostics([one], style)}\n`);
    }
    this.#codes.push(...diagnostics.map(exitCodeOfDiagnostic));
  }

  #finish(code: ExitCode): void {
    const { json, quiet } = this.#options;
    if (json) {
      const report = reportToJson(version, code, this.#diagnostics, this.#reports, this.#withErrors);
      this.#host.stdout.write(`${jsonText(report)}\n`);
      return;
    }
    if (quiet) return;
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
  }
}
