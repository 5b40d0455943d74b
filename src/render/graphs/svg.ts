/** Fonts in which all characters are equally wide, and as wide as in Courier: one of them is on every machine. */
const FONTS = 'ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace';

/**
 * Has Graphviz draw a text of its language. It is compiled to WebAssembly, and loaded here and nowhere else.
 * Throws with what Graphviz says of the text.
 */
export async function drawSvg(dot: string): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  const svg = graphviz.layout(dot, 'svg', 'dot');
  // What stands before the picture names a definition elsewhere, which nobody has to load.
  return svg.slice(svg.indexOf('<svg')).replaceAll('font-family="Courier,monospace"', `font-family="${FONTS}"`);
}
