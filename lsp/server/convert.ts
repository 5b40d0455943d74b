import {
  CompletionItemKind,
  DiagnosticSeverity,
  FoldingRangeKind,
  InlayHintKind,
  InsertTextFormat,
  MarkupKind,
  SelectionRange,
  SymbolKind,
} from 'vscode-languageserver';
import type * as lsp from 'vscode-languageserver';
import type * as data from '../../src/service/data.ts';
import { RUN_COMMAND, SHOW_COMMAND, UNLIMITED } from '../protocol.ts';

/** Converts the service's data to the protocol's. */

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

export function toDiagnostic(d: data.EditorDiagnostic): lsp.Diagnostic {
  return {
    range: d.range,
    severity: severities[d.severity],
    code: d.code,
    source: 'thps',
    message: d.message,
    relatedInformation: d.related.map(({ uri, range, message }) => ({ location: { uri, range }, message })),
  };
}

export function toCodeAction({ title, diagnostic, edit }: data.CodeAction): lsp.CodeAction {
  return {
    title,
    kind: 'quickfix',
    diagnostics: [toDiagnostic(diagnostic)],
    edit: { changes: toChanges(edit) },
    isPreferred: diagnostic.fixes.length === 1,
  };
}

export function toChanges(edit: data.WorkspaceEdit): Record<string, lsp.TextEdit[]> {
  return Object.fromEntries(Object.entries(edit).map(([uri, edits]) => [uri, [...edits]]));
}

export function toHover({ contents, range }: data.Hover): lsp.Hover {
  return { contents: { kind: MarkupKind.Markdown, value: contents }, range };
}

const completionKinds: Readonly<Record<data.CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  constant: CompletionItemKind.Constant,
  type: CompletionItemKind.Struct,
  member: CompletionItemKind.EnumMember,
  field: CompletionItemKind.Field,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  procedure: CompletionItemKind.Method,
  action: CompletionItemKind.Event,
  process: CompletionItemKind.Class,
  property: CompletionItemKind.Property,
  label: CompletionItemKind.Reference,
  module: CompletionItemKind.Module,
  local: CompletionItemKind.Variable,
  operator: CompletionItemKind.Operator,
};

export function toCompletion(c: data.Completion): lsp.CompletionItem {
  return {
    label: c.label,
    kind: completionKinds[c.kind],
    ...(c.detail === undefined ? {} : { detail: c.detail }),
    ...(c.documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: c.documentation } }),
    insertTextFormat: c.isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: c.range, newText: c.insertText },
    ...(c.further === undefined ? {} : { additionalTextEdits: [...c.further] }),
    sortText: `${c.rank} ${c.label}`,
  };
}

export function toSignatureHelp(help: data.SignatureHelp): lsp.SignatureHelp {
  return {
    signatures: [
      {
        label: help.label,
        ...(help.documentation === undefined
          ? {}
          : { documentation: { kind: MarkupKind.Markdown, value: help.documentation } }),
        parameters: help.parameters.map(([from, to]) => ({ label: [from, to] })),
      },
    ],
    activeSignature: 0,
    activeParameter: help.activeParameter,
  };
}

const symbolKinds: Readonly<Record<data.SymbolKind, SymbolKind>> = {
  constant: SymbolKind.Constant,
  type: SymbolKind.Struct,
  member: SymbolKind.EnumMember,
  field: SymbolKind.Field,
  variable: SymbolKind.Variable,
  function: SymbolKind.Function,
  procedure: SymbolKind.Method,
  action: SymbolKind.Event,
  process: SymbolKind.Class,
  property: SymbolKind.Property,
  label: SymbolKind.Key,
  module: SymbolKind.Module,
  local: SymbolKind.Variable,
  check: SymbolKind.Boolean,
};

export function toDocumentSymbol(s: data.DocumentSymbol): lsp.DocumentSymbol {
  return {
    name: s.name,
    detail: s.detail,
    kind: symbolKinds[s.kind],
    range: s.range,
    selectionRange: s.selectionRange,
    children: s.children.map(toDocumentSymbol),
  };
}

export function toWorkspaceSymbol(s: data.WorkspaceSymbol): lsp.SymbolInformation {
  return { name: s.name, kind: symbolKinds[s.kind], location: s.place, containerName: s.container };
}

export function toCallItem(item: data.CallHierarchyItem): lsp.CallHierarchyItem {
  return { ...item, kind: symbolKinds[item.kind] };
}

export function toFoldingRange(f: data.FoldingRange): lsp.FoldingRange {
  return {
    startLine: f.startLine,
    endLine: f.endLine,
    ...(f.kind === 'region'
      ? {}
      : { kind: f.kind === 'imports' ? FoldingRangeKind.Imports : FoldingRangeKind.Comment }),
  };
}

/** From the smallest range outwards, each inside the next. */
export function toSelectionRange(ranges: readonly data.Range[], at: data.Position): lsp.SelectionRange {
  const chain = ranges.reduceRight<lsp.SelectionRange | undefined>(
    (parent, range) => SelectionRange.create(range, parent),
    undefined,
  );
  return chain ?? SelectionRange.create({ start: at, end: at });
}

export function toInlayHint({ position, label, kind, tooltip }: data.InlayHint): lsp.InlayHint {
  return {
    position,
    label,
    ...(kind === 'type' ? { kind: InlayHintKind.Type } : { paddingRight: true }),
    ...(tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
  };
}

export function toCodeLens({ range, title, command }: data.CodeLens): lsp.CodeLens {
  switch (command?.kind) {
    case undefined:
      return { range, command: { title, command: '' } };
    case 'run': {
      const values = [command.uri, command.check, ...(command.unlimited === true ? [UNLIMITED] : [])];
      return { range, command: { title, command: RUN_COMMAND, arguments: values } };
    }
    case 'choose':
      return { range, command: { title, command: SHOW_COMMAND } };
    case 'show':
      return {
        range,
        command: { title, command: SHOW_COMMAND, arguments: [command.uri, command.run, command.property] },
      };
  }
}
