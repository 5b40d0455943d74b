/** The global `process`, as far as checking asks it. */
export const process = {
  cwd: () => '/',
  env: {},
  platform: 'browser',
  execArgv: [],
  versions: {},
  constrainedMemory: () => 0,
  memoryUsage: Object.assign(() => ({ heapUsed: 0, rss: 0 }), { rss: () => 0 }),
  on: () => undefined,
  off: () => undefined,
  once: () => undefined,
};
