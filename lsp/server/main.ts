import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { pipeline, type Readable } from 'node:stream';
import { Framing } from './framing.ts';
import { Supervisor } from './supervisor.ts';

/** Serves one client, over standard input and output or the channel of a Node parent, until it disconnects. */
export function startServer(transport: 'stdio' | 'node-ipc'): Promise<never> {
  const [reader, writer] =
    transport === 'stdio'
      ? [new StreamMessageReader(framed(process.stdin)), new StreamMessageWriter(process.stdout)]
      : [new IPCMessageReader(process), new IPCMessageWriter(process)];
  new Supervisor(reader, writer).listen();
  // The supervisor ends the process when the client is gone.
  return new Promise(() => undefined);
}

/** The messages of a stream; they end when it ends, in whatever way. */
function framed(input: Readable): Framing {
  const messages = new Framing();
  pipeline(input, messages, () => undefined);
  return messages;
}
