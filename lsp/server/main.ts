import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { Supervisor } from './supervisor.ts';

/** Serves one client, over standard input and output or the channel of a Node parent, until it disconnects. */
export function startServer(transport: 'stdio' | 'node-ipc'): Promise<never> {
  const [reader, writer] =
    transport === 'stdio'
      ? [new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)]
      : [new IPCMessageReader(process), new IPCMessageWriter(process)];
  new Supervisor(reader, writer).listen();
  // The supervisor ends the process when the client is gone.
  return new Promise(() => undefined);
}
