import * as vscode from 'vscode';

/** The type of debug sessions in launch configurations. */
const TYPE = 'thps';

/**
 * Debug sessions over counterexamples: `thps dap` of the server that comes with the extension, in a process of its own. Without a
 * launch configuration, the spec in the window is gone through.
 */
export function registerDebugger(server: string): readonly vscode.Disposable[] {
  const descriptor: vscode.DebugAdapterDescriptorFactory = {
    createDebugAdapterDescriptor: () =>
      // The editor's own Node: people may have no other.
      new vscode.DebugAdapterExecutable(process.execPath, [server, 'dap'], { env: { ELECTRON_RUN_AS_NODE: '1' } }),
  };
  const configurations: vscode.DebugConfigurationProvider = {
    resolveDebugConfiguration: (_folder, given) => {
      // TypeScript's types say that all are there; without a launch.json, none is.
      if ((given.type as string | undefined) !== undefined && given['program'] !== undefined) return given;
      const document = vscode.window.activeTextEditor?.document;
      if (document?.languageId !== 'thps') {
        void vscode.window.showInformationMessage('Open a .thps file to go through the counterexample of its check.');
        return undefined;
      }
      return { ...given, type: TYPE, request: 'launch', name: 'Counterexample', program: document.uri.fsPath };
    },
  };
  return [
    vscode.debug.registerDebugAdapterDescriptorFactory(TYPE, descriptor),
    vscode.debug.registerDebugConfigurationProvider(TYPE, configurations),
  ];
}
