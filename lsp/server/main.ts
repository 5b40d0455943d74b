import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.ts';

/** Serves one client, over standard input and output or the channel of a Node parent, until it goes away. */
export function startServer(transport: 'stdio' | 'node-ipc'): Promise<never> {
  const connection =
    transport === 'stdio'
      ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
      : createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
  serve(connection);
  // The connection ends the process when the client is gone.
  return new Promise(() => undefined);
}
