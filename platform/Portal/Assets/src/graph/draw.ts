// Draws nodes and edges as SVG. Colours are the page's own, by class.
import { rowHeight, type Layout, type Place } from './layout';
import { isIndirect, type SloState, type LineageItem, type LineageLink, type LineageModel } from './model';

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

const step = (distance: number): string => (distance === 0 ? 'the requested node' : distance < 0 ? `${-distance} steps upstream` : `${distance} steps downstream`);

// The name for those who hear the picture, and the tooltip.
const label = (item: LineageItem): string =>
  [
    item.name,
    item.type === 'product' && item.product ? `product ${item.product.version}, ${states[item.product.status.state]}` : item.type === 'job' ? `job${item.transformation?.state ? `, last run ${item.transformation.state}` : ''}` : 'dataset outside the mesh',
    step(item.distance),
    item.product?.description,
  ].filter(part => part).join(', ');

const shorten = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);

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

const head = (item: LineageItem, at: Place): SVGElement[] => {
  const isJob = item.type === 'job';
  const name = isJob ? item.name.split('.').slice(-2).join('.') : item.name;
  const about = isJob ? '' : item.product ? `${item.product.version} · ${item.product.classification}` : (item.source ?? 'operational side');
  const parts: SVGElement[] = [
    make('title', {}, label(item)),
    make('rect', { class: 'box', width: at.width, height: at.height, rx: isJob ? 16 : item.type === 'product' ? 8 : 0 }),
    make('text', { class: isJob ? 'about' : 'name', x: 12, y: isJob ? 21 : 19 }, shorten(name, isJob ? 20 : 26)),
  ];
  if (!isJob) {
    parts.push(make('text', { class: 'about', x: 12, y: 36 }, shorten(about, 30)));
  }

  const state: SloState | undefined = item.product?.status.state ?? (item.transformation?.state === 'FAIL' || item.transformation?.state === 'ABORT' ? 'breached' : undefined);
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
  const node = make('g', {
    class: `node ${item.type}${item.id === model.start ? ' start' : ''}`,
    transform: `translate(${at.x} ${at.y})`,
    role: 'link',
    tabindex: -1,
  }, ...head(item, at));
  node.dataset.id = item.id;
  const columns = model.columns.get(item.id);
  if (item.type === 'product') {
    node.append(unfold(columns !== undefined, at));
  }

  columns?.forEach((column, row) => node.append(make('text', { class: 'column', x: 12, y: 58 + row * rowHeight }, shorten(column, 28))));
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

  // datasetField:<namespace>:<name>:<column>
  const mark = id.lastIndexOf(':');
  const dataset = id.slice(0, mark).replace(/^datasetField:/, 'dataset:');
  const at = layout.places.get(dataset);
  const row = model.columns.get(dataset)?.indexOf(id.slice(mark + 1)) ?? -1;
  return at && { at, y: row < 0 ? at.y + 23 : at.y + 54 + row * rowHeight };
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
