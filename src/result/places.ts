import { positionAt, type Location } from '../text/source.ts';

/**
 * A place in a file: lines and columns from 1, columns in UTF-16 code units; the end is the position after the last
 * character.
 */
export interface PlaceData {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function placeData({ source, span }: Location): PlaceData {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return {
    file: source.name,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}
