import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { fileNotFound, notARevision, notOneFile } from '../diagnostics/driver.ts';
import { check } from '../driver/check.ts';
import { findSpecs, type SpecFile } from '../driver/files.ts';
import { gitIn } from '../driver/git.ts';
import { plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import { checkData } from '../driver/results.ts';
import { pathInTree, revisionOf, specsAt } from '../driver/revision-files.ts';
import type { Session } from '../driver/session.ts';
import { statusOf } from '../driver/status.ts';
import { version } from '../driver/version.ts';
import type { Limits } from '../explorer/model.ts';
import { Interrupted } from '../explorer/watch.ts';
import { renderComparison } from '../render/comparison.ts';
import { compare, type ComparisonResult, hasChanged, type RunChange } from '../result/compare.ts';
import { diagnosticData } from '../result/diagnostics.ts';
import { jsonText } from '../text/display.ts';
import type { CheckData } from '../result/model.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import type { Override } from '../typecheck/modules/requests.ts';
import { join } from 'node:path';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { styleFor, type Host } from './host.ts';
import { ProgressLine, showingSession } from './progress.ts';

/** `thps diff`: what two versions of a spec have different verdicts, counts and traces about. */
export interface DiffOptions {
  readonly constants: readonly Override[];
  readonly limits: Limits;
  readonly engine: 'wasm' | 'interpreter';
  readonly workers: number;
  /** Data for programs in place of the text. */
  readonly json: boolean;
}

/** @param names the earlier version and the later one: paths, or `REVISION:PATH` */
export async function diffCommand(
  names: readonly [before: string, after: string],
  options: DiffOptions,
  host: Host,
): Promise<ExitCode> {
  return new DiffCommand(options, host).run(names);
}

/** A version cannot be read or checked; the messages say why. */
class NoVersion extends Error {}

class DiffCommand {
  readonly #options: DiffOptions;
  readonly #host: Host;
  readonly #progress: ProgressLine;
  readonly #session: Session;
  readonly #codes: ExitCode[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  /** Ends the lives of folders. */
  readonly #removals: (() => void)[] = [];

  constructor(options: DiffOptions, host: Host) {
    this.#options = options;
    this.#host = host;
    this.#progress = new ProgressLine(host.stderr);
    this.#session = showingSession(this.#progress, host, options.limits);
  }

  async run([before, after]: readonly [string, string]): Promise<ExitCode> {
    let changes: readonly RunChange[] = [];
    this.#session.begin();
    try {
      const [old, now] = [await this.#reportsOf(before), await this.#reportsOf(after)];
      changes = compare(old, now);
      if (!this.#options.json) {
        this.#host.stdout.write(renderComparison(changes, styleFor(this.#host.stdout, this.#host)));
      }
      if (changes.some(hasChanged)) this.#codes.push(exitCodes.differs);
    } catch (problem) {
      if (problem instanceof Interrupted) this.#codes.push(exitCodes.incomplete);
      else if (!(problem instanceof NoVersion)) throw problem;
    } finally {
      this.#progress.erase();
      this.#session.end();
      for (const remove of this.#removals) remove();
    }
    const code = mostSevere(this.#codes);
    if (this.#options.json) this.#host.stdout.write(`${jsonText(this.#resultOf(code, changes))}\n`);
    return code;
  }

  #resultOf(exitCode: ExitCode, changes: readonly RunChange[]): ComparisonResult {
    return {
      schema: 1,
      version,
      exitCode,
      diagnostics: this.#diagnostics.map(diagnosticData),
      checks: changes.map((change) => ({ ...change, isChanged: hasChanged(change) })),
    };
  }

  /** What comes out of the checks of one version. */
  async #reportsOf(name: string): Promise<readonly CheckData[]> {
    const file = this.#find(name);
    const { modules, requests, diagnostics } = plan(file, this.#options.constants, this.#host.cwd);
    this.#refuse(diagnostics);
    const reports: CheckData[] = [];
    for (const [i, request] of requests.entries()) {
      if (modules === undefined) break;
      const {
        run,
        system,
        diagnostics: problems,
      } = await prepare(modules, request, { atOnce: (work) => this.#session.atOnce(work) });
      this.#refuse(problems);
      if (system === undefined) continue;
      this.#progress.start(`${name}: ${run.name} (${i + 1} of ${requests.length})`);
      const { told: _, ...bounds } = this.#session.boundsOfRun();
      const report = await check(file, run, system, {
        ...bounds,
        engine: this.#options.engine,
        workers: { count: this.#options.workers, failed: () => undefined },
        interpreted: () => undefined,
        expectedTraces: true,
      });
      this.#progress.erase();
      if (report.exploration.end === 'interrupted') throw new Interrupted();
      reports.push(checkData(report));
    }
    return reports;
  }

  /** The file of a version; one of git is read into a folder of its own. */
  #find(name: string): SpecFile {
    const { cwd } = this.#host;
    const wanted = statusOf(join(cwd, name)) === undefined ? revisionOf(name) : undefined;
    if (wanted !== undefined) {
      const found = gitIn(cwd);
      if ('problem' in found) return this.#fail(found.problem);
      const folder = this.#specsAt(wanted.revision, found.git);
      const path = join(folder, pathInTree(wanted.path, found.git, cwd));
      if (statusOf(path)?.isFile() !== true) return this.#fail(fileNotFound(name, []));
      return { name, path, named: true };
    }
    const { files, diagnostics } = findSpecs([name], cwd);
    this.#refuse(diagnostics);
    const [file, more] = files;
    return file === undefined || more !== undefined || !file.named ? this.#fail(notOneFile(name)) : file;
  }

  #specsAt(revision: string, git: Parameters<typeof specsAt>[1]): string {
    try {
      const { folder, remove } = specsAt(revision, git);
      this.#removals.push(remove);
      return folder;
    } catch {
      return this.#fail(notARevision(revision));
    }
  }

  #fail(problem: Diagnostic): never {
    this.#refuse([problem]);
    throw new NoVersion();
  }

  /** Prints errors, and gives up where there are some: warnings are for `thps check`. */
  #refuse(diagnostics: readonly Diagnostic[]): void {
    const errors = diagnostics.filter(isError);
    if (errors.length === 0) return;
    this.#progress.erase();
    this.#diagnostics.push(...errors);
    if (!this.#options.json)
      this.#host.stderr.write(renderDiagnostics(errors, styleFor(this.#host.stderr, this.#host)));
    this.#codes.push(...errors.map(exitCodeOfDiagnostic));
    throw new NoVersion();
  }
}
