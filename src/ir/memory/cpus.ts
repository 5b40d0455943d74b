import type { Family, Instance } from '../system.ts';

/** The CPUs of a run: of processes that name one by `on`, and of all others one each. */

/** The name of the CPU that a process runs on: no two CPUs have the same. */
export function cpuName({ cpu, id }: Instance): string {
  return cpu === undefined ? `process ${id}` : `on ${cpu}`;
}

/** The families whose processes share a CPU with one of some families, and those themselves. */
export function sharingWith(some: readonly Family[], all: readonly Family[]): readonly Family[] {
  const cpus = new Set(some.flatMap(({ instances }) => instances.map(cpuName)));
  const more = all.filter((one) => some.includes(one) || one.instances.some((instance) => cpus.has(cpuName(instance))));
  return more.length === some.length ? some : sharingWith(more, all);
}

/** Whether a process of a family runs on a CPU on which another one runs. */
export function isShared(family: Family, all: readonly Family[]): boolean {
  const others = all.flatMap(({ instances }) => instances);
  return family.instances.some((one) => others.some((other) => other !== one && cpuName(other) === cpuName(one)));
}
