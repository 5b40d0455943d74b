import type { SymbolInfo } from '../typecheck/names/tables.ts';

/**
 * What the features take and give: plain data in the shape of the language server protocol, with words where the
 * protocol has numbers. Lines and characters are zero-based; characters are UTF-16 code units.
 */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range in a document or a file. */
export interface Place {
  readonly uri: string;
  readonly range: Range;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** Edits by document. */
export type WorkspaceEdit = Readonly<Record<string, readonly TextEdit[]>>;

export interface EditorDiagnostic {
  readonly range: Range;
  readonly severity: 'error' | 'warning' | 'information';
  /** `THPS2001` */
  readonly code: string;
  /** With the hint and the notes on lines of their own. */
  readonly message: string;
  readonly related: readonly (Place & { readonly message: string })[];
  readonly fixes: readonly { readonly title: string; readonly edit: WorkspaceEdit }[];
}

export interface CodeAction {
  readonly title: string;
  readonly diagnostic: EditorDiagnostic;
  readonly edit: WorkspaceEdit;
}

export interface Hover {
  /** Markdown. */
  readonly contents: string;
  readonly range: Range;
}

/** What a name can stand for: what the type checker says, and a check. */
export type SymbolKind = Exclude<SymbolInfo['kind'], 'const' | 'builtin'> | 'constant' | 'check';

export type CompletionKind = Exclude<SymbolKind, 'check'> | 'keyword' | 'snippet' | 'operator';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Short, beside the label: a type, a signature. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** With `$1`, `${1:name}` and `$0` where `isSnippet`. */
  readonly insertText: string;
  readonly isSnippet: boolean;
  /** What `insertText` replaces. */
  readonly range: Range;
  /** Smaller comes first. */
  readonly rank: number;
  /** Edits elsewhere in the document that it needs. */
  readonly further?: readonly TextEdit[];
}

export interface SignatureHelp {
  readonly label: string;
  readonly documentation?: string;
  /** Offsets in `label`. */
  readonly parameters: readonly (readonly [number, number])[];
  readonly activeParameter: number;
}

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly range: Range;
  /** The name. */
  readonly selectionRange: Range;
  readonly children: readonly DocumentSymbol[];
}

export interface WorkspaceSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly place: Place;
  readonly container: string;
}

export interface DocumentHighlight {
  readonly range: Range;
  readonly kind: 'read' | 'write';
}

export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'comment' | 'imports' | 'region';
}

export const semanticTokenTypes = [
  'namespace',
  'type',
  'enum',
  'enumMember',
  'struct',
  'property',
  'variable',
  'parameter',
  'function',
  'method',
  'event',
  'class',
  'label',
  'decorator',
] as const;

export const semanticTokenModifiers = ['declaration', 'readonly', 'modification', 'defaultLibrary'] as const;

export interface SemanticToken {
  readonly range: Range;
  readonly type: (typeof semanticTokenTypes)[number];
  readonly modifiers: readonly (typeof semanticTokenModifiers)[number][];
}

export interface InlayHint {
  readonly position: Position;
  readonly label: string;
  readonly kind: 'type' | 'step';
  readonly tooltip?: string;
}

export interface CodeLens {
  readonly range: Range;
  readonly title: string;
  /** Absent where the lens only tells something. */
  readonly command?:
    | { readonly kind: 'run'; readonly uri: string; readonly check: string; readonly unlimited?: boolean }
    | { readonly kind: 'show'; readonly uri: string; readonly run: string; readonly property: string }
    /** Lets the user choose what to show. */
    | { readonly kind: 'choose' };
}

export interface CallHierarchyItem {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly uri: string;
  readonly range: Range;
  readonly selectionRange: Range;
}

export interface CallHierarchyCall {
  readonly item: CallHierarchyItem;
  /** Where the calls stand, in the text of the caller. */
  readonly ranges: readonly Range[];
}

export interface DocumentLink {
  readonly range: Range;
  readonly target: string;
}

export type RenameResult = { readonly edit: WorkspaceEdit } | { readonly refused: string };
