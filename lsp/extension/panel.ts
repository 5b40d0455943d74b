import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Counterexample } from '../protocol.ts';
import { counterexamplePage } from './page.ts';

/** What the page sends when a statement is clicked: lines and columns from 1. */
interface Clicked {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The panels of counterexamples, one for each property of each run. */
export class Panels {
  readonly #open = new Map<string, vscode.WebviewPanel>();

  show(counterexample: Counterexample): void {
    const key = JSON.stringify([counterexample.uri, counterexample.run, counterexample.property]);
    const opened = this.#open.get(key);
    const panel = opened ?? this.#create(key);
    panel.title = `${counterexample.property} · ${counterexample.run}`;
    panel.webview.html = counterexamplePage(counterexample, randomBytes(16).toString('base64url'));
    if (opened) panel.reveal(undefined, true);
  }

  #create(key: string): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('thps.counterexample', '', column, {
      enableScripts: true,
      localResourceRoots: [],
    });
    this.#open.set(key, panel);
    panel.onDidDispose(() => this.#open.delete(key));
    panel.webview.onDidReceiveMessage((message: Clicked) => {
      void goTo(message);
    });
    return panel;
  }
}

async function goTo({ file, line, column }: Clicked): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  try {
    await vscode.window.showTextDocument(vscode.Uri.parse(file, true), {
      viewColumn: vscode.ViewColumn.One,
      selection: new vscode.Range(at, at),
    });
  } catch (problem) {
    void vscode.window.showWarningMessage(`thps: ${file} cannot be opened: ${String(problem)}`);
  }
}
