import { SpecDebugSession } from './session.ts';

/** `thps dap`: a debugger for editors that speak the Debug Adapter Protocol, over standard input and output, until they end it. */
export async function serveDebugger(cwd: string): Promise<void> {
  const session = new SpecDebugSession(cwd);
  const ended = new Promise<void>((done) => {
    process.stdin.once('end', done);
    process.stdin.once('close', done);
    session.ended = done;
  });
  session.setRunAsServer(true);
  session.start(process.stdin, process.stdout);
  await ended;
}
