// Places nodes in layers from left to right, the way of the data.
import { Graph, layout } from '@dagrejs/dagre';
import { aboutOf, nameOf, stateOf, type LineageItem, type LineageModel } from './model';
import { widthOf } from './text';

export const rowHeight = 19;
export const headHeight = 46;

/** Before and after a node's text; of a job, whose ends are round. */
export const padding = 12;

/** The room of the state's mark at the end of the name. */
export const markRoom = 26;

/** The room of the button that shows columns at the end of the second line. */
export const unfoldRoom = 30;

// No text makes a node wider: what is cut is in the tooltip and the table.
const widest = 330;
const narrowest = { job: 130, dataset: 190 } as const;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly width: number;
  readonly height: number;
}

const sizeOf = (model: LineageModel, item: LineageItem): { width: number; height: number } => {
  const mark = stateOf(item) ? markRoom : 0;
  if (item.type === 'job') {
    return { width: within(narrowest.job, 2 * padding + mark + widthOf(nameOf(item), 'about')), height: 34 };
  }

  const columns = model.columns.get(item.id) ?? [];
  const unfold = item.type === 'product' && !model.isOfColumns ? unfoldRoom : 0;
  const longest = Math.max(widthOf(nameOf(item), 'name') + mark, widthOf(aboutOf(item), 'about') + unfold, ...columns.map(column => widthOf(column, 'column')));
  return { width: within(narrowest.dataset, 2 * padding + longest), height: headHeight + (columns.length > 0 ? columns.length * rowHeight + 6 : 0) };
};

const within = (narrow: number, width: number): number => Math.min(widest, Math.max(narrow, Math.ceil(width)));

export const place = (model: LineageModel): Layout => {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 54, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const item of model.items.values()) {
    graph.setNode(item.id, sizeOf(model, item));
  }

  for (const link of model.links.values()) {
    // A column that is made of its own dataset's takes no room.
    if (link.from !== link.to) {
      graph.setEdge(link.from, link.to);
    }
  }

  layout(graph);
  const places = new Map<string, Place>();
  for (const id of model.items.keys()) {
    const node = graph.node(id);
    places.set(id, { x: node.x - node.width / 2, y: node.y - node.height / 2, width: node.width, height: node.height });
  }

  const size = graph.graph();
  return { places, width: size.width ?? 0, height: size.height ?? 0 };
};
