// Draws nodes and edges as SVG. Colours are the page's own, by class.
import { headHeight, markRoom, padding, rowHeight, unfoldRoom, type Layout, type Place } from './layout';
import { aboutOf, boxOf, columnOf, isIndirect, nameOf, stateOf, type SloState, type LineageItem, type LineageLink, type LineageModel } from './model';
import { shorten } from './text';
import { count } from '../sql/elements';

const svg = 'http://www.w3.org/2000/svg';

export const make = <Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElementTagNameMap[Name] => {
  const element = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }

  element.append(...children);
  return element;
};

const states: Record<SloState, string> = { met: 'met', recovered: 'recovered', unknown: 'state unknown', at_risk: 'at risk', breached: 'breached' };

const step = (distance: number): string => (distance === 0 ? 'the requested node' : `${count(Math.abs(distance), 'step')} ${distance < 0 ? 'up' : 'down'}stream`);

// As the table says it.
const kindOf = (item: LineageItem): string => {
  switch (item.type) {
    case 'product':
      return item.product ? `product ${item.product.version}, ${states[item.product.status.state]}` : 'product';
    case 'job':
      return `job${item.transformation?.state ? `, last run ${item.transformation.state}` : ''}`;
    default:
      return item.namespace === 'file' ? 'file of the operational side' : item.source === undefined ? 'dataset of the operational side' : `dataset at ${item.source}`;
  }
};

// The name for those who hear the picture, and the tooltip.
const label = (item: LineageItem, columns: readonly string[]): string =>
  [
    item.name,
    kindOf(item),
    step(item.distance),
    columns.length > 0 ? `columns ${columns.join(' ')}` : undefined,
    item.product?.description,
  ].filter(part => part).join(', ');

// A state has a shape of its own, alongside its colour.
const mark = (state: SloState, x: number, y: number): SVGElement => {
  const name = `mark-${state}`;
  switch (state) {
    case 'at_risk':
      return make('path', { class: name, d: `M${x} ${y - 6}l6 11h-12z` });
    case 'breached':
      return make('path', { class: name, d: `M${x} ${y - 7}l7 7l-7 7l-7 -7z` });
    case 'recovered':
      return make('path', { class: name, 'fill-rule': 'evenodd', d: `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0zM${x - 2.5} ${y}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z` });
    default:
      return make('circle', { class: name, cx: x, cy: y, r: 5.5 });
  }
};

const head = (item: LineageItem, columns: readonly string[], at: Place, hasButton: boolean): SVGElement[] => {
  const isJob = item.type === 'job';
  const state = stateOf(item);
  const room = at.width - 2 * padding;
  const parts: SVGElement[] = [
    make('title', {}, label(item, columns)),
    make('rect', { class: 'box', width: at.width, height: at.height, rx: isJob ? 16 : item.type === 'product' ? 8 : 0 }),
    make('text', { class: isJob ? 'about' : 'name', x: padding, y: isJob ? 21 : 19 }, shorten(nameOf(item), isJob ? 'about' : 'name', room - (state ? markRoom : 0))),
  ];
  if (!isJob) {
    parts.push(make('text', { class: 'about', x: padding, y: 36 }, shorten(aboutOf(item), 'about', room - (hasButton ? unfoldRoom : 0))));
  }

  if (state) {
    parts.push(mark(state, at.width - 15, isJob ? at.height / 2 : 15));
  }

  return parts;
};

const unfold = (isOpen: boolean, at: Place): SVGElement =>
  make('g', { class: 'unfold', transform: `translate(${at.width - 26} 26)`, 'aria-hidden': 'true' },
    make('rect', { width: 20, height: 16, rx: 4 }),
    make('text', { class: 'about', x: 6, y: 12 }, isOpen ? '−' : '+'));

export const drawNode = (model: LineageModel, item: LineageItem, at: Place): SVGGElement => {
  const columns = model.columns.get(item.id) ?? [];
  const hasButton = item.type === 'product' && !model.isOfColumns;
  const node = make('g', {
    class: `node ${item.type}${item.id === model.start ? ' start' : ''}`,
    transform: `translate(${at.x} ${at.y})`,
    role: 'link',
    tabindex: -1,
  }, ...head(item, columns, at, hasButton));
  node.dataset.id = item.id;
  if (hasButton) {
    node.append(unfold(model.columns.has(item.id), at));
  }

  if (columns.length > 0) {
    node.append(make('path', { class: 'rule', d: `M1.5 ${headHeight}h${at.width - 3}` }));
  }

  columns.forEach((column, row) => node.append(make(
    'text',
    { class: item.id === model.start && column === model.startColumn ? 'column start' : 'column', x: padding, y: headHeight + 15 + row * rowHeight },
    shorten(column, 'column', at.width - 2 * padding))));
  return node;
};

const curve = (fromX: number, fromY: number, toX: number, toY: number): string => {
  const bend = Math.max(24, Math.abs(toX - fromX) / 2);
  return `M${fromX} ${fromY}C${fromX + bend} ${fromY} ${toX - bend} ${toY} ${toX} ${toY}`;
};

// Where an edge meets its node: of a column that is shown, its row.
const endOf = (model: LineageModel, layout: Layout, id: string): { at: Place; y: number } | undefined => {
  const whole = layout.places.get(id);
  if (whole) {
    return { at: whole, y: whole.y + Math.min(whole.height / 2, 23) };
  }

  const at = layout.places.get(boxOf(id));
  const row = model.columns.get(boxOf(id))?.indexOf(columnOf(id)?.column ?? '') ?? -1;
  return at && { at, y: row < 0 ? at.y + 23 : at.y + headHeight + 11 + row * rowHeight };
};

export const drawEdge = (model: LineageModel, layout: Layout, link: LineageLink): SVGPathElement | undefined => {
  const [from, to] = [endOf(model, layout, link.from), endOf(model, layout, link.to)];
  if (!from || !to || from.at === to.at) {
    return undefined;
  }

  const edge = make('path', {
    class: `edge${isIndirect(link.kind) ? ' indirect' : ''}`,
    d: curve(from.at.x + from.at.width, from.y, to.at.x - 6, to.y),
    'marker-end': 'url(#mesh-graph-arrow)',
  });
  edge.dataset.from = link.from;
  edge.dataset.to = link.to;
  return edge;
};

export const arrow = (): SVGDefsElement =>
  make('defs', {}, make('marker', { id: 'mesh-graph-arrow', viewBox: '0 0 8 8', refX: 6, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, make('path', { class: 'arrow', d: 'M0 0 8 4 0 8z' })));
