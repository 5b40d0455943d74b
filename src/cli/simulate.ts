import { isNamed, type Run } from '../core/run.ts';
import { Interpreter } from '../backend/interpreter/model.ts';
import { problemOf } from '../backend/problem/problem.ts';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { oneWorker, unknownCheck } from '../diagnostics/driver.ts';
import { findSpecs, type SpecFile } from '../driver/files.ts';
import { idleSteps } from '../driver/idle-steps.ts';
import { plan, type Plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import { runWords } from '../driver/results.ts';
import { Session } from '../driver/session.ts';
import { Gathering, type Simulation, type SimulationBounds, type SimulationTask, walkAll } from '../driver/simulate.ts';
import { walkInThreads } from '../driver/simulation-threads.ts';
import { traceDataOf } from '../driver/trace-of.ts';
import { version } from '../driver/version.ts';
import { pathLength } from '../explorer/verdict.ts';
import { Interrupted } from '../explorer/watch.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { countOf, withCommas } from '../render/layout.ts';
import { describeFinding, describeRun, endingOf, shellWord } from '../render/report.ts';
import { renderSimulation } from '../render/simulation.ts';
import { renderRace } from '../render/trace-race.ts';
import { renderTrace } from '../render/trace-terminal.ts';
import { diagnosticData } from '../result/diagnostics.ts';
import type { PropertyData } from '../result/model.ts';
import {
  isUnexpected,
  type SimulatedProperty,
  type SimulationData,
  type SimulationResult,
} from '../result/simulation.ts';
import { jsonText, printable } from '../text/display.ts';
import { lineText, positionAt, type Location, locationKey } from '../text/source.ts';
import type { Override, Question } from '../typecheck/modules/requests.ts';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, violationCode, type ExitCode } from './exit-codes.ts';
import { styleFor, type Host } from './host.ts';
import { ProgressLine } from './progress.ts';

/** `thps simulate`: random walks, where there are more states than can be looked at. */
export interface SimulateOptions {
  readonly checks: readonly string[];
  readonly constants: readonly Override[];
  readonly questions: readonly Question[];
  readonly only?: readonly string[];
  readonly bounds: SimulationBounds;
  readonly workers: number;
  readonly trace: 'full' | 'race' | 'none';
  /** Data for programs in place of the text. */
  readonly json: boolean;
}

export async function simulateCommand(
  names: readonly string[],
  options: SimulateOptions,
  host: Host,
): Promise<ExitCode> {
  return new SimulateCommand(options, host).run(names);
}

/** A run that can be walked through. */
interface Walkable {
  readonly file: SpecFile;
  readonly run: Run;
  readonly system: TransitionSystem;
  readonly interpreter: Interpreter;
}

class SimulateCommand {
  readonly #options: SimulateOptions;
  readonly #host: Host;
  readonly #progress: ProgressLine;
  readonly #session: Session;
  readonly #stop = new AbortController();
  readonly #codes: ExitCode[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #results: SimulationData[] = [];
  /** The file whose run was printed last. */
  #printed = '';

  constructor(options: SimulateOptions, host: Host) {
    this.#options = options;
    this.#host = host;
    this.#progress = new ProgressLine(host.stderr);
    this.#session = new Session({
      limits: {},
      interrupts: (stop) =>
        host.interrupts((signal) => {
          this.#stop.abort();
          stop(signal);
        }),
    });
  }

  async run(names: readonly string[]): Promise<ExitCode> {
    const { files, diagnostics } = findSpecs(names, this.#host.cwd);
    this.#report(diagnostics);
    const { constants, questions, checks } = this.#options;
    const plans = files.map((file) => plan(file, constants, this.#host.cwd, questions));
    this.#session.begin();
    try {
      const known = plans.flatMap(({ requests }) => requests);
      for (const name of checks)
        if (!known.some((request) => isNamed(request, name)))
          this.#report([unknownCheck(name, [...new Set(known.map(({ check }) => check))])]);
      for (const one of plans) if (!this.#session.isStopped) await this.#simulatePlan(one);
    } catch (problem) {
      if (!(problem instanceof Interrupted)) throw problem;
    } finally {
      this.#progress.erase();
      this.#session.end();
    }
    if (this.#session.isStopped) this.#codes.push(exitCodes.incomplete);
    const code = mostSevere(this.#codes);
    if (this.#options.json) this.#host.stdout.write(`${jsonText(this.#resultOf(code))}\n`);
    return code;
  }

  async #simulatePlan({ file, modules, requests, diagnostics }: Plan): Promise<void> {
    const { checks, only } = this.#options;
    this.#report(diagnostics.filter(isError));
    if (modules === undefined || diagnostics.some(isError) || modules.entry.role === 'library') return;
    const wanted = requests.filter((one) => checks.length === 0 || checks.some((name) => isNamed(one, name)));
    for (const request of wanted) {
      if (this.#session.isStopped) return;
      const {
        run,
        system,
        diagnostics: problems,
      } = await prepare(modules, request, { only, atOnce: (work) => this.#session.atOnce(work) });
      this.#report(problems.filter(isError));
      if (system === undefined) continue;
      this.#progress.start(`${file.name}: ${run.name}`);
      const interpreter = new Interpreter(problemOf(system, run));
      const walkable = { file, run, system, interpreter };
      const simulation = await this.#walk(walkable);
      this.#progress.erase();
      const data = this.#dataOf(walkable, simulation);
      this.#results.push(data);
      this.#codes.push(...data.properties.filter(isUnexpected).map(({ kind }) => violationCode(kind)));
      if (!this.#options.json) this.#print(data);
    }
  }

  async #walk({ file, run, system, interpreter }: Walkable): Promise<Simulation> {
    const { bounds, workers, constants, questions, only } = this.#options;
    const gathering = new Gathering(interpreter);
    const started = performance.now();
    const heard = (part: Parameters<Gathering['add']>[0]): number => {
      gathering.add(part);
      const { walks, steps } = gathering.counts;
      this.#progress.say((milliseconds) => [
        countOf(walks, 'walk'),
        countOf(steps, 'step'),
        `${withCommas(Math.round((steps / milliseconds) * 1000))} steps/s`,
      ]);
      return gathering.end;
    };
    const task: SimulationTask = {
      ...bounds,
      file,
      cwd: this.#host.cwd,
      constants,
      questions,
      name: run.name,
      ...(only === undefined ? {} : { only }),
    };
    const { explore } = this.#session.boundsOfRun();
    const alone = (first: number, isEnough: () => boolean): Promise<number> =>
      walkAll(
        system,
        run,
        { ...bounds, first, stride: 1 },
        {
          tell: async (part) => {
            heard(part);
            await explore.breathe?.({ distinct: 0, generated: 0, depth: 0, frontier: 0 });
          },
          isEnding: (walk) => walk >= gathering.end || this.#session.isStopped || isEnough(),
        },
      );
    const isLong = workers > 1 && bounds.depth > LONG;
    const next = isLong
      ? bounds.first
      : await alone(bounds.first, () => workers > 1 && performance.now() - started > ALONE);
    const isDone = next > bounds.last || next >= gathering.end || this.#session.isStopped;
    const left = bounds.milliseconds - (performance.now() - started);
    if (!isDone && left > 0 && workers > 1) {
      try {
        const rest = { ...task, first: next, milliseconds: left };
        await walkInThreads(rest, Math.min(workers, bounds.last - next + 1), { heard, signal: this.#stop.signal });
      } catch (problem) {
        this.#report([oneWorker(problem instanceof Error ? problem.message : String(problem))]);
        await alone(next, () => false);
      }
    }
    return gathering.result(performance.now() - started);
  }

  #dataOf({ file, run, system, interpreter }: Walkable, simulation: Simulation): SimulationData {
    const { counts, findings, implicationsMet, milliseconds } = simulation;
    const properties = interpreter.properties.flatMap(({ name, kind, expectViolated }, i): SimulatedProperty[] => {
      if (kind === 'temporal') return [];
      const finding = findings.find(({ property }) => property === i);
      const property = { name, kind, expectViolated };
      if (finding === undefined) return [property];
      const found = { walk: finding.walk, steps: pathLength(finding.path) };
      const isShown = isUnexpected({ ...property, found });
      const trace = isShown ? { trace: traceDataOf(system, interpreter, finding) } : {};
      return [{ ...property, found: { ...found, ...trace } }];
    });
    const idle = idleSteps(
      system,
      counts.taken.map((taken) => taken > 0),
    );
    return {
      file: file.name,
      name: run.name,
      title: describeRun(runWords(run)),
      walks: counts.walks,
      steps: counts.steps,
      longest: counts.longest,
      ...(this.#host.stdout.isTerminal ? { seconds: milliseconds / 1000 } : {}),
      properties,
      temporal: interpreter.properties.flatMap(({ name, kind }) => (kind === 'temporal' ? [name] : [])),
      places: {
        all: new Set(system.steps.map(({ at }) => locationKey(at))).size,
        never: idle.map(({ at, owner }) => ({ owner, at: placeText(at), text: lineOf(at) })),
      },
      implications: { all: implicationsMet.length, met: implicationsMet.filter(Boolean).length },
      command: this.#commandOf(file, run, properties),
    };
  }

  #resultOf(exitCode: ExitCode): SimulationResult {
    const diagnostics = this.#diagnostics.map(diagnosticData);
    return { schema: 1, version, exitCode, diagnostics, checks: this.#results };
  }

  #print(data: SimulationData): void {
    const style = styleFor(this.#host.stdout, this.#host);
    if (this.#printed !== '') this.#host.stdout.write('\n');
    if (this.#printed !== data.file) this.#host.stdout.write(`${style.bold(printable(data.file))}\n\n`);
    this.#printed = data.file;
    this.#host.stdout.write(renderSimulation(data, style));
    for (const property of data.properties) this.#printTrace(property);
  }

  /** What was not expected is shown. */
  #printTrace({ found, ...property }: SimulatedProperty): void {
    const { trace: form } = this.#options;
    const trace = found?.trace;
    if (form === 'none' || trace === undefined) return;
    const style = styleFor(this.#host.stdout, this.#host);
    const shown: PropertyData = { ...property, result: 'violated', steps: trace.steps.length, trace };
    this.#host.stdout.write(`\n  ${style.bold(`${describeFinding(shown)}, in ${trace.steps.length} steps:`)}\n\n`);
    this.#host.stdout.write(form === 'race' ? renderRace(trace, endingOf(shown, trace)) : renderTrace(trace, style));
  }

  /** The command that repeats the walks: the one that found something unexpected, or all. */
  #commandOf(file: SpecFile, run: Run, properties: readonly SimulatedProperty[]): string {
    const { bounds, constants, questions, only } = this.#options;
    const walk = properties.find(isUnexpected)?.found?.walk;
    const options = { invariant: '--inv', reachable: '--reach', shown: '--show' } as const;
    return [
      'thps simulate',
      shellWord(file.name),
      ...(run.at === undefined ? [] : ['--check', shellWord(run.name)]),
      ...constants.flatMap(({ name, text }) => ['--const', shellWord(`${name}=${text}`)]),
      ...(only === undefined ? [] : ['--only', shellWord(only.join(','))]),
      ...questions.flatMap(({ kind, text }) => [options[kind], shellWord(text)]),
      `--seed ${bounds.seed}`,
      ...(bounds.depth === DEPTH ? [] : [`--depth ${bounds.depth}`]),
      ...(walk === undefined ? walksOf(bounds) : [`--walk ${walk}`]),
    ].join(' ');
  }

  #report(diagnostics: readonly Diagnostic[]): void {
    if (diagnostics.length === 0) return;
    this.#progress.erase();
    this.#diagnostics.push(...diagnostics);
    if (!this.#options.json) {
      this.#host.stderr.write(renderDiagnostics(diagnostics, styleFor(this.#host.stderr, this.#host)));
    }
    this.#codes.push(...diagnostics.map(exitCodeOfDiagnostic));
  }
}

/** Which walks were wanted, where it was not a matter of time. */
function walksOf({ first, last, milliseconds }: SimulationBounds): readonly string[] {
  if (milliseconds !== Infinity) return [];
  return [first === last && first > 0 ? `--walk ${first}` : `--walks ${last - first + 1}`];
}

/** Milliseconds before threads are started, which takes them about as long: most specs are small. */
const ALONE = 500;
/** Steps of a walk that is so long that threads should begin with it. */
const LONG = 20_000;

/** Steps of a walk, where nobody says otherwise. */
const DEPTH = 1000;

function placeText({ source, span }: Location): string {
  return `${printable(source.name)}:${positionAt(source, span.start).line + 1}`;
}

function lineOf({ source, span }: Location): string {
  return lineText(source, positionAt(source, span.start).line).trim();
}
