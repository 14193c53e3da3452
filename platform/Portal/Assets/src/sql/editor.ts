import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { meshCompletion } from './completion';
import { meshSql } from './dialect';
import type { QueryError } from './statements';

// Colours are the page's: variables go through the border of the shadow tree.
const look = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '14px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', minHeight: '9rem', maxHeight: '50vh', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '12px 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--soft)', border: 'none' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft)' },
  '.cm-placeholder': { color: 'var(--soft)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--line)' },
  '.cm-tooltip': { backgroundColor: 'var(--paper)', color: 'var(--ink)', border: '1px solid var(--line)', borderRadius: '6px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail': { color: 'var(--on-accent)' },
  '.cm-completionDetail': { color: 'var(--soft)' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '22rem' },
  '.cm-specialChar': { color: 'var(--bad)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)', textUnderlineOffset: '3px' },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--bad)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--series-2)' },
  { tag: tags.typeName, color: 'var(--series-3)' },
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
]);

/** The part of the text that is to run, and where it begins. */
export interface Run {
  sql: string;
  from: number;
}

/** Puts an editor in place of the text box, whose value follows it: the form sends what the editor shows. */
export class Editor {
  private readonly view: EditorView;

  constructor(host: HTMLElement, box: HTMLTextAreaElement, label: string, run: () => void, changed: () => void) {
    // In a shadow tree the editor's styles are adopted style sheets, which the page's security policy permits; elsewhere they would be <style> elements.
    const root = host.attachShadow({ mode: 'open' });
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: box.value,
        extensions: [
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (run(), true) }])),
          lineNumbers(),
          highlightSpecialChars({ addSpecialChars: /[\u202a-\u202e\u2066-\u2069]/g }),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ icons: false, maxRenderedOptions: 60 }),
          EditorState.allowMultipleSelections.of(true),
          // Tab leaves the editor, unless a completion is open: the keyboard is not trapped.
          keymap.of([{ key: 'Tab', run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          sql({ dialect: meshSql, upperCaseKeywords: true }),
          meshSql.language.data.of({ autocomplete: meshCompletion }),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, autocapitalize: 'off', autocorrect: 'off', spellcheck: 'false' }),
          placeholder('SELECT … FROM domain.product'),
          EditorView.updateListener.of(update => {
            if (update.docChanged) {
              box.value = update.state.doc.toString();
              changed();
            }
          }),
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: text.length } });
  }

  /** The selected text, or else all of it. */
  get toRun(): Run {
    const { from, to, empty } = this.view.state.selection.main;
    return empty ? { sql: this.text, from: 0 } : { sql: this.view.state.sliceDoc(from, to), from };
  }

  focus(): void {
    this.view.focus();
  }

  /** Marks where a run failed, and returns the line and column there; takes the mark away where nothing failed. */
  mark(run: Run, error: QueryError | undefined): { line: number; column: number } | undefined {
    const { doc } = this.view.state;
    const diagnostics: Diagnostic[] = [];
    let place: { line: number; column: number } | undefined;
    if (error?.line && this.view.state.sliceDoc(run.from, run.from + run.sql.length) === run.sql) {
      const first = doc.lineAt(run.from);
      const line = doc.line(Math.min(first.number + error.line - 1, doc.lines));
      const start = error.line === 1 ? run.from : line.from;
      const from = Math.min(start + (error.column ?? 1) - 1, line.to);
      const word = /^(?:"[^"]*"|[\w.]+|\S)/.exec(doc.sliceString(from, line.to));
      diagnostics.push({ from, to: from + (word?.[0].length ?? 0), severity: 'error', message: error.message });
      place = { line: line.number, column: from - line.from + 1 };
    }

    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
    return place;
  }

  /** Moves the cursor to a line and column. */
  goTo(line: number, column: number): void {
    const at = this.view.state.doc.line(Math.min(line, this.view.state.doc.lines));
    this.view.dispatch({ selection: { anchor: Math.min(at.from + column - 1, at.to) }, scrollIntoView: true });
    this.view.focus();
  }
}
