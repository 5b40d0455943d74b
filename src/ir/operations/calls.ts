import type { Frame } from '../system.ts';

/** The calls around something, outermost first. */
export function callsAround(frame: Frame | undefined): readonly Frame[] {
  return frame ? [...callsAround(frame.parent), frame] : [];
}
