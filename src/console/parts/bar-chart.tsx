import { BarChart as Bars } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ECharts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useAppearance } from '../theme/appearance.tsx';
import { fontFamily } from '../theme/antd-theme.ts';
import { paletteOf, series } from '../theme/palette.ts';

use([Bars, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

interface Props {
  /** The finding, for who does not see the chart. */
  readonly label: string;
  readonly name: string;
  readonly categories: readonly string[];
  readonly values: readonly number[];
}

export function BarChart({ label, name, categories, values }: Props) {
  const { mode, past } = useAppearance();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  useEffect(() => {
    const made = init(box.current, undefined, { renderer: 'svg' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    const p = paletteOf(mode, past);
    const axis = {
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: p.text3, fontSize: 11, fontFamily },
    };
    chart.current?.setOption(
      {
        animation: false,
        textStyle: { fontFamily },
        grid: {
          left: 4,
          right: 4,
          top: 12,
          bottom: 4,
          outerBoundsMode: 'same',
          outerBoundsContain: 'axisLabel',
        },
        tooltip: {
          trigger: 'axis',
          axisPointer: { type: 'shadow', shadowStyle: { color: p.hover } },
          renderMode: 'richText',
          backgroundColor: p.spotlight,
          borderWidth: 0,
          textStyle: { color: '#FFFFFF', fontSize: 12, fontFamily },
        },
        xAxis: { type: 'category', data: [...categories], ...axis },
        yAxis: {
          type: 'value',
          minInterval: 1,
          splitNumber: 3,
          splitLine: { lineStyle: { color: p.line } },
          ...axis,
        },
        series: [
          {
            type: 'bar',
            name,
            data: [...values],
            barMaxWidth: 14,
            barCategoryGap: '20%',
            itemStyle: { color: past ? p.past : series[mode][0], borderRadius: [2, 2, 0, 0] },
          },
        ],
      },
      { notMerge: true },
    );
  }, [mode, past, categories, values, name]);
  return <div className="chart" ref={box} role="img" aria-label={label} />;
}
