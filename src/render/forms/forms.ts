import type { ResultForm, RunForm } from './form.ts';

/** A form in which a result can be had; its renderer is loaded when somebody asks for it. */
export type FormLoader =
  | { readonly of: 'result'; readonly load: () => Promise<ResultForm> }
  | { readonly of: 'run'; readonly load: () => Promise<RunForm> };

/** By the name that `--as` takes. */
export const forms = {
  text: { of: 'result', load: async () => (await import('./text.ts')).renderText },
  race: { of: 'result', load: async () => (await import('./races.ts')).renderRaces },
  markdown: { of: 'result', load: async () => (await import('./markdown.ts')).renderMarkdown },
  html: { of: 'result', load: async () => (await import('./html.ts')).renderHtml },
  svg: { of: 'run', load: async () => (await import('./svg.ts')).renderSvg },
  mermaid: { of: 'run', load: async () => (await import('./mermaid.ts')).renderMermaid },
  itf: { of: 'run', load: async () => (await import('./itf.ts')).renderItf },
  tla: { of: 'run', load: async () => (await import('./tla.ts')).renderTla },
  sarif: { of: 'result', load: async () => (await import('./sarif.ts')).renderSarif },
  junit: { of: 'result', load: async () => (await import('./junit.ts')).renderJunit },
  github: { of: 'result', load: async () => (await import('./github.ts')).renderGithub },
} as const satisfies Readonly<Record<string, FormLoader>>;

export type FormName = keyof typeof forms;

export const formNames: readonly string[] = Object.keys(forms);
