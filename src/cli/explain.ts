import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { unknownCode } from '../diagnostics/driver.ts';
import { explanations } from '../diagnostics/explanations/index.ts';
import { codeNamed, codeRanges } from '../diagnostics/explanation.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import type { Style } from '../render/style.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { styleFor, type Host } from './host.ts';

/** `thps explain CODE`: what a message means, with a wrong and a right example. Without a code: all of them. */
export function explainCommand(code: string | undefined, host: Host): ExitCode {
  const style = styleFor(host.stdout, host);
  if (code === undefined) {
    const lines = Object.entries(explanations).map(([each, { title }]) => `${style.bold(each)}  ${title}\n`);
    host.stdout.write(lines.join(''));
    return exitCodes.asExpected;
  }
  const name = codeNamed(code);
  const explanation = Object.hasOwn(explanations, name) ? explanations[name] : undefined;
  if (explanation === undefined) {
    const problem: Diagnostic = unknownCode(code, Object.keys(explanations), codeRanges);
    host.stderr.write(renderDiagnostics([problem], styleFor(host.stderr, host)));
    return exitCodes.usage;
  }
  const { title, text, wrong, right } = explanation;
  host.stdout.write(
    [
      `${style.bold(`${name}: ${title}`)}\n\n${text.trim()}\n`,
      wrong.trim() === '' ? '' : `\n${style.red('Wrong:')}\n\n${example(wrong, style)}`,
      right.trim() === '' ? '' : `\n${style.green('Right:')}\n\n${example(right, style)}`,
    ].join(''),
  );
  return exitCodes.asExpected;
}

function example(text: string, style: Style): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${style.cyan(line)}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}
