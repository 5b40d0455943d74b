import { SpillFailed, type SpillFiles } from '../../src/explorer/external/files.ts';

export interface MemoryFiles extends SpillFiles {
  /** Bytes in files now, and how often something was read. */
  readonly used: () => number;
  readonly reads: () => number;
  /** Files that are there. */
  readonly open: () => number;
}

/** Files in memory: a disk with so much space. */
export function memoryFiles(space = Infinity): MemoryFiles {
  let used = 0;
  let peak = 0;
  let reads = 0;
  const files = new Set<object>();
  return {
    create() {
      let bytes = new Uint8Array(1_024);
      let size = 0;
      const file = {
        append(more: Uint8Array) {
          if (used + more.length > space) throw new SpillFailed('there is no space left in memory', 'disk');
          if (size + more.length > bytes.length) {
            const larger = new Uint8Array((size + more.length) * 2);
            larger.set(bytes.subarray(0, size));
            bytes = larger;
          }
          bytes.set(more, size);
          size += more.length;
          used += more.length;
          peak = Math.max(peak, used);
        },
        read(into: Uint8Array, at: number) {
          if (at + into.length > size) throw new Error('a read goes beyond the end of a file');
          into.set(bytes.subarray(at, at + into.length));
          reads++;
        },
        remove() {
          if (!files.delete(file)) throw new Error('a file is removed twice');
          used -= size;
        },
      };
      files.add(file);
      return file;
    },
    end() {
      files.clear();
      used = 0;
    },
    peak: () => peak,
    used: () => used,
    reads: () => reads,
    open: () => files.size,
  };
}
