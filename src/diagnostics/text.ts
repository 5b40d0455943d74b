import { positionAt, spanText, type Location } from '../text/source.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';

/** 6010: characters that a text is made of. */

/** Further lines that are shown. */
const SHOWN = 4;

/** @param others all further ones of the text */
export function directionControls(at: Location, others: readonly Location[]): Diagnostic {
  const lines = new Map([at, ...others].map((one) => [positionAt(one.source, one.span.start).line, one] as const));
  lines.delete(positionAt(at.source, at.span.start).line);
  const more = lines.size - SHOWN;
  const code = spanText(at).charCodeAt(0).toString(16).toUpperCase();
  return diagnostic(
    'THPS6010',
    `U+${code} changes the direction of text: this line may look different from what it is`,
    {
      at,
      severity: 'warning',
      secondary: [...lines.values()].slice(0, SHOWN).map((location) => ({ location, text: 'here too' })),
      notes: more > 0 ? [`and in ${more} more ${more === 1 ? 'line' : 'lines'}`] : [],
      hint: 'remove it: letters of languages that are written from right to left are displayed well without it',
      fixes: [
        {
          title: 'Remove all characters that change the direction of text',
          edits: [at, ...others].map((location) => ({ location, text: '' })),
        },
      ],
    },
  );
}
