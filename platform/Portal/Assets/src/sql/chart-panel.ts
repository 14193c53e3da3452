import type { Chart } from './chart';
import { count, make } from './elements';
import { type ChartChoice, type ChartData, type ChartKind, mostSeries, repeats, seriesOf } from './series';
import { isNumber, isTime, type Row, type Statement } from './statements';

const mostPoints = 5_000;
const mostValues = 6;
const mostCovered = 3;

/** The chart of a result with its choices. The library is loaded when the reader first wants a chart. */
export class ChartPanel {
  readonly element = make('div', { class: 'sql-chart' });
  private readonly canvas = make('div', { class: 'sql-canvas', role: 'img', 'aria-label': 'Chart of the result' });
  private readonly said = make('p', { class: 'muted' });
  private readonly warning = make('p', { class: 'note', role: 'status', hidden: true });
  private chart: Chart | undefined;
  private choice: ChartChoice | undefined;

  constructor(
    private readonly statement: Statement,
    private readonly rows: () => readonly Row[],
  ) {
    const { columns } = statement;
    const numbers = columns.flatMap((column, at) => (isNumber(column.type) ? [at] : []));
    if (numbers.length === 0 || statement.rows.length === 0) {
      this.element.append(make('p', { class: 'empty' }, statement.rows.length === 0 ? 'A chart needs rows, and the result has none.' : 'A chart needs a column of numbers, such as count(*). The result has none.'));
      return;
    }

    const time = columns.findIndex(column => isTime(column.type));
    const text = columns.findIndex((_, at) => !numbers.includes(at));
    const x = time >= 0 ? time : text >= 0 ? text : (numbers[0] ?? 0);
    const y = numbers.filter(at => at !== x).slice(0, 1);
    // Where a value across is in several rows, each value of a text has a line of its own.
    const by = repeats(statement.rows, x) ? this.texts().find(at => at !== x) : undefined;
    this.choice = { kind: time >= 0 ? 'time' : 'bar', x, y: y.length > 0 ? y : [x], by };
    this.element.append(this.choices(numbers), this.warning, this.canvas, this.said);
  }

  async show(): Promise<void> {
    if (!this.choice) {
      return;
    }

    if (!this.chart) {
      this.said.textContent = 'Loading the chart…';
      const library = await import('./chart');
      this.chart ??= new library.Chart(this.canvas);
    }

    const points = this.rows().slice(0, mostPoints);
    const data = seriesOf(this.statement.columns.map(column => column.name), points, this.choice);
    this.chart.draw(data, this.choice, this.describe(data));
    const warning = this.warn(data);
    this.warning.textContent = warning;
    this.warning.hidden = warning.length === 0;
    const of = this.statement.hasMore || points.length < this.statement.rows.length ? ' of the result, the first ones' : '';
    this.said.textContent = `The chart shows ${count(points.length, 'row')}${of}. The table has the same values.`;
  }

  private texts(): number[] {
    return this.statement.columns.flatMap((column, at) => (isNumber(column.type) || isTime(column.type) ? [] : [at]));
  }

  private describe(data: ChartData): string {
    const { kind, x, y, by } = this.choice as ChartChoice;
    const name = (at: number): string => this.statement.columns[at]?.name ?? '';
    return `${kind === 'bar' ? 'Bars' : 'Lines'} of ${y.map(name).join(', ')} across ${name(x)}${by === undefined ? '' : `, one for each ${name(by)}: ${data.series.map(series => series.name).join(', ')}`}.`;
  }

  private warn(data: ChartData): string {
    const { x, by } = this.choice as ChartChoice;
    const name = (at: number): string => this.statement.columns[at]?.name ?? '';
    const left = data.left > 0 && by !== undefined ? `${count(data.left, 'further value')} of ${name(by)} ${data.left === 1 ? 'is' : 'are'} not shown: a chart has at most ${mostSeries} lines. ` : '';
    const other = this.texts().some(at => at !== x && at !== by) ? 'Choose a line for each value of another column, or' : 'To see one point for them,';
    const colliding = data.collisions > 0
      ? `${count(data.collisions, 'row')} ${data.collisions === 1 ? 'has' : 'have'} the same ${name(x)}${by === undefined ? '' : ` and ${name(by)}`} as another row, so points are above one another. ${other} group the rows in the query, such as by sum().`
      : '';
    const covered = data.covered.length > 0 ? ` ${data.covered.slice(0, mostCovered).map(([below, above]) => `${below} is below ${above}`).join(', ')}: they have the same values.` : '';
    return `${left}${colliding}${covered}`.trim();
  }

  dispose(): void {
    this.chart?.dispose();
  }

  private choices(numbers: readonly number[]): HTMLElement {
    const { columns } = this.statement;
    const choice = this.choice as ChartChoice;
    const kinds: [ChartKind, string][] = [['bar', 'Bars'], ['line', 'Lines'], ...(columns.some(column => isTime(column.type)) ? ([['time', 'Lines over time']] as [ChartKind, string][]) : [])];
    const kind = select('Chart', kinds.map(([value, label]) => ({ value, label })), choice.kind);
    const across = select('Across', columns.map((column, at) => ({ value: String(at), label: column.name })), String(choice.x));
    const texts = this.texts();
    const each = select(eachLabel(choice.kind), [{ value: '', label: '(none)' }, ...texts.map(at => ({ value: String(at), label: columns[at]?.name ?? '' }))], choice.by === undefined ? '' : String(choice.by));
    each.label.hidden = texts.length === 0;
    const values = make('fieldset', {}, make('legend', {}, 'Values'), ...numbers.map(at => {
      const box = make('input', { type: 'checkbox', value: String(at), checked: choice.y.includes(at) });
      return make('label', {}, box, ` ${columns[at]?.name ?? ''}`);
    }));
    const bar = make('div', { class: 'toolbar' }, kind.label, across.label, each.label, values);
    bar.addEventListener('change', () => {
      const chosen = [...values.querySelectorAll('input')].filter(box => box.checked).map(box => Number(box.value)).slice(0, mostValues);
      let x = Number(across.select.value);
      if (kind.select.value === 'time' && !isTime(columns[x]?.type ?? '')) {
        x = columns.findIndex(column => isTime(column.type));
        across.select.value = String(x);
      }

      // A line for each value of the column across would be a point each.
      if (each.select.value === String(x)) {
        each.select.value = '';
      }

      each.label.firstChild!.nodeValue = eachLabel(kind.select.value);
      this.choice = { kind: kind.select.value as ChartKind, x, y: chosen, by: each.select.value === '' ? undefined : Number(each.select.value) };
      void this.show();
    });
    return bar;
  }
}

const eachLabel = (kind: string): string => (kind === 'bar' ? 'One for each ' : 'A line for each ');

const select = (name: string, options: readonly { value: string; label: string }[], chosen: string): { label: HTMLLabelElement; select: HTMLSelectElement } => {
  const box = make('select', {}, ...options.map(option => make('option', { value: option.value, selected: option.value === chosen }, option.label)));
  return { label: make('label', {}, `${name} `, box), select: box };
};
