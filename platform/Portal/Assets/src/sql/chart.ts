import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Column, Row } from './statements';

use([BarChart, LineChart, AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export type ChartKind = 'bar' | 'line' | 'time';

export interface ChartChoice {
  kind: ChartKind;
  x: number;
  y: readonly number[];
}

// A time without a zone is a wall clock's; drawn as UTC it is at its own place on the axis.
const instant = (text: string): number => {
  const iso = text.replace(/ (UTC|Z)$/, 'Z').replace(' ', 'T');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) || iso.length <= 10 ? iso : `${iso}Z`);
};

/** Draws a result. */
export class Chart {
  private readonly chart: EChartsType;
  private readonly resized: ResizeObserver;

  constructor(private readonly host: HTMLElement) {
    this.chart = init(host);
    this.resized = new ResizeObserver(() => this.chart.resize());
    this.resized.observe(host);
  }

  draw(columns: readonly Column[], rows: readonly Row[], choice: ChartChoice): void {
    const style = getComputedStyle(this.host);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const [text, soft, line] = [colour('--ink'), colour('--soft'), colour('--line')];
    const isTime = choice.kind === 'time';
    const axis = { axisLabel: { color: soft }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
    const number = (row: Row, at: number): number | null => (row[at] === null || row[at] === undefined ? null : Number(row[at]));
    const option: EChartsCoreOption = {
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      aria: { enabled: true },
      color: ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'].map(colour),
      textStyle: { color: text, fontFamily: style.fontFamily },
      grid: { left: 16, right: 24, top: choice.y.length > 1 ? 40 : 20, bottom: 56, containLabel: true },
      legend: choice.y.length > 1 ? { textStyle: { color: text }, type: 'scroll' } : undefined,
      // As markup it would have style attributes, which the page's security policy forbids.
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: colour('--paper'), borderColor: line, textStyle: { color: text } },
      dataZoom: [{ type: 'inside' }, { type: 'slider', height: 18, bottom: 8, textStyle: { color: soft }, borderColor: line }],
      xAxis: isTime ? { type: 'time', ...axis } : { type: 'category', data: rows.map(row => row[choice.x] ?? 'null'), ...axis, axisLabel: { color: soft, hideOverlap: true, width: 120, overflow: 'truncate' } },
      yAxis: { type: 'value', scale: choice.kind !== 'bar', ...axis },
      useUTC: true,
      series: choice.y.map(at => ({
        name: columns[at]?.name ?? '',
        type: choice.kind === 'bar' ? 'bar' : 'line',
        showSymbol: rows.length <= 60,
        data: isTime ? timed(rows, choice.x, row => number(row, at)) : rows.map(row => number(row, at)),
      })),
    };
    this.chart.setOption(option, { notMerge: true });
  }

  dispose(): void {
    this.resized.disconnect();
    this.chart.dispose();
  }
}

const timed = (rows: readonly Row[], x: number, value: (row: Row) => number | null): [number, number | null][] =>
  rows
    .filter(row => typeof row[x] === 'string' && !Number.isNaN(instant(row[x])))
    .map((row): [number, number | null] => [instant(row[x] as string), value(row)])
    .sort((a, b) => a[0] - b[0]);
