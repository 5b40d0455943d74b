import { callText } from '../trace/statement-text.ts';
import type { Failure } from '../trace/trace.ts';
import { positionAt } from '../text/source.ts';

/** `in unlock_page(pages[2].locked_by), called by khugepaged at specs/a.thps:12`: whose call it was, and what it was about. */
export function withinText({ within }: Failure): string | undefined {
  const inner = within?.calls.at(-1);
  if (within === undefined || inner === undefined) return undefined;
  const [outermost = inner] = within.calls;
  const { source, span } = outermost.callAt;
  const place = `${source.name}:${positionAt(source, span.start).line + 1}`;
  const through = within.calls
    .slice(0, -1)
    .reverse()
    .map((call) => callText(call));
  return [
    `in ${callText(inner)}`,
    ...through.map((one) => `called by ${one}`),
    `called by ${within.actor} at ${place}`,
  ].join(', ');
}
