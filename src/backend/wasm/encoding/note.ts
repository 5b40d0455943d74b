import { positionAt, spanText } from '../../../text/source.ts';
import type { Instruction } from './instructions.ts';

/** Characters of source text that a note shows at most. */
const LONGEST = 100;

/** Control characters, and those that reorder the text around them (Trojan Source, CVE-2021-42574). */
const unsafe = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** Where a statement stands in the spec, and its first line: `step 3, lock.thps:12: await !taken;` */
export function noteText({ at, what }: Extract<Instruction, { kind: 'note' }>): string {
  const { line } = positionAt(at.source, at.span.start);
  const [first = '', ...more] = spanText(at)
    .trim()
    .split(/[\r\n]+/);
  const text = first.replace(/\s+/g, ' ').trimEnd();
  const isCut = more.length > 0 || text.length > LONGEST;
  const shown = `${text.slice(0, LONGEST)}${isCut ? ' …' : ''}`;
  const before = what === undefined ? '' : `${what}, `;
  return `${before}${at.source.name}:${line + 1}: ${shown}`.replace(unsafe, '\ufffd');
}
