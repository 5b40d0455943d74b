/** A spec of many small parts that are used by each other, of about so many lines. */
export function longSpec(lines: number): string {
  const out = ['spec long;', 'enum Color { red, green, blue }', 'struct Cell { n: 0..7; c: Color; owner: Process?; }'];
  for (let i = 0; out.length < lines; i++) {
    out.push(
      `/// The cell number ${i}.`,
      `var cell${i} : Cell = Cell { n: 0, c: red, owner: none };`,
      `fun next${i}(c: Color): Color = match c { red => green, green => blue, blue => red };`,
      `proc take${i}(ref r: Process?) { atomic { await r == none; r = some(self); } }`,
      `process p${i}[k: 0..1] fair {`,
      '  loop {',
      `    take${i}(cell${i}.owner);`,
      `    let v = cell${i}.n;`,
      `    if v < 7 && cell${i}.c != blue { cell${i}.n = v + 1; } else { cell${i}.n = 0; }`,
      '  here:',
      `    cell${i}.c = next${i}(cell${i}.c);`,
      `    cell${i}.owner = none;`,
      '  }',
      '}',
      `invariant small${i} = cell${i}.n <= 7 && forall k in 0..1: p${i}[k] at here => cell${i}.owner != none;`,
    );
  }
  return `${out.join('\n')}\n`;
}
