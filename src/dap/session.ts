import { basename, resolve } from 'node:path';
import {
  DebugSession,
  ExitedEvent,
  InitializedEvent,
  OutputEvent,
  Scope,
  Source,
  StackFrame,
  StoppedEvent,
  TerminatedEvent,
  Thread,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { itemAt } from '../core/lists.ts';
import { libraryFile } from '../driver/files.ts';
import type { Frame } from '../ir/system.ts';
import { describeFinding } from '../render/report.ts';
import { valueText } from '../result/values.ts';
import { type Location, positionAt } from '../text/source.ts';
import { CannotLaunch, foundBy, type Launch, launchOf, titleOf, walkedOf } from './launch.ts';
import { stepLine, type LineStop, type Stopped, Timeline } from './timeline.ts';
import { Variables } from './variables.ts';

/** The thread that stands for all actions of a spec. */
const ACTIONS = 'actions';

/** Steps that a random walk has at most, where nobody says how many. */
const DEPTH = 200;

interface LineRequest extends LineStop {
  readonly id: number;
}

/**
 * A debug session over the Debug Adapter Protocol: a counterexample, a random walk or a walk by hand, in which processes are threads
 * and steps are gone forwards and backwards. Nothing runs but the spec, so that there is nothing to kill.
 */
export class SpecDebugSession extends DebugSession {
  readonly #cwd: string;
  #timeline: Timeline | undefined;
  #launch: Launch | undefined;
  readonly #lines = new Map<string, readonly LineRequest[]>();
  #places: readonly string[] = [];
  /** Of what is shown of the current state; empty once that has changed. */
  readonly #variables = new Variables();
  #lastBreakpoint = 0;
  /** Called once the editor is done. */
  ended: () => void = () => undefined;

  constructor(cwd: string) {
    super();
    this.setDebuggerLinesStartAt1(true);
    this.setDebuggerColumnsStartAt1(true);
    this.#cwd = cwd;
  }

  // -------------------------------------------------------------------------------------- begin and end

  /** What editors may leave out is filled in: the library asks for all of it. */
  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const given: unknown = request.arguments;
    const args = typeof given === 'object' && given !== null ? given : {};
    const filled =
      request.command === 'initialize' ? { pathFormat: 'path', ...args } : { threadId: 1, source: {}, ...args };
    super.dispatchRequest({ ...request, arguments: filled });
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsStepBack: true,
      supportsStepInTargetsRequest: true,
      supportsConditionalBreakpoints: true,
      supportsDataBreakpoints: true,
      supportsEvaluateForHovers: true,
      supportsExceptionInfoRequest: true,
      supportsRestartRequest: true,
      supportsTerminateRequest: true,
    };
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): void {
    void this.#answering(response, async () => {
      const launch = launchOf(args as Readonly<Record<string, unknown>>, this.#cwd);
      const timeline = new Timeline(await walkedOf(launch, this.#cwd));
      await this.#prepareRun(launch, timeline);
      [this.#launch, this.#timeline] = [launch, timeline];
      this.sendEvent(new InitializedEvent());
    });
  }

  /** What is known of the run from the beginning on. */
  async #prepareRun(launch: Launch, timeline: Timeline): Promise<void> {
    switch (launch.mode ?? 'counterexample') {
      case 'walk':
        return;
      case 'random':
        timeline.walkAtRandom(launch.seed ?? 1, launch.depth ?? DEPTH);
        this.#tell(`a random walk of ${timeline.length} steps, seed ${launch.seed ?? 1}\n`);
        return;
      case 'counterexample': {
        this.#tell(`checking ${timeline.stepping.walked.run.name} …\n`);
        const shown = await foundBy(launch, timeline.stepping.walked);
        if (shown === undefined) {
          this.#tell('the check finds nothing that could be shown: each step can be chosen (Step Into Target)\n');
          return;
        }
        const missing = timeline.follow(shown.trace);
        if (missing !== undefined) throw new CannotLaunch(`step ${missing} of what was found cannot be taken again`);
        this.#tell(`${titleOf(shown)}, in ${timeline.length} steps\n`);
      }
    }
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.sendResponse(response);
    this.#stop('entry');
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.#move(response, (timeline) => {
      timeline.goTo(0);
      return 'entry';
    });
  }

  protected override disconnectRequest(response: DebugProtocol.DisconnectResponse): void {
    this.sendResponse(response);
    this.ended();
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.sendResponse(response);
    this.sendEvent(new ExitedEvent(0));
    this.sendEvent(new TerminatedEvent());
  }

  // ------------------------------------------------------------------------------------------- moving

  protected override stepInRequest(
    response: DebugProtocol.StepInResponse,
    { threadId, targetId }: DebugProtocol.StepInArguments,
  ): void {
    this.#move(response, (timeline) => {
      if (targetId === undefined) return timeline.forward(this.#actorOf(threadId)) ? 'step' : 'end';
      return timeline.take(targetId) ? 'step' : 'end';
    });
  }

  protected override nextRequest(
    response: DebugProtocol.NextResponse,
    { threadId }: DebugProtocol.NextArguments,
  ): void {
    this.#move(response, (timeline) => {
      const actor = this.#actorOf(threadId);
      const isTaken = actor === undefined ? timeline.forward() : timeline.untilStepOf(actor);
      return isTaken ? 'step' : 'end';
    });
  }

  protected override stepOutRequest(
    response: DebugProtocol.StepOutResponse,
    { threadId }: DebugProtocol.StepOutArguments,
  ): void {
    this.#move(response, (timeline) => {
      const actor = timeline.actors.find(({ name }) => name === this.#actorOf(threadId));
      return actor !== undefined && timeline.untilReturnOf(actor) ? 'step' : 'end';
    });
  }

  protected override stepBackRequest(response: DebugProtocol.StepBackResponse): void {
    this.#move(response, (timeline) => {
      timeline.goTo(timeline.at - 1);
      return timeline.at === 0 ? 'entry' : 'step';
    });
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    this.#move(response, (timeline) => timeline.continue({ lines: this.#allLines(), places: this.#places }));
  }

  protected override reverseContinueRequest(response: DebugProtocol.ReverseContinueResponse): void {
    this.#move(response, (timeline) => {
      const stopped = timeline.reverse({ lines: this.#allLines(), places: this.#places });
      return stopped === 'end' ? 'entry' : stopped;
    });
  }

  protected override stepInTargetsRequest(response: DebugProtocol.StepInTargetsResponse): void {
    const next = this.#timeline?.stepping.next ?? [];
    response.body = {
      targets: next.flatMap(({ trace: { steps }, visited }, id) => {
        const [step] = steps;
        // A state to begin in has no step.
        const label = step === undefined ? `begin in state ${id + 1}` : stepLine(step);
        return visited === undefined ? [] : [{ id, label }];
      }),
    };
    this.sendResponse(response);
  }

  #move(response: DebugProtocol.Response, go: (timeline: Timeline) => Stopped | 'entry'): void {
    void this.#answering(response, () => {
      const timeline = this.#known();
      const stopped = go(timeline);
      // Those who asked hear that they were understood before they hear where it ended.
      setImmediate(() => {
        this.#stop(stopped);
      });
    });
  }

  /** Tells where the run is. */
  #stop(stopped: Stopped | 'entry'): void {
    const timeline = this.#timeline;
    if (timeline === undefined) return;
    this.#variables.reset();
    const { before, after, failure, found, at, length } = timeline;
    if (before !== undefined && stopped !== 'entry') this.#tell(`${at}  ${stepLine(before)}\n`);
    const isWrong = at === length && (failure !== undefined || found.length > 0);
    const text = failure?.message ?? found.map((property) => describeFinding(property)).join('; ');
    const reason = isWrong ? 'exception' : stopped === 'end' ? 'pause' : stopped;
    const actor = (isWrong ? (after ?? before) : (after ?? before))?.actor;
    const event = new StoppedEvent(reason, this.#threadOf(actor), isWrong ? text : undefined);
    Object.assign(event.body, {
      allThreadsStopped: true,
      ...(isWrong ? { description: text } : stopped === 'end' ? { description: this.#ending(timeline) } : {}),
    });
    this.sendEvent(event);
  }

  #ending({ stepping, trace }: Timeline): string {
    if (trace.backTo !== undefined) return `from here on as after step ${trace.backTo}, for ever`;
    if (stepping.next.length > 0) return 'the known run ends here: each further step can be chosen';
    return stepping.mayEnd() ? 'nothing happens any more' : 'no step is enabled: a deadlock';
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    const { failure, found = [] } = this.#timeline ?? {};
    const description = failure?.message ?? found.map((property) => describeFinding(property)).join('; ');
    response.body = { exceptionId: 'thps', breakMode: 'always', description };
    this.sendResponse(response);
  }

  // ------------------------------------------------------------------------------------------ looking

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    response.body = { threads: this.#threadNames().map((name, i) => new Thread(i + 1, name)) };
    this.sendResponse(response);
  }

  #threadNames(): readonly string[] {
    const actors = this.#timeline?.actors ?? [];
    const processes = actors.filter(({ kind }) => kind === 'process').map(({ name }) => name);
    return actors.length > processes.length ? [...processes, ACTIONS] : processes;
  }

  #threadOf(actor: string | undefined): number {
    const names = this.#threadNames();
    const at = actor === undefined ? -1 : names.indexOf(actor);
    return at >= 0 ? at + 1 : actor !== undefined && names.includes(ACTIONS) ? names.length : 1;
  }

  /** The process of a thread; undefined for that of all actions. */
  #actorOf(thread: number): string | undefined {
    const name = this.#threadNames()[thread - 1];
    return name === ACTIONS ? undefined : name;
  }

  protected override stackTraceRequest(
    response: DebugProtocol.StackTraceResponse,
    { threadId }: DebugProtocol.StackTraceArguments,
  ): void {
    const frames = this.#framesOf(threadId);
    response.body = { stackFrames: frames, totalFrames: frames.length };
    this.sendResponse(response);
  }

  #framesOf(thread: number): StackFrame[] {
    const timeline = this.#timeline;
    if (timeline === undefined) return [];
    const name = this.#actorOf(thread);
    const id = thread * 1000;
    if (name === undefined) {
      const { after } = timeline;
      const at = after?.kind === 'action' ? after.statements[0]?.at : undefined;
      const label = after?.kind === 'action' ? after.actor : 'no action comes next';
      return [
        at === undefined
          ? new StackFrame(id, label)
          : new StackFrame(id, label, this.#sourceOf(at.file), this.convertDebuggerLineToClient(at.line), at.column),
      ];
    }
    const actor = timeline.actors.find((one) => one.name === name);
    const point = actor && timeline.pointOf(actor);
    if (point === undefined) return [new StackFrame(id, name)];
    const calls: Frame[] = [];
    for (let frame = point.frame; frame; frame = frame.parent) calls.push(frame);
    const names = [...calls.map(({ procedure }) => procedure.name), name];
    const places = [point.at, ...calls.map(({ callAt }) => callAt)];
    return names.map((label, i) => {
      const shown = i === 0 ? `${label} at ${point.name}` : label;
      const { source, line, column } = this.#placeOf(itemAt(places, i));
      return new StackFrame(id + i, shown, source, line, column);
    });
  }

  #placeOf({ source, span }: Location): { readonly source: Source; readonly line: number; readonly column: number } {
    const { line, column } = positionAt(source, span.start);
    return {
      source: this.#sourceOf(source.name),
      line: this.convertDebuggerLineToClient(line + 1),
      column: this.convertDebuggerColumnToClient(column + 1),
    };
  }

  #sourceOf(name: string): Source {
    return new Source(basename(name), libraryFile(name) ?? resolve(this.#cwd, name));
  }

  protected override scopesRequest(
    response: DebugProtocol.ScopesResponse,
    { frameId }: DebugProtocol.ScopesArguments,
  ): void {
    const { state } = this.#known();
    const name = this.#actorOf(Math.floor(frameId / 1000));
    const locals = state.processes.find((one) => one.name === name)?.locals ?? [];
    const shared = state.variables.filter(({ ghost }) => ghost !== true);
    const ghosts = state.variables.filter(({ ghost }) => ghost === true);
    response.body = {
      scopes: [
        ...(locals.length > 0 ? [new Scope('Locals', this.#variables.scope(locals))] : []),
        new Scope('Shared', this.#variables.scope(shared)),
        ...(ghosts.length > 0 ? [new Scope('Ghosts', this.#variables.scope(ghosts))] : []),
      ],
    };
    this.sendResponse(response);
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    { variablesReference }: DebugProtocol.VariablesArguments,
  ): void {
    response.body = { variables: this.#variables.in(variablesReference) };
    this.sendResponse(response);
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    { expression, frameId }: DebugProtocol.EvaluateArguments,
  ): void {
    void this.#answering(response, async () => {
      const timeline = this.#known();
      const reach = /^reach\s+(.*)$/s.exec(expression)?.[1];
      if (reach !== undefined && this.#launch !== undefined) {
        await this.#prepareRun({ ...this.#launch, mode: 'counterexample', reach }, timeline);
        response.body = { result: `a run of ${timeline.length} steps`, variablesReference: 0 };
        setImmediate(() => {
          this.#stop('entry');
        });
        return;
      }
      const process = frameId === undefined ? undefined : this.#actorOf(Math.floor(frameId / 1000));
      const local = timeline.state.processes
        .find(({ name }) => name === process)
        ?.locals.find(({ name }) => name === expression || name.endsWith(`.${expression}`));
      if (local !== undefined) {
        response.body = { result: valueText(local.value), variablesReference: 0 };
        return;
      }
      const answer = timeline.stepping.evaluate(expression);
      if ('problems' in answer) throw new CannotLaunch(answer.problems.map(({ message }) => message).join('; '));
      if ('failure' in answer) throw new CannotLaunch(answer.failure);
      response.body = { result: answer.value, variablesReference: 0 };
    });
  }

  // -------------------------------------------------------------------------------------- breakpoints

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    { source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments,
  ): void {
    const path = source.path ?? '';
    const places = this.#statementLines(path);
    const wanted = breakpoints.map(({ line, condition }) => {
      const from = this.convertClientLineToDebugger(line);
      const at = places.lines.find((one) => one >= from);
      return { id: ++this.#lastBreakpoint, file: places.file, line: at, condition };
    });
    this.#lines.set(
      path,
      wanted.flatMap(({ id, file, line, condition }) =>
        line === undefined ? [] : [{ id, file, line, ...(condition === undefined ? {} : { condition }) }],
      ),
    );
    response.body = {
      breakpoints: wanted.map(({ id, line }) => ({
        id,
        verified: line !== undefined,
        ...(line === undefined
          ? { message: 'no step executes a statement from here on' }
          : { line: this.convertDebuggerLineToClient(line) }),
      })),
    };
    this.sendResponse(response);
  }

  /** Lines of a file with statements, ascending, and how places name it. */
  #statementLines(path: string): { readonly file: string; readonly lines: readonly number[] } {
    const lines = new Set<number>();
    let file = path;
    for (const { operations } of this.#timeline?.stepping.walked.system.steps ?? [])
      for (const { at, shown } of operations) {
        if (!shown || this.#sourceOf(at.source.name).path !== path) continue;
        file = at.source.name;
        lines.add(positionAt(at.source, at.span.start).line + 1);
      }
    return { file, lines: [...lines].sort((a, b) => a - b) };
  }

  #allLines(): readonly LineStop[] {
    return [...this.#lines.values()].flat();
  }

  protected override dataBreakpointInfoRequest(
    response: DebugProtocol.DataBreakpointInfoResponse,
    { variablesReference, name }: DebugProtocol.DataBreakpointInfoArguments,
  ): void {
    const path = this.#variables.pathOf(name, variablesReference);
    response.body = { dataId: path, description: `${path} changes`, accessTypes: ['write'], canPersist: true };
    this.sendResponse(response);
  }

  protected override setDataBreakpointsRequest(
    response: DebugProtocol.SetDataBreakpointsResponse,
    { breakpoints }: DebugProtocol.SetDataBreakpointsArguments,
  ): void {
    this.#places = breakpoints.map(({ dataId }) => dataId);
    response.body = { breakpoints: breakpoints.map(() => ({ verified: true })) };
    this.sendResponse(response);
  }

  // ------------------------------------------------------------------------------------------ answers

  #known(): Timeline {
    if (this.#timeline === undefined) throw new CannotLaunch('no run has been launched');
    return this.#timeline;
  }

  /** Answers once the work is done, or says why it cannot be. */
  async #answering(response: DebugProtocol.Response, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
      this.sendResponse(response);
    } catch (problem) {
      const format = problem instanceof Error ? problem.message : String(problem);
      this.sendErrorResponse(response, { id: 1, format, showUser: true });
    }
  }

  #tell(text: string): void {
    this.sendEvent(new OutputEvent(text, 'console'));
  }
}
