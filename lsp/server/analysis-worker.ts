import { parentPort, workerData } from 'node:worker_threads';
import {
  createConnection,
  Message,
  PortMessageReader,
  PortMessageWriter,
  ProposedFeatures,
} from 'vscode-languageserver/node';
import { HandledChanges } from './changes.ts';
import { CANCELLED } from './lifecycle.ts';
import { SpareRoom } from './memory.ts';
import { serve } from './serve.ts';
import type { AnalysisWorkerData, FromWorker } from './supervisor.ts';

/** The thread in which the server works: the supervisor ends it when a text keeps it busy for too long. */

const { messages, changes: shared } = workerData as AnalysisWorkerData;
const changes = new HandledChanges(shared);
const room = new SpareRoom();

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', () => {
  tell({ kind: 'alive' });
});
const connection = createConnection(
  ProposedFeatures.all,
  new PortMessageReader(messages),
  new PortMessageWriter(messages),
  {
    connectionStrategy: {
      cancelUndispatched: (message) =>
        Message.isRequest(message) ? { jsonrpc: '2.0', id: message.id, error: CANCELLED } : undefined,
    },
    messageStrategy: {
      handleMessage: (message: Message, next: (message: Message) => void) => {
        next(message);
        if (changes.handled(message)) room.changed();
      },
    },
  },
);
serve(connection, {
  about: (uri) => {
    tell({ kind: 'about', uri });
  },
  isBehind: () => changes.areWaiting,
});
