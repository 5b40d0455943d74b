import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { layOutState } from '../backend/wasm/layout/layout.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  cannotWrite,
  nothingToDocument,
  notCompiled,
  notGenerated,
  pageOutOfDate,
  runNotComplete,
  samePage,
} from '../diagnostics/driver.ts';
import { generatedFrom, renderDetails, renderPage } from '../document/page.ts';
import type { CheckedRun, Subject } from '../document/subject.ts';
import type { Limits } from '../explorer/model.ts';
import { Interrupted } from '../explorer/watch.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { outcomeOf } from '../driver/report.ts';
import { shellWord } from '../render/report.ts';
import { printable } from '../text/display.ts';
import { exitCodeOf, exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { findSpecs, type SpecFile } from '../driver/files.ts';
import { styleFor, type Host } from './host.ts';
import { internalErrorOf } from './internal.ts';
import { check } from '../driver/check.ts';
import { plan, type Plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import type { Session } from '../driver/session.ts';
import { ProgressLine, showingSession } from './progress.ts';
import { replaceFile } from '../driver/replace-file.ts';
import { statusOfLink } from '../driver/status.ts';

/** `thps doc`: a short page about each spec and one with the details, made of its comments and of what comes out of its checks. */
export interface DocOptions {
  /** Folder of the pages. */
  readonly out: string;
  /** Write nothing; say which pages are not what they would be. */
  readonly check: boolean;
  readonly limits: Limits;
  readonly engine: 'wasm' | 'interpreter';
}

export async function docCommand(names: readonly string[], options: DocOptions, host: Host): Promise<ExitCode> {
  return new DocCommand(options, host).run(names);
}

class DocCommand {
  readonly #options: DocOptions;
  readonly #host: Host;
  readonly #progress: ProgressLine;
  readonly #codes: ExitCode[] = [];
  /** The spec that a page is about, by the page's name. */
  readonly #pages = new Map<string, string>();
  readonly #session: Session;

  constructor(options: DocOptions, host: Host) {
    this.#options = options;
    this.#host = host;
    this.#progress = new ProgressLine(host.stderr);
    this.#session = showingSession(this.#progress, host, options.limits);
  }

  async run(names: readonly string[]): Promise<ExitCode> {
    const { files, diagnostics } = findSpecs(names, this.#host.cwd, 'this folder');
    this.#report(diagnostics);
    this.#session.begin();
    try {
      for (const file of files) if (!this.#session.isStopped) await this.#isolated(file);
    } catch (problem) {
      if (!(problem instanceof Interrupted)) throw problem;
    } finally {
      this.#progress.erase();
      this.#session.end();
    }
    if (this.#options.check) this.#report(this.#orphans());
    if (this.#session.isStopped) this.#codes.push(exitCodes.incomplete);
    return mostSevere(this.#codes);
  }

  /** An error of thps itself is reported with the file in which it happened; the other files have their pages. */
  async #isolated(file: SpecFile): Promise<void> {
    try {
      await this.#document(file);
    } catch (problem) {
      if (problem instanceof Interrupted) throw problem;
      this.#report([internalErrorOf(problem, this.#host, file.name)]);
    }
  }

  async #document(file: SpecFile): Promise<void> {
    const planned = await this.#session.atOnce(() => plan(file, [], this.#host.cwd));
    const { modules, requests, diagnostics } = planned;
    this.#report(diagnostics.filter(isError));
    if (modules === undefined || diagnostics.some(isError)) return;
    if (modules.entry.role === 'library' && !file.named) return;
    if (modules.entry.role === 'library' || requests.every((request) => request.declaration === undefined)) {
      this.#report([nothingToDocument(file.name)]);
      return;
    }
    const page = `${basename(file.path).replace(/\.thps$/, '')}.md`;
    const name = join(this.#options.out, page);
    const other = this.#pages.get(name);
    if (other !== undefined) {
      this.#report([samePage(name, other, file.name)]);
      return;
    }
    this.#pages.set(name, file.name);
    const runs = await this.#runs(planned, modules);
    if (runs === undefined) return;
    const subjectFor = (folder: string): Subject => ({
      modules,
      file: file.name.split(sep).join('/'),
      linkTo: (source) => wayTo(source, file, resolve(this.#host.cwd, folder), this.#host.cwd),
      runs,
    });
    const { out } = this.#options;
    const details = join(out, detailsFolder);
    const link = encodeURIComponent(page);
    const pages: readonly [string, string][] = [
      [name, renderPage(subjectFor(out), `${detailsFolder}/${link}`)],
      [join(details, page), renderDetails(subjectFor(details), `../${link}`)],
    ];
    for (const [path, text] of pages) {
      const problems = this.#options.check ? this.#compare(path, text, file) : this.#write(path, text);
      this.#report(problems);
      if (problems.length > 0 && !this.#options.check) return;
    }
  }

  /** Everything that the spec promises; nothing where a run has errors or does not come to its end. */
  async #runs({ file, requests }: Plan, modules: ModuleGraph): Promise<readonly CheckedRun[] | undefined> {
    const { limits } = this.#options;
    const runs: CheckedRun[] = [];
    for (const [i, request] of requests.entries()) {
      const { run, system, diagnostics } = await prepare(modules, request, {
        atOnce: (work) => this.#session.atOnce(work),
      });
      this.#report(diagnostics.filter(isError));
      if (system === undefined) return undefined;
      this.#progress.start(`${file.name}: ${run.name} (${i + 1} of ${requests.length})`);
      const { told: _, ...bounds } = this.#session.boundsOfRun();
      const report = await check(file, run, system, {
        ...bounds,
        engine: this.#options.engine,
        interpreted: (reason) => {
          this.#report([notCompiled(run.name, reason)]);
        },
        expectedTraces: true,
      });
      this.#progress.erase();
      const { end } = report.exploration;
      if (end === 'interrupted') return undefined;
      if (end !== 'complete' && end !== 'decided' && end !== 'violation') {
        this.#report([runNotComplete(run.name, file.name, end === 'max-states' ? limits.states : undefined)]);
        return undefined;
      }
      if (outcomeOf(report.verdict) !== 'as expected') this.#codes.push(exitCodeOf(report));
      runs.push({ report, system, ...sizeOf(system) });
    }
    return runs;
  }

  #write(name: string, text: string): readonly Diagnostic[] {
    const path = resolve(this.#host.cwd, name);
    const before = readPage(path);
    if (before !== undefined && generatedFrom(before) === undefined) return [notGenerated(name)];
    if (before === text) {
      this.#host.stdout.write(`${printable(name)} is up to date\n`);
      return [];
    }
    const link = linkOnTheWay(this.#host.cwd, this.#options.out, dirname(name));
    if (link !== undefined) return [cannotWrite(name, `'${link}' is a symbolic link; name the folder with \`--out\``)];
    try {
      mkdirSync(dirname(path), { recursive: true });
      replaceFile(path, text);
    } catch (error) {
      return [cannotWrite(name, error instanceof Error ? error.message : String(error))];
    }
    this.#host.stdout.write(`${printable(name)} is written\n`);
    return [];
  }

  #compare(name: string, text: string, file: SpecFile): readonly Diagnostic[] {
    const before = readPage(resolve(this.#host.cwd, name));
    if (before === text) {
      this.#host.stdout.write(`${printable(name)} is up to date\n`);
      return [];
    }
    if (before !== undefined && generatedFrom(before) === undefined) return [notGenerated(name)];
    const { out } = this.#options;
    const command = `thps doc ${shellWord(file.name)}${out === defaultFolder ? '' : ` --out ${shellWord(out)}`}`;
    const why = before === undefined ? 'it is not there' : firstDifference(before, text);
    return [pageOutOfDate(name, why, command)];
  }

  /** Generated pages whose spec is gone. */
  #orphans(): readonly Diagnostic[] {
    const { cwd } = this.#host;
    const { out } = this.#options;
    return [out, join(out, detailsFolder)]
      .flatMap((folder) => namesIn(resolve(cwd, folder)).map((name) => join(folder, name)))
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => {
        const page = readPage(resolve(cwd, name));
        const spec = page === undefined ? undefined : generatedFrom(page);
        if (spec === undefined || existsSync(resolve(cwd, spec))) return [];
        return [pageOutOfDate(name, `its spec ${spec} is not there`, `rm ${shellWord(name)}`)];
      });
  }

  #report(diagnostics: readonly Diagnostic[]): void {
    for (const one of diagnostics) {
      this.#progress.erase();
      const style = styleFor(this.#host.stderr, this.#host);
      this.#host.stderr.write(`${renderDiagnostics([one], style)}\n`);
    }
    this.#codes.push(...diagnostics.map(exitCodeOfDiagnostic));
  }
}

const defaultFolder = 'docs/systems';

/** In the folder of the pages, the one of the pages with the details. */
const detailsFolder = 'details';

/**
 * A folder on the way to one of pages that is a link: nobody has said that pages may be written to where it leads. Who
 * names the folder with `--out` means where it leads.
 */
function linkOnTheWay(cwd: string, out: string, folder: string): string | undefined {
  const parts = folder.split(sep);
  return parts
    .map((_, i) => parts.slice(0, i + 1).join(sep))
    .filter((path) => out === defaultFolder || path.length > out.length)
    .find((path) => statusOfLink(resolve(cwd, path))?.isSymbolicLink() === true);
}

/** What lies in a folder; nothing where it is none. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * The text of a file, if there is one that can be read. A folder, a device or a symbolic link of that name is nobody's
 * page: what a link leads to is not looked at, and not written.
 */
function readPage(path: string): string | undefined {
  const stats = statusOfLink(path);
  if (stats?.isFile() !== true) return stats === undefined ? undefined : '';
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** `line 12 is '| a | b |', not '| a | c |'` */
function firstDifference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const line = now.findIndex((text, i) => text !== old[i]);
  const at = line < 0 ? now.length : line;
  return `line ${at + 1} should be '${now[at] ?? ''}', not '${old[at] ?? ''}'`;
}

/**
 * From the folder of the pages to the file of a module: the spec, what it imports by path, and modules of the library
 * where the spec stands beside it. What is installed somewhere else has no place in a page.
 */
function wayTo(source: string, spec: SpecFile, folder: string, cwd: string): string | undefined {
  const path = source.endsWith('.thps')
    ? resolve(cwd, source)
    : `${join(dirname(resolve(cwd, spec.name)), ...source.split('.'))}.thps`;
  if (source !== spec.name && !existsSync(path)) return undefined;
  return relative(folder, path).split(sep).map(encodeURIComponent).join('/');
}

/** The bits of a state, where it has a layout. */
function sizeOf(system: TransitionSystem): Pick<CheckedRun, 'size'> {
  const { bits, variables } = layOutState(system);
  return { size: { state: bits, variables: variables.map(({ shape }) => shape.bits) } };
}
