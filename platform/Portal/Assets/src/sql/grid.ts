import { count, make, makeButton } from './elements';
import { type Column, isNumber, type Row, type Statement } from './statements';

const pageSize = 100;

/** Rows that a browser keeps of one result; the file has all. */
export const mostRows = 50_000;

type Direction = 'ascending' | 'descending';

/** A table of the loaded rows, page by page; the next rows are fetched when the reader comes to them. */
export class Grid {
  readonly element = make('div', { class: 'sql-grid' });
  private page = 0;
  private sorted: { column: number; direction: Direction } | undefined;
  private order: Row[] | undefined;
  private masked: ReadonlyMap<string, string | null> = new Map();
  private readonly pager = make('div', { class: 'toolbar' });
  private readonly said = make('span', { class: 'muted', role: 'status' });

  constructor(
    private readonly statement: Statement,
    private readonly loadMore: (rows: number) => Promise<void>,
  ) {
    this.draw();
  }

  draw(): void {
    const rows = this.rows();
    const shown = rows.slice(this.page * pageSize, (this.page + 1) * pageSize);
    const head = make('tr', {}, ...this.statement.columns.map((column, at) => this.header(column, at)));
    const body = make('tbody', {}, ...shown.map(row => make('tr', {}, ...row.map((value, at) => this.cell(value, at)))));
    const table = make('table', { class: 'grid' }, make('caption', { class: 'hidden' }, 'Result'), make('thead', {}, head), body);
    this.element.replaceChildren(make('div', { class: 'rows', role: 'region', tabindex: '0', 'aria-label': 'Rows of the result' }, table), this.pager);
    this.drawPager();
  }

  /** Says which columns are masked, by name in small letters, each with the address where one asks for it, or null where no grant shows it. */
  mask(columns: ReadonlyMap<string, string | null>): void {
    this.masked = columns;
    if (columns.size > 0) {
      this.draw();
    }
  }

  /** The loaded rows in the order that they are shown in. */
  rows(): readonly Row[] {
    if (!this.sorted) {
      return this.statement.rows;
    }

    return (this.order ??= sort(this.statement.rows, this.sorted.column, this.sorted.direction, isNumber(this.statement.columns[this.sorted.column]?.type ?? '')));
  }

  private header(column: Column, at: number): HTMLTableCellElement {
    const direction = this.sorted?.column === at ? this.sorted.direction : undefined;
    const sign = direction === 'ascending' ? ' ▲' : direction === 'descending' ? ' ▼' : '';
    const button = make('button', { type: 'button', class: 'sort', title: 'Sort the loaded rows' }, column.name, make('span', { 'aria-hidden': 'true' }, sign), make('small', {}, column.type));
    button.addEventListener('click', () => this.sort(at));
    const ask = this.masked.get(column.name.toLowerCase());
    const asks = ask ? [make('a', { class: 'ask', href: ask }, 'ask', make('span', { class: 'hidden' }, ` for ${column.name}`))] : [];
    return make('th', { scope: 'col', class: isNumber(column.type) ? 'number' : undefined, 'aria-sort': direction }, button, ...asks);
  }

  private cell(value: string | null, at: number): HTMLTableCellElement {
    const column = this.statement.columns[at];
    const ask = column && this.masked.get(column.name.toLowerCase());
    if (ask === null) {
      return make('td', { class: 'masked', title: 'Masked, and no grant shows it.' }, value ?? 'null');
    }

    if (ask) {
      return make('td', {}, make('a', { class: 'masked', tabindex: '-1', href: ask, title: `Masked. Ask for ${column.name}.` }, value ?? 'null'));
    }

    return value === null
      ? make('td', { class: 'nothing' }, 'null')
      : make('td', { class: isNumber(this.statement.columns[at]?.type ?? '') ? 'number' : undefined, title: value.length > 40 ? value.slice(0, 2_000) : undefined }, value);
  }

  private drawPager(): void {
    const loaded = this.statement.rows.length;
    const first = this.page * pageSize;
    const last = Math.min(first + pageSize, loaded);
    const atEnd = last === loaded && !this.statement.hasMore;
    const back = makeButton('Previous', () => this.go(this.page - 1), { disabled: this.page === 0 });
    const on = makeButton('Next', () => void this.forward(), { disabled: atEnd || last >= mostRows });
    const more = this.statement.hasMore ? ' loaded, more to come' : '';
    const range = loaded === 0 ? 'No rows' : `Rows ${(first + 1).toLocaleString('en')} to ${last.toLocaleString('en')} of ${loaded.toLocaleString('en')}${more}`;
    const full = last >= mostRows && this.statement.hasMore ? ' A page shows no more rows than these: the CSV file has all.' : '';
    const copy = makeButton('Copy rows', () => void this.copy(), { disabled: loaded === 0 });
    this.pager.replaceChildren(back, on, make('span', { class: 'muted' }, range + full), copy, this.said);
  }

  private go(page: number): void {
    this.page = page;
    this.draw();
    this.element.querySelector<HTMLElement>('.rows')?.scrollTo({ top: 0 });
  }

  private async forward(): Promise<void> {
    const wanted = (this.page + 2) * pageSize;
    if (this.statement.rows.length < wanted && this.statement.hasMore) {
      this.said.textContent = 'Loading…';
      await this.loadMore(wanted);
      this.said.textContent = '';
      this.order = undefined;
    }

    this.go(this.statement.rows.length > (this.page + 1) * pageSize ? this.page + 1 : this.page);
  }

  private sort(column: number): void {
    const next: Direction | undefined = this.sorted?.column !== column ? 'ascending' : this.sorted.direction === 'ascending' ? 'descending' : undefined;
    this.sorted = next && { column, direction: next };
    this.order = undefined;
    this.page = 0;
    this.draw();
    this.element.querySelectorAll<HTMLButtonElement>('button.sort')[column]?.focus();
  }

  // Tab-separated, as spreadsheets take it.
  private async copy(): Promise<void> {
    const { columns } = this.statement;
    const line = (values: readonly (string | null)[], isText: (at: number) => boolean): string => values.map((value, at) => field(value, isText(at))).join('\t');
    const lines = [line(columns.map(column => column.name), () => true), ...this.rows().map(row => line(row, at => !isNumber(columns[at]?.type ?? '')))];
    try {
      await navigator.clipboard.writeText(lines.join('\n'));
      this.said.textContent = `${count(this.statement.rows.length, 'row')} copied`;
    } catch {
      this.said.textContent = 'The browser permits no copying here.';
    }
  }
}

/** A field for the clipboard: text that a spreadsheet would run as a formula begins with an apostrophe, as in the CSV file. */
const field = (value: string | null, isText: boolean): string => {
  const text = (value ?? '').replace(/[\t\r\n]+/g, ' ');
  return isText && /^[=+\-@]/.test(text) ? `'${text}` : text;
};

// NULL is last in either direction, as a reader looks for values.
const sort = (rows: readonly Row[], column: number, direction: Direction, byNumber: boolean): Row[] => {
  const sign = direction === 'ascending' ? 1 : -1;
  const texts = new Intl.Collator('en');
  return [...rows].sort((a, b) => {
    const [left, right] = [a[column] ?? null, b[column] ?? null];
    if (left === null || right === null) {
      return left === right ? 0 : left === null ? 1 : -1;
    }

    return sign * (byNumber ? Number(left) - Number(right) || texts.compare(left, right) : texts.compare(left, right));
  });
};
