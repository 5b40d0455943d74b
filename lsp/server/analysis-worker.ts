import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createConnection, PortMessageReader, PortMessageWriter, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './serve.ts';
import type { FromWorker } from './supervisor.ts';

/** The thread in which the server works: the supervisor ends it when a text keeps it busy for too long. */

const { messages } = workerData as { readonly messages: MessagePort };

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', () => {
  tell({ kind: 'alive' });
});
serve(
  createConnection(ProposedFeatures.all, new PortMessageReader(messages), new PortMessageWriter(messages)),
  (uri) => {
    tell({ kind: 'about', uri });
  },
);
