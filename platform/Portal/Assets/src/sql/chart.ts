import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartChoice, ChartData } from './series';

use([BarChart, LineChart, AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const colours = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'];
const mostWithoutSlider = 30;

/** Draws a result. */
export class Chart {
  private readonly chart: EChartsType;
  private readonly resized: ResizeObserver;

  constructor(private readonly host: HTMLElement) {
    this.chart = init(host);
    this.resized = new ResizeObserver(() => this.chart.resize());
    this.resized.observe(host);
  }

  draw(data: ChartData, choice: ChartChoice, description: string): void {
    const style = getComputedStyle(this.host);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const [text, soft, line] = [colour('--ink'), colour('--soft'), colour('--line')];
    const isTime = choice.kind === 'time';
    const axis = { axisLabel: { color: soft }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
    const hasLegend = data.series.length > 1;
    const points = Math.max(0, ...data.series.map(series => series.points.length));
    const hasSlider = points > mostWithoutSlider;
    const option: EChartsCoreOption = {
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      aria: { enabled: true, label: { description } },
      color: colours.map(colour),
      textStyle: { color: text, fontFamily: style.fontFamily },
      grid: { left: 16, right: 24, top: hasLegend ? 40 : 20, bottom: hasSlider ? 56 : 20, containLabel: true },
      legend: hasLegend ? { top: 0, textStyle: { color: text }, type: 'scroll' } : undefined,
      // As markup it would have style attributes, which the page's security policy forbids.
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: colour('--paper'), borderColor: line, textStyle: { color: text } },
      dataZoom: [{ type: 'inside' }, ...(hasSlider ? [{ type: 'slider', height: 18, bottom: 8, textStyle: { color: soft }, borderColor: line }] : [])],
      xAxis: isTime ? { type: 'time', ...axis } : { type: 'category', data: [...(data.categories ?? [])], ...axis, axisLabel: { color: soft, hideOverlap: true, width: 120, overflow: 'truncate' } },
      yAxis: { type: 'value', scale: choice.kind !== 'bar', ...axis },
      useUTC: true,
      series: data.series.map((series, at) => ({
        name: series.name,
        type: choice.kind === 'bar' ? 'bar' : 'line',
        showSymbol: points <= 60,
        // There are half as many colours as lines.
        lineStyle: choice.kind !== 'bar' && at >= colours.length ? { type: 'dashed' } : undefined,
        data: [...series.points],
      })),
    };
    this.chart.setOption(option, { notMerge: true });
  }

  dispose(): void {
    this.resized.disconnect();
    this.chart.dispose();
  }
}
