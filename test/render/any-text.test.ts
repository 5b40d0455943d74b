import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../src/render/diagnostics-terminal.ts';
import { diagnosticData } from '../../src/result/diagnostics.ts';
import { wrap } from '../../src/render/layout.ts';
import { displayWidth, printable } from '../../src/text/display.ts';
import { makeSource } from '../../src/text/source.ts';

const text = fc.string({
  unit: fc.constantFrom('a', ' ', '\t', '\n', '\r', '\r\n', '页', 'e\u0301', '👩‍👧', '\u0000', '\ud800', '\u202e'),
});

describe('any text', () => {
  it('has diagnostics on every span, with every caret under something that is printed', () => {
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(40), (content, a, b) => {
        const source = makeSource('any.thps', content);
        const span = { start: Math.min(a, b), end: Math.max(a, b) };
        const at = { source, span };
        const one = diagnostic('THPS1001', content, {
          at,
          label: content,
          secondary: [{ location: at, text: '' }],
          hint: content,
        });
        const lines = renderDiagnostics([one]).split('\n');
        expect(lines.filter((line) => /^ *\|.*\^/.test(line)).length).toBeGreaterThan(0);
        expect(lines.every((line) => printable(line) === line)).toBe(true);
        expect(() => JSON.stringify(diagnosticData(one))).not.toThrow();
      }),
    );
  });

  it('is wrapped without losing anything but spaces', () => {
    fc.assert(
      fc.property(text.map(printable), fc.integer({ min: 8, max: 40 }), (content, width) => {
        const lines = wrap(content, width);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(content.replaceAll(' ', ''));
      }),
    );
  });
});
