import { join } from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  CHECK_RESULT,
  type CheckedRun,
  type CheckResultParams,
  COUNTEREXAMPLE,
  type Counterexample,
  type Options,
  RUN_CHECK,
  type RunCheckResult,
  SHOW_COMMAND,
} from '../protocol.ts';
import { registerDebugger } from './debugger.ts';
import { NEW_SPEC } from './new-spec.ts';
import { Panels } from './panel.ts';

/** The extension: starts the language server and shows its checks in the window. */
let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  extension = new Extension(context);
  await extension.start();
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}

class Extension {
  readonly #client: LanguageClient;
  readonly #panels = new Panels();
  readonly #status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  /** The last runs by document, for the list of counterexamples. */
  readonly #runs = new Map<string, Map<string, CheckedRun>>();
  #running: vscode.CancellationTokenSource | undefined;

  constructor(context: vscode.ExtensionContext) {
    const module = join(context.extensionPath, 'server', 'thps.mjs');
    const server = {
      module,
      args: ['lsp'],
      transport: TransportKind.ipc,
      // What an edit leaves behind dies young: with more room for it, fewer edits have to wait for a collection.
      options: { execArgv: ['--max-semi-space-size=64'] },
    };
    this.#client = new LanguageClient('thps', 'thps', server, {
      documentSelector: [{ language: 'thps' }],
      initializationOptions: { showsChecks: true } satisfies Options,
    });
    this.#status.command = 'thps.showOutput';
    const command = (name: string, run: (...values: never[]) => unknown): void => {
      context.subscriptions.push(vscode.commands.registerCommand(name, run));
    };
    command('thps.newSpec', () => newSpec());
    command('thps.runAllChecks', () => this.#run());
    command('thps.runOneCheck', () => this.#runOne());
    command('thps.cancelChecks', () => this.#running?.cancel());
    command(SHOW_COMMAND, (uri?: string, run?: string, property?: string) => this.#show(uri, run, property));
    command('thps.restartServer', () => this.#client.restart());
    command('thps.showOutput', () => {
      this.#client.outputChannel.show();
    });
    context.subscriptions.push(this.#status, this.#client, ...registerDebugger(module));
  }

  async start(): Promise<void> {
    this.#client.onNotification(CHECK_RESULT, (message: CheckResultParams) => {
      this.#told(message);
    });
    await this.#client.start();
  }

  async stop(): Promise<void> {
    if (this.#client.isRunning()) await this.#client.stop();
  }

  // ------------------------------------------------------------------------------------------ checks

  #told(message: CheckResultParams): void {
    switch (message.state) {
      case 'running':
        this.#status.text = `$(sync~spin) ${message.run}: ${message.states.toLocaleString('en')} states`;
        this.#status.tooltip = `thps: depth ${message.depth}`;
        this.#status.show();
        break;
      case 'finished': {
        const runs = this.#runs.get(message.uri) ?? new Map<string, CheckedRun>();
        runs.set(message.result.run, message.result);
        this.#runs.set(message.uri, runs);
        break;
      }
      case 'notRun':
        this.#runs.get(message.uri)?.delete(message.run.run);
        break;
      case 'ended':
        this.#status.text = this.#summary(message.uri, message.end);
        this.#status.tooltip = message.message;
        break;
    }
  }

  #summary(uri: string, end: RunCheckResult['end']): string {
    const runs = [...(this.#runs.get(uri)?.values() ?? [])];
    const good = runs.filter(({ report }) => report.outcome === 'as expected').length;
    if (end === 'refused') return '$(error) thps: the spec has errors';
    if (end === 'failed') return '$(error) thps: the check failed';
    if (end === 'budget') return `$(watch) thps: ${good} as expected, the budget did not suffice for all checks`;
    if (end === 'cancelled') return '$(circle-slash) thps: stopped';
    return `${good === runs.length ? '$(check)' : '$(warning)'} thps: ${good} of ${runs.length} as expected`;
  }

  async #run(check?: string): Promise<void> {
    const uri = currentSpec();
    if (uri === undefined) {
      void vscode.window.showInformationMessage('Open a .thps file to run its checks.');
      return;
    }
    this.#running?.cancel();
    const running = new vscode.CancellationTokenSource();
    this.#running = running;
    await vscode.commands.executeCommand('setContext', 'thps.isRunning', true);
    try {
      const params = { uri, ...(check === undefined ? {} : { check }) };
      const result: RunCheckResult = await this.#client.sendRequest(RUN_CHECK, params, running.token);
      if (result.end === 'refused')
        void vscode.window.showWarningMessage('The spec has errors, so its checks were not run.');
      if (result.end === 'failed') void vscode.window.showErrorMessage(`thps: ${result.message ?? 'the check failed'}`);
    } finally {
      if (this.#running === running) {
        this.#running = undefined;
        await vscode.commands.executeCommand('setContext', 'thps.isRunning', false);
      }
      running.dispose();
    }
  }

  /** Lets the user choose a check of the document, and runs it: the names are those of its lenses. */
  async #runOne(): Promise<void> {
    const uri = currentSpec();
    if (uri === undefined) return;
    const text = (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))).getText();
    const names = [...text.matchAll(/^\s*check\s+([A-Za-z_][A-Za-z0-9_]*)/gm)].flatMap(([, name]) => name ?? []);
    const picked = await vscode.window.showQuickPick(names, { placeHolder: 'Which check?' });
    if (picked !== undefined) await this.#run(picked);
  }

  // --------------------------------------------------------------------------------- counterexamples

  async #show(uri?: string, run?: string, property?: string): Promise<void> {
    const wanted =
      uri !== undefined && run !== undefined && property !== undefined ? { uri, run, property } : await this.#choose();
    if (wanted === undefined) return;
    const found: Counterexample | null = await this.#client.sendRequest(COUNTEREXAMPLE, wanted);
    if (found) this.#panels.show(found);
    else
      void vscode.window.showInformationMessage(
        `There is no counterexample of ${wanted.property} any more: run the check again.`,
      );
  }

  async #choose(): Promise<{ uri: string; run: string; property: string } | undefined> {
    const uri = currentSpec();
    const runs = uri === undefined ? [] : [...(this.#runs.get(uri)?.values() ?? [])];
    const items = runs.flatMap(({ run, traces }) =>
      traces.map((property) => ({ label: property, description: run, run, property })),
    );
    if (uri === undefined || items.length === 0) {
      void vscode.window.showInformationMessage('No counterexamples yet: run the checks of a spec first.');
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which property?' });
    return picked && { uri, run: picked.run, property: picked.property };
  }
}

function currentSpec(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'thps' ? document.uri.toString() : undefined;
}

async function newSpec(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'thps', content: NEW_SPEC });
  await vscode.window.showTextDocument(document);
}
