import type { Result } from '../../src/result/model.ts';
import type { Checker } from '../shared/checker.ts';
import { SpecEditor } from './editor.ts';
import type { Language } from '../shared/language.ts';
import { fragmentOf, readFragment, type Shared } from './link.ts';
import { drawResults, element } from './results.ts';
import { type Port, remote, type Remote } from '../shared/rpc.ts';
import { lessons } from './tour.ts';

/** What the build puts here: the code of the workers, as texts, so that the page works without a server; and the examples. */
declare const THPS_WORKERS: Readonly<Record<'check' | 'language' | 'editor', string>>;
declare const THPS_EXAMPLES: readonly { readonly name: string; readonly text: string }[];

function start(name: 'check' | 'language' | 'editor'): Worker {
  const address = URL.createObjectURL(new Blob([THPS_WORKERS[name]], { type: 'text/javascript' }));
  return new Worker(address, { name: `thps ${name}` });
}

Object.assign(globalThis, { MonacoEnvironment: { getWorker: () => start('editor') } });

function find(id: string): HTMLElement;
function find<T extends HTMLElement>(id: string, kind: new () => T): T;
function find(id: string, kind = HTMLElement): HTMLElement {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

const KEPT = 'thps-spec';
const THEME = 'thps-theme';

class Page {
  readonly #editor: SpecEditor;
  readonly #example = find('example', HTMLSelectElement);
  readonly #only = find('only', HTMLSelectElement);
  readonly #constants = find('constants', HTMLInputElement);
  readonly #language: Remote<Language>;
  readonly #status = find('status');
  readonly #run = find('run', HTMLIFrameElement);
  #worker: Worker | undefined;
  #checker: Remote<Checker> | undefined;
  #result: Result | undefined;
  #shown: { readonly check: string; readonly property: string } | undefined;
  /** Checks that were begun; the answers of earlier ones are late. */
  #round = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.#language = remote<Language>(start('language') as unknown as Port);
    this.#editor = new SpecEditor(find('editor'), this.#language, () => {
      this.#outdate();
      void this.#listChecks();
    });
    this.#examples();
    find('check').addEventListener('click', () => void this.#check());
    find('stop').addEventListener('click', () => {
      this.#stop('Stopped.');
    });
    find('share').addEventListener('click', () => void this.#share());
    find('race').addEventListener('click', () => void this.#copy('race'));
    find('markdown').addEventListener('click', () => void this.#copy('markdown'));
    find('theme').addEventListener('click', () => {
      this.#setDark(!document.documentElement.classList.contains('dark'));
    });
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        void this.#check();
      },
      true,
    );
    this.#setDark(
      kept(THEME) === 'dark' || (kept(THEME) === undefined && matchMedia('(prefers-color-scheme: dark)').matches),
    );
  }

  /** Begins with what the address carries, what was here last, or the first lesson. */
  async begin(): Promise<void> {
    let shared: Shared | undefined;
    try {
      shared = await readFragment(location.hash);
    } catch (problem) {
      this.#say(
        `This link cannot be read: ${problem instanceof Error ? problem.message : String(problem)}. It may have been cut.`,
      );
    }
    if (shared === undefined) {
      const before = kept(KEPT);
      if (before === undefined) this.#choose(lessons[0]?.file ?? '');
      else this.#editor.text = before;
      return;
    }
    this.#example.value = '';
    this.#editor.text = shared.text;
    this.#constants.value = shared.constants ?? '';
    const { check, property, step } = shared;
    if (check === undefined) return;
    this.#setOnly(check);
    await this.#check();
    if (property !== undefined) await this.#show(check, property, step);
  }

  #examples(): void {
    const own = new Option('(your own)', '');
    const tour = element(
      'optgroup',
      lessons.map(({ file, title }) => new Option(title, file)),
    );
    tour.setAttribute('label', 'A guided tour');
    const others = THPS_EXAMPLES.filter(({ name }) => !lessons.some(({ file }) => file === name));
    const systems = element(
      'optgroup',
      others.map(({ name }) => new Option(name.replace(/\.thps$/, ''), name)),
    );
    systems.setAttribute('label', 'Systems');
    this.#example.append(own, tour, systems);
    this.#example.addEventListener('change', () => {
      this.#choose(this.#example.value);
    });
  }

  #choose(name: string): void {
    const example = THPS_EXAMPLES.find((one) => one.name === name);
    if (example === undefined) return;
    this.#stop('Press Check, or Ctrl+Enter.');
    find('checks').replaceChildren();
    find('trace').hidden = true;
    this.#constants.value = '';
    this.#only.value = '';
    this.#editor.text = example.text;
    this.#example.value = name;
    this.#teach();
  }

  /** The checks that the text has, as long as its declarations can be read. */
  async #listChecks(): Promise<void> {
    const found = await this.#language.symbols();
    const names = found.filter(({ kind }) => kind === 'check').map(({ name }) => name);
    const chosen = this.#only.value;
    this.#only.replaceChildren(new Option('all checks', ''), ...names.map((name) => new Option(name, name)));
    this.#setOnly(chosen);
  }

  #setOnly(name: string): void {
    // A link may name one of the runs of a check.
    const isThere = [...this.#only.options].some(({ value }) => value === name);
    if (!isThere) this.#only.append(new Option(name, name));
    this.#only.value = name;
  }

  /** The task of a lesson, and whether it is done. */
  #teach(): void {
    const lesson = lessons.find(({ file }) => file === this.#example.value);
    find('lesson').hidden = lesson === undefined;
    if (lesson === undefined) return;
    find('task').textContent = `${lesson.title}. Read the text; then: ${lesson.task}`;
    const isDone = this.#result !== undefined && lesson.isDone(this.#result);
    find('done').textContent = isDone ? 'Done: that is what the task asks for.' : '';
  }

  async #check(): Promise<void> {
    const constants = readConstants(this.#constants.value);
    if (typeof constants === 'string') {
      this.#say(constants);
      return;
    }
    const round = ++this.#round;
    this.#stop('');
    find('stop').hidden = false;
    const began = performance.now();
    const tell = (): void => {
      this.#say(`Checking, ${((performance.now() - began) / 1000).toFixed(1)} s`);
    };
    tell();
    this.#timer = setInterval(tell, 200);
    this.#worker ??= start('check');
    this.#checker ??= remote<Checker>(this.#worker as unknown as Port);
    try {
      const only = this.#only.value;
      const result = await this.#checker.check(this.#editor.text, only === '' ? [] : [only], constants);
      if (round !== this.#round) return;
      this.#result = result;
      this.#draw(result, performance.now() - began);
    } catch (problem) {
      if (round === this.#round) this.#stop(`This could not be checked: ${String(problem)}`);
    }
  }

  #draw(result: Result, milliseconds: number): void {
    this.#idle();
    const wrong = result.checks.filter(({ outcome }) => outcome !== 'as expected').length;
    const count = result.checks.length;
    const checks = `${count} ${count === 1 ? 'check' : 'checks'}`;
    const told =
      count === 0
        ? 'Nothing was checked'
        : wrong === 0
          ? `${checks}, as expected`
          : `${checks}, ${wrong} not as expected`;
    this.#say(`${told}. ${(milliseconds / 1000).toFixed(1)} s`);
    find('checks').replaceChildren(
      ...drawResults(result, {
        show: (check, property) => void this.#show(check, property),
        reveal: (line) => {
          this.#editor.reveal(line);
        },
      }),
    );
    find('trace').hidden = true;
    this.#shown = undefined;
    this.#teach();
    // What was not expected is what people look for.
    const first = result.checks.find(({ outcome }) => outcome === 'violated');
    const property = first?.properties.find(
      ({ trace, result: how, expectViolated }) => trace && how === 'violated' && !expectViolated,
    );
    if (first && property) void this.#show(first.name, property.name);
  }

  /**
   * Shows a run as the page that `thps show --as html` writes; its policy permits its own script, and nothing to be loaded.
   * @param step the row that is chosen
   */
  async #show(check: string, property: string, step?: number): Promise<void> {
    if (this.#result === undefined || this.#checker === undefined) return;
    const page = await this.#checker.show(this.#result, 'html', check, property);
    this.#shown = { check, property };
    find('trace').hidden = false;
    await new Promise((loaded) => {
      this.#run.addEventListener('load', loaded, { once: true });
      this.#run.srcdoc = page;
    });
    const { contentDocument } = this.#run;
    contentDocument?.querySelector('details')?.removeAttribute('open');
    contentDocument?.querySelector('section.run')?.scrollIntoView();
    if (step !== undefined) this.#rows()[step]?.click();
    find('trace').scrollIntoView({ block: 'nearest' });
  }

  #rows(): readonly HTMLElement[] {
    return [...(this.#run.contentDocument?.querySelectorAll<HTMLElement>('tr.step') ?? [])];
  }

  async #copy(form: 'race' | 'markdown'): Promise<void> {
    if (this.#result === undefined || this.#checker === undefined || this.#shown === undefined) return;
    const { check, property } = this.#shown;
    await this.#give(await this.#checker.show(this.#result, form, check, property), 'Copied.');
  }

  async #share(): Promise<void> {
    const { value: constants } = this.#constants;
    const step = this.#rows().findIndex((row) => row.tabIndex === 0);
    const fragment = await fragmentOf({
      text: this.#editor.text,
      ...(constants === '' ? {} : { constants }),
      ...(this.#shown ?? {}),
      ...(this.#shown === undefined || step < 0 ? {} : { step }),
    });
    history.replaceState(undefined, '', fragment);
    await this.#give(location.href, 'The link is copied: it carries the whole text, which no server sees.');
  }

  async #give(text: string, told: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#say(told);
    } catch {
      // Pages that come from a file may not write there.
      prompt('Copy this:', text);
    }
  }

  #outdate(): void {
    keep(KEPT, this.#editor.text);
    if (this.#result === undefined) return;
    this.#result = undefined;
    this.#say('The text has changed: the results below are those of the text before.');
  }

  /** Ends what is being checked, if anything is. */
  #stop(told: string): void {
    if (!find('stop').hidden) {
      this.#round++;
      this.#worker?.terminate();
      this.#worker = undefined;
      this.#checker = undefined;
    }
    this.#idle();
    this.#say(told);
  }

  #idle(): void {
    clearInterval(this.#timer);
    find('stop').hidden = true;
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }

  #setDark(isDark: boolean): void {
    document.documentElement.classList.toggle('dark', isDark);
    find('theme').setAttribute('aria-pressed', String(isDark));
    this.#editor.setDark(isDark);
    keep(THEME, isDark ? 'dark' : 'light');
  }
}

/** `N=3, FAST=false` as values by name; a text that says what is wrong. */
function readConstants(text: string): Readonly<Record<string, string>> | string {
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = parts.find((part) => !/^[\w.]+\s*=\s*\S/.test(part));
  if (wrong !== undefined) return `Constants are written as in N=3, FAST=false; this is not: ${wrong}`;
  return Object.fromEntries(
    parts.map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()]),
  );
}

/** Pages that come from a file may have no place to keep things. */
function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then it is not there next time.
  }
}

// From a file everything is there anyway, and without a network nothing is newer than what is kept.
if (location.protocol.startsWith('http') && navigator.onLine)
  void navigator.serviceWorker.register('offline.js').catch(() => undefined);
void new Page().begin();
