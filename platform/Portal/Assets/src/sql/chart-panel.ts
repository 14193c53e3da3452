import type { Chart, ChartChoice, ChartKind } from './chart';
import { count, make } from './elements';
import { isNumber, isTime, type Row, type Statement } from './statements';

const mostPoints = 5_000;
const mostSeries = 6;

/** The chart of a result with its choices. The library is loaded when the reader first wants a chart. */
export class ChartPanel {
  readonly element = make('div', { class: 'sql-chart' });
  private readonly canvas = make('div', { class: 'sql-canvas', role: 'img', 'aria-label': 'Chart of the result' });
  private readonly said = make('p', { class: 'muted' });
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
    this.choice = { kind: time >= 0 ? 'time' : 'bar', x, y: y.length > 0 ? y : [x] };
    this.element.append(this.choices(numbers), this.canvas, this.said);
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
    this.chart.draw(this.statement.columns, points, this.choice);
    const of = this.statement.hasMore || points.length < this.statement.rows.length ? ' of the result, the first ones' : '';
    this.said.textContent = `The chart shows ${count(points.length, 'row')}${of}. The table has the same values.`;
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
    const values = make('fieldset', {}, make('legend', {}, 'Values'), ...numbers.map(at => {
      const box = make('input', { type: 'checkbox', value: String(at), checked: choice.y.includes(at) });
      return make('label', {}, box, ` ${columns[at]?.name ?? ''}`);
    }));
    const bar = make('div', { class: 'toolbar' }, kind.label, across.label, values);
    bar.addEventListener('change', () => {
      const chosen = [...values.querySelectorAll('input')].filter(box => box.checked).map(box => Number(box.value)).slice(0, mostSeries);
      let x = Number(across.select.value);
      if (kind.select.value === 'time' && !isTime(columns[x]?.type ?? '')) {
        x = columns.findIndex(column => isTime(column.type));
        across.select.value = String(x);
      }

      this.choice = { kind: kind.select.value as ChartKind, x, y: chosen };
      void this.show();
    });
    return bar;
  }
}

const select = (name: string, options: readonly { value: string; label: string }[], chosen: string): { label: HTMLLabelElement; select: HTMLSelectElement } => {
  const box = make('select', {}, ...options.map(option => make('option', { value: option.value, selected: option.value === chosen }, option.label)));
  return { label: make('label', {}, `${name} `, box), select: box };
};
