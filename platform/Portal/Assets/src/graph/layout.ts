// Places nodes in layers from left to right, the way of the data.
import { Graph, layout } from '@dagrejs/dagre';
import type { LineageModel } from './model';

export const rowHeight = 17;
const productWidth = 236;
const jobWidth = 150;
const headHeight = 46;

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

export const place = (model: LineageModel): Layout => {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 54, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const item of model.items.values()) {
    const columns = model.columns.get(item.id)?.length ?? 0;
    graph.setNode(item.id, item.type === 'job'
      ? { width: jobWidth, height: 34 }
      : { width: productWidth, height: headHeight + (columns > 0 ? columns * rowHeight + 8 : 0) });
  }

  for (const link of model.links.values()) {
    graph.setEdge(link.from, link.to);
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
