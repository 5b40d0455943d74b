import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/register.all';
import configuration from '../../grammar/language-configuration.json';
import type * as data from '../../src/service/data.ts';
import { semanticTokenModifiers, semanticTokenTypes } from '../../src/service/data.ts';
import type { Language } from '../shared/language.ts';
import type { Remote } from '../shared/rpc.ts';

/** The words of the language; the build takes them from its tokens. */
declare const THPS_WORDS: readonly string[];

const ID = 'thps';
const LIBRARY = 'file:///library/';

/** Milliseconds after the last key until the text is looked at as a whole. */
const PAUSE = 150;

/** The editor of the page: one document, about which a language service in a worker answers. */
export class SpecEditor {
  readonly #editor: monaco.editor.IStandaloneCodeEditor;
  readonly #model: monaco.editor.ITextModel;
  readonly #language: Remote<Language>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #actions: readonly data.EditorDiagnostic[] = [];

  /** @param changed called with each new text */
  constructor(place: HTMLElement, language: Remote<Language>, changed: () => void) {
    this.#language = language;
    this.#register();
    this.#model = monaco.editor.createModel('', ID, monaco.Uri.parse('file:///spec.thps'));
    this.#editor = monaco.editor.create(place, {
      model: this.#model,
      automaticLayout: true,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      fontSize: 14,
      wordBasedSuggestions: 'off',
      formatOnType: false,
      'semanticHighlighting.enabled': true,
      inlayHints: { enabled: 'on' },
      ariaLabel: 'specification',
    });
    this.#model.onDidChangeContent(() => {
      this.#send();
      changed();
    });
  }

  get text(): string {
    return this.#model.getValue();
  }

  set text(text: string) {
    this.#model.setValue(text);
  }

  focus(): void {
    this.#editor.focus();
  }

  setDark(isDark: boolean): void {
    monaco.editor.setTheme(isDark ? 'vs-dark' : 'vs');
  }

  /** Shows a line, as one that a message names. @param line from 1 on */
  reveal(line: number): void {
    this.#editor.revealLineInCenter(line);
    this.#editor.setPosition({ lineNumber: line, column: 1 });
    this.focus();
  }

  #send(): void {
    const version = this.#model.getVersionId();
    void this.#language.set(version, this.text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(version), PAUSE);
  }

  async #look(version: number): Promise<void> {
    const found = await this.#language.diagnostics(version);
    if (found === undefined || version !== this.#model.getVersionId()) return;
    this.#actions = found;
    monaco.editor.setModelMarkers(
      this.#model,
      ID,
      found.map(({ range, severity, code, message }) => ({
        ...rangeOf(range),
        severity: severities[severity],
        code,
        message,
        source: ID,
      })),
    );
  }

  #register(): void {
    const { languages } = monaco;
    const ask = this.#language;
    languages.register({ id: ID, extensions: ['.thps'] });
    languages.setLanguageConfiguration(ID, {
      comments: { lineComment: configuration.comments.lineComment, blockComment: ['/*', '*/'] },
      brackets: configuration.brackets.map(([open = '', close = '']): [string, string] => [open, close]),
      autoClosingPairs: configuration.autoClosingPairs,
      wordPattern: new RegExp(configuration.wordPattern),
    });
    languages.setMonarchTokensProvider(ID, tokens);
    languages.registerHoverProvider(ID, {
      async provideHover(_, at) {
        const found = await ask.hover(positionOf(at));
        return found && { contents: [{ value: found.contents }], range: rangeOf(found.range) };
      },
    });
    languages.registerCompletionItemProvider(ID, {
      triggerCharacters: ['.'],
      async provideCompletionItems(_, at) {
        const found = await ask.completion(positionOf(at));
        return { suggestions: found.map(suggestionOf) };
      },
    });
    languages.registerSignatureHelpProvider(ID, {
      signatureHelpTriggerCharacters: ['(', ','],
      async provideSignatureHelp(_, at) {
        const help = await ask.signatureHelp(positionOf(at));
        if (help === undefined) return undefined;
        const { label, documentation, parameters, activeParameter } = help;
        const value = {
          signatures: [
            {
              label,
              ...(documentation === undefined ? {} : { documentation: { value: documentation } }),
              parameters: parameters.map(([from, to]) => ({ label: [from, to] as [number, number] })),
            },
          ],
          activeSignature: 0,
          activeParameter,
        };
        return { value, dispose: () => undefined };
      },
    });
    languages.registerDefinitionProvider(ID, {
      async provideDefinition(_, at) {
        const found = await ask.definition(positionOf(at));
        return found && (await placeOf(found, ask));
      },
    });
    languages.registerReferenceProvider(ID, {
      async provideReferences(_, at) {
        const found = await ask.references(positionOf(at));
        return Promise.all(found.map((one) => placeOf(one, ask)));
      },
    });
    languages.registerDocumentHighlightProvider(ID, {
      async provideDocumentHighlights(_, at) {
        const { Read, Write } = languages.DocumentHighlightKind;
        const found = await ask.highlights(positionOf(at));
        return found.map(({ range, kind }) => ({ range: rangeOf(range), kind: kind === 'write' ? Write : Read }));
      },
    });
    languages.registerRenameProvider(ID, {
      async provideRenameEdits(model, at, name) {
        const result = await ask.rename(positionOf(at), name);
        if ('refused' in result) return { edits: [], rejectReason: result.refused };
        return { edits: editsOf(result.edit, model) };
      },
    });
    languages.registerDocumentSymbolProvider(ID, {
      provideDocumentSymbols: async () => (await ask.symbols()).map(symbolOf),
    });
    languages.registerFoldingRangeProvider(ID, {
      async provideFoldingRanges() {
        const found = await ask.foldingRanges();
        return found.map(({ startLine, endLine }) => ({ start: startLine + 1, end: endLine + 1 }));
      },
    });
    languages.registerDocumentSemanticTokensProvider(ID, {
      getLegend: () => ({ tokenTypes: [...semanticTokenTypes], tokenModifiers: [...semanticTokenModifiers] }),
      provideDocumentSemanticTokens: async () => ({ data: encode(await ask.semanticTokens()) }),
      releaseDocumentSemanticTokens: () => undefined,
    });
    languages.registerInlayHintsProvider(ID, {
      async provideInlayHints(_, range) {
        const found = await ask.inlayHints(fromRange(range));
        const hints = found.map(({ position, label, kind, tooltip }) => ({
          position: { lineNumber: position.line + 1, column: position.character + 1 },
          label,
          ...(kind === 'type' ? { kind: languages.InlayHintKind.Type } : { paddingRight: true }),
          ...(tooltip === undefined ? {} : { tooltip: { value: tooltip } }),
        }));
        return { hints, dispose: () => undefined };
      },
    });
    languages.registerDocumentFormattingEditProvider(ID, {
      async provideDocumentFormattingEdits() {
        const edits = await ask.format();
        return edits.map(({ range, newText }) => ({ range: rangeOf(range), text: newText }));
      },
    });
    languages.registerCodeActionProvider(ID, {
      provideCodeActions: (model, range) => ({
        actions: this.#actions
          .filter((one) => monaco.Range.areIntersectingOrTouching(rangeOf(one.range), range))
          .flatMap(({ fixes }) => fixes)
          .map(({ title, edit }) => ({ title, kind: 'quickfix', edit: { edits: editsOf(edit, model) } })),
        dispose: () => undefined,
      }),
    });
  }
}

// ------------------------------------------------------------------------------------- conversions

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  information: monaco.MarkerSeverity.Info,
} as const;

function positionOf({ lineNumber, column }: monaco.IPosition): data.Position {
  return { line: lineNumber - 1, character: column - 1 };
}

function fromRange({ startLineNumber, startColumn, endLineNumber, endColumn }: monaco.IRange): data.Range {
  return {
    start: { line: startLineNumber - 1, character: startColumn - 1 },
    end: { line: endLineNumber - 1, character: endColumn - 1 },
  };
}

function rangeOf({ start, end }: data.Range): monaco.IRange {
  return {
    startLineNumber: start.line + 1,
    startColumn: start.character + 1,
    endLineNumber: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** A place in the document, or in a module of the library, whose text becomes a document that nobody can change. */
async function placeOf({ uri, range }: data.Place, ask: Remote<Language>): Promise<monaco.languages.Location> {
  const address = monaco.Uri.parse(uri);
  if (uri.startsWith(LIBRARY) && !monaco.editor.getModel(address))
    monaco.editor.createModel((await ask.library(uri)) ?? '', ID, address);
  return { uri: address, range: rangeOf(range) };
}

function editsOf(edit: data.WorkspaceEdit, { uri }: monaco.editor.ITextModel): monaco.languages.IWorkspaceTextEdit[] {
  return Object.values(edit).flatMap((edits) =>
    edits.map(({ range, newText }) => ({
      resource: uri,
      textEdit: { range: rangeOf(range), text: newText },
      versionId: undefined,
    })),
  );
}

function suggestionOf(one: data.Completion): monaco.languages.CompletionItem {
  return {
    label: one.label,
    kind: completionKinds()[one.kind],
    ...(one.detail === undefined ? {} : { detail: one.detail }),
    ...(one.documentation === undefined ? {} : { documentation: { value: one.documentation } }),
    insertText: one.insertText,
    ...(one.isSnippet ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
    range: rangeOf(one.range),
    sortText: `${one.rank} ${one.label}`,
  };
}

function completionKinds(): Readonly<Record<data.CompletionKind, monaco.languages.CompletionItemKind>> {
  const kinds = monaco.languages.CompletionItemKind;
  return {
    keyword: kinds.Keyword,
    snippet: kinds.Snippet,
    constant: kinds.Constant,
    type: kinds.Struct,
    member: kinds.EnumMember,
    field: kinds.Field,
    variable: kinds.Variable,
    function: kinds.Function,
    procedure: kinds.Method,
    action: kinds.Event,
    process: kinds.Class,
    property: kinds.Property,
    label: kinds.Reference,
    module: kinds.Module,
    local: kinds.Variable,
    operator: kinds.Operator,
  };
}

function symbolOf(symbol: data.DocumentSymbol): monaco.languages.DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbolKinds()[symbol.kind],
    tags: [],
    range: rangeOf(symbol.range),
    selectionRange: rangeOf(symbol.selectionRange),
    children: symbol.children.map(symbolOf),
  };
}

function symbolKinds(): Readonly<Record<data.SymbolKind, monaco.languages.SymbolKind>> {
  const kinds = monaco.languages.SymbolKind;
  return {
    constant: kinds.Constant,
    type: kinds.Struct,
    member: kinds.EnumMember,
    field: kinds.Field,
    variable: kinds.Variable,
    function: kinds.Function,
    procedure: kinds.Method,
    action: kinds.Event,
    process: kinds.Class,
    property: kinds.Property,
    label: kinds.Key,
    module: kinds.Module,
    local: kinds.Variable,
    check: kinds.Boolean,
  };
}

/** Five numbers for each token: line and column as differences, length, type, bits of modifiers. */
function encode(found: readonly data.SemanticToken[]): Uint32Array {
  const out: number[] = [];
  let before: data.Position = { line: 0, character: 0 };
  for (const { range, type, modifiers } of found) {
    const { line, character } = range.start;
    const bits = modifiers.reduce((all, one) => all | (1 << semanticTokenModifiers.indexOf(one)), 0);
    const column = line === before.line ? character - before.character : character;
    out.push(line - before.line, column, range.end.character - character, semanticTokenTypes.indexOf(type), bits);
    before = range.start;
  }
  return Uint32Array.from(out);
}

/** Colours of what no meaning is known of: before the first answer, and of words and signs. */
const tokens: monaco.languages.IMonarchLanguage = {
  words: [...THPS_WORDS],
  tokenizer: {
    root: [
      [/[A-Za-z_]\w*/, { cases: { '@words': 'keyword', '@default': 'identifier' } }],
      [/\/\/.*$/, 'comment'],
      [/\/\*/, 'comment', '@block'],
      [/0[xX][\da-fA-F_]+|\d[\d_]*/, 'number'],
      [/"(?:[^"\\]|\\.)*"?/, 'string'],
      [/[{}()[\]]/, '@brackets'],
    ],
    block: [
      [/[^*]+/, 'comment'],
      [/\*\//, 'comment', '@pop'],
      [/\*/, 'comment'],
    ],
  },
};
