import { callText } from '../result/statement-text.ts';
import type { FailureData, TraceData } from '../result/trace.ts';

/** `in unlock_page(pages[2].locked_by), called by khugepaged at specs/a.thps:12`: the call and its callers. */
export function withinText({ within }: FailureData, { calls }: Pick<TraceData, 'calls'>): string | undefined {
  const around = within?.calls.flatMap((id) => calls[id] ?? []) ?? [];
  const inner = around.at(-1);
  if (within === undefined || inner === undefined) return undefined;
  const [outermost = inner] = around;
  const place = `${outermost.at.file}:${outermost.at.line}`;
  const through = around
    .slice(0, -1)
    .reverse()
    .map((call) => callText(call));
  return [
    `in ${callText(inner)}`,
    ...through.map((one) => `called by ${one}`),
    `called by ${within.actor} at ${place}`,
  ].join(', ');
}
