import { setImmediate as eventLoop } from 'node:timers/promises';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import type { StartThreads } from '../../src/explorer/threads.ts';
import { startThreads } from '../../src/explorer/workers.ts';

/** Workers that begin with the first level, however small it is, and none less. */
export function crew(count: number, start: StartThreads = startThreads): CompiledOptions {
  return {
    workers: {
      count,
      start,
      failed(reason) {
        throw new Error(reason);
      },
    },
    handOver: { states: 0, level: 1 },
    breathe: () => eventLoop(),
  };
}

export const twoWorkers = crew(2);
