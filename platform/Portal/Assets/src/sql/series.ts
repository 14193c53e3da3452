// Makes the lines or groups of bars of a chart from the rows of a result.
import type { Row } from './statements';

export type ChartKind = 'bar' | 'line' | 'time';

export interface ChartChoice {
  readonly kind: ChartKind;
  /** The column across. */
  readonly x: number;
  /** The columns of numbers. */
  readonly y: readonly number[];
  /** The column of whose values each has a line, or a bar in each group. */
  readonly by?: number | undefined;
}

export interface Series {
  readonly name: string;
  /** Places on the axis, a time or the index of a category, with their numbers. */
  readonly points: readonly (readonly [number, number | null])[];
}

export interface ChartData {
  readonly series: readonly Series[];
  /** The categories of the axis; of an axis of times undefined. */
  readonly categories: readonly string[] | undefined;
  /** Rows whose point is at the place of another one of the same line. */
  readonly collisions: number;
  /** Lines that are not seen, each with the one above it that has all of its points. */
  readonly covered: readonly (readonly [string, string])[];
  /** Values of the column of lines that have none, because there are too many. */
  readonly left: number;
}

/** More lines than these cannot be distinguished. */
export const mostSeries = 12;

// A time without a zone is a wall clock's; drawn as UTC it is at its own place on the axis.
const instant = (text: string): number => {
  const iso = text.replace(/ (UTC|Z)$/, 'Z').replace(' ', 'T');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) || iso.length <= 10 ? iso : `${iso}Z`);
};

const label = (value: string | null | undefined): string => value ?? 'null';

/** The series of a choice. */
export const seriesOf = (names: readonly string[], rows: readonly Row[], choice: ChartChoice): ChartData => {
  const { by } = choice;
  const categories = choice.kind === 'time' ? undefined : by === undefined ? rows.map(row => label(row[choice.x])) : [...new Set(rows.map(row => label(row[choice.x])))];
  const indexes = by === undefined ? undefined : new Map(categories?.map((category, index) => [category, index]));
  const placeOf = (row: Row, at: number): number => (categories === undefined ? instant(row[choice.x] ?? '') : (indexes?.get(label(row[choice.x])) ?? at));

  const groups = group(rows, by);
  const shown = groups.slice(0, Math.max(1, Math.floor(mostSeries / Math.max(1, choice.y.length))));
  const series = shown.flatMap(([value, members]) =>
    choice.y.map(y => ({
      name: value === undefined ? (names[y] ?? '') : choice.y.length > 1 ? `${value}, ${names[y]}` : value,
      points: members
        .map(({ row, at }): readonly [number, number | null] => [placeOf(row, at), row[y] === null || row[y] === undefined ? null : Number(row[y])])
        .filter(([place]) => !Number.isNaN(place))
        .sort((left, right) => left[0] - right[0]),
    })));
  // Without lines of their own, rows of a category stand side by side.
  const collisions = by === undefined && categories ? 0 : shown.reduce((sum, [, members]) => sum + members.length - new Set(members.map(({ row }) => label(row[choice.x]))).size, 0);
  return { series, categories, collisions, covered: choice.kind === 'bar' ? [] : coveredOf(series), left: groups.length - shown.length };
};

// The later line is drawn above the earlier one.
const coveredOf = (series: readonly Series[]): [string, string][] => {
  const points = series.map(({ points }) => new Set(points.map(([place, number]) => `${place} ${number}`)));
  return series.flatMap((below, at): [string, string][] => {
    const above = points.findIndex((others, other) => other > at && [...(points[at] ?? [])].every(point => others.has(point)));
    return above < 0 || below.points.length === 0 ? [] : [[below.name, series[above]?.name ?? '']];
  });
};

type Group = readonly [string | undefined, { row: Row; at: number }[]];

// By the value of a column, those with the most rows first, and in the order of the rows.
const group = (rows: readonly Row[], by: number | undefined): Group[] => {
  const groups = new Map<string | undefined, { row: Row; at: number }[]>();
  rows.forEach((row, at) => {
    const value = by === undefined ? undefined : label(row[by]);
    const members = groups.get(value) ?? [];
    members.push({ row, at });
    groups.set(value, members);
  });
  return [...groups].sort((left, right) => right[1].length - left[1].length);
};

/** Whether a column has a value in more than one row. */
export const repeats = (rows: readonly Row[], column: number): boolean => new Set(rows.map(row => label(row[column]))).size < rows.length;
