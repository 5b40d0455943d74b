import type { PlaceData } from '../result/places.ts';
import { printable } from '../text/display.ts';

/** `specs/collapse_shmem.thps:50` */
export function place({ file, line }: PlaceData): string {
  return `${printable(file)}:${line}`;
}
