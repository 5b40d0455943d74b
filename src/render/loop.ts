import type { ActorInLoopData, TraceData } from '../result/trace.ts';

/** Where the loop of a lasso begins. */
export const LOOP_BEGINS = '--- from here on forever:';

/** How a lasso continues: where its last step leads, who takes steps in the loop, and why the others do not have to. */
export function loopLines(trace: Pick<TraceData, 'backTo' | 'loop'>): readonly string[] {
  const { backTo, loop } = trace;
  if (backTo === undefined) return [];
  const end = loop?.stutters === true ? ['nothing happens any more'] : [`back to the state ${after(backTo)}`];
  return [...end, ...(loop?.actors ?? []).map(describeActor)];
}

function after(step: number): string {
  return step === 0 ? 'at the start' : `after step ${step}`;
}

function describeActor({ actor, fairness, does, step }: ActorInLoopData): string {
  switch (does) {
    case 'steps':
      return `${actor} takes steps (${fairness})`;
    case 'done':
      return `${actor} is done`;
    case 'cannot':
      return `${actor} is blocked (${fairness})`;
    case 'changes nothing':
      return `${actor} takes only steps that change nothing, which do not count (${fairness})`;
    case 'is blocked':
      return `${actor} is blocked again and again, as ${after(step ?? 0)}: it need not step (${fairness})`;
    case 'need not':
      return step === undefined
        ? `${actor} could step, but need not: it is ${fairness}`
        : `${actor} could step, but need not: it is ${fairness}, which is false ${after(step)}`;
  }
}
