// The lineage as the portal's /data/lineage answers it, and what of it is on the picture.

export type SloState = 'met' | 'recovered' | 'unknown' | 'at_risk' | 'breached';

export interface LineageItem {
  readonly id: string;
  readonly type: 'product' | 'dataset' | 'job' | 'column';
  readonly namespace: string;
  readonly name: string;
  readonly column?: string;
  readonly distance: number;
  readonly product?: { readonly version: string; readonly classification: string; readonly status: { readonly state: SloState }; readonly description: string };
  readonly transformation?: { readonly sql?: string; readonly processing?: string; readonly state?: string };
  readonly source?: string;
}

export interface LineageLink {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

export interface LineagePage {
  readonly node: string;
  readonly total_nodes: number;
  readonly total_edges: number;
  readonly is_whole: boolean;
  readonly nodes: readonly LineageItem[];
  readonly edges: readonly LineageLink[];
  readonly next?: string;
}

/** The name that a node shows: of a job, its last two parts. */
export const nameOf = (item: LineageItem): string => (item.type === 'job' ? item.name.split('.').slice(-2).join('.') : item.name);

/** The second line of a dataset. */
export const aboutOf = (item: LineageItem): string => (item.product ? `${item.product.version} · ${item.product.classification}` : (item.source ?? 'operational side'));

/** The state of a product, or of a job whose last run failed. */
export const stateOf = (item: LineageItem): SloState | undefined =>
  item.product?.status.state ?? (item.transformation?.state === 'FAIL' || item.transformation?.state === 'ABORT' ? 'breached' : undefined);

// How a column is made that only decides about rows.
const indirect = new Set(['join', 'filter', 'group_by', 'sort', 'window', 'conditional', 'indirect']);

export const isIndirect = (kind: string): boolean => indirect.has(kind);

export const datasetOf = (item: LineageItem): string => `dataset:${item.namespace}:${item.name}`;

/** The dataset and the column of a column's id, `datasetField:<namespace>:<name>:<column>`; undefined for another node's. */
export const columnOf = (id: string): { dataset: string; column: string } | undefined => {
  const mark = id.lastIndexOf(':');
  return id.startsWith('datasetField:') ? { dataset: id.slice(0, mark).replace(/^datasetField:/, 'dataset:'), column: id.slice(mark + 1) } : undefined;
};

/** The node that an end of a link is in: of a column, its dataset. */
export const boxOf = (id: string): string => columnOf(id)?.dataset ?? id;

/** The lineage as boxes: a job, or a dataset, which has its columns as rows. */
export class LineageModel {
  readonly items = new Map<string, LineageItem>();
  readonly links = new Map<string, LineageLink>();
  /** The columns of the nodes that show them, by the node's id. */
  readonly columns = new Map<string, readonly string[]>();
  readonly columnLinks = new Map<string, LineageLink>();
  /** The node that was requested; a column's dataset. */
  start = '';
  /** The column that was requested. */
  startColumn: string | undefined;
  /** The columns in it, of a lineage of columns: a node's columns are not expanded and collapsed. */
  isOfColumns = false;
  loaded = 0;
  total = 0;
  next: string | undefined;

  constructor(private readonly address: string) {}

  async load(): Promise<void> {
    const page = await this.fetch(this.next === undefined ? this.address : `${this.address}&cursor=${encodeURIComponent(this.next)}`);
    this.start = boxOf(page.node);
    this.startColumn = columnOf(page.node)?.column;
    this.total = page.total_nodes;
    this.loaded += page.nodes.length;
    this.next = page.next;
    for (const item of page.nodes) {
      this.add(item);
    }

    for (const link of page.edges) {
      const [from, to] = [boxOf(link.from), boxOf(link.to)];
      this.links.set(`${from}\n${to}`, { ...link, from, to });
      if (from !== link.from || to !== link.to) {
        this.columnLinks.set(`${link.from}\n${link.to}`, link);
      }
    }
  }

  /** The links to draw: of a lineage of columns those of columns, else those of nodes and of the columns that are shown. */
  get drawn(): LineageLink[] {
    const isShown = (id: string): boolean => columnOf(id) === undefined || this.columns.has(boxOf(id));
    return [...(this.isOfColumns ? [] : this.links.values()), ...[...this.columnLinks.values()].filter(link => isShown(link.from) && isShown(link.to))];
  }

  /** Shows or hides the columns of a product. */
  async toggle(item: LineageItem): Promise<void> {
    if (this.columns.delete(item.id)) {
      return;
    }

    const page = await this.fetch(`${this.address.split('?')[0]}?node=${encodeURIComponent(item.id)}&direction=both&depth=1&level=column`);
    this.columns.set(item.id, page.nodes.flatMap(node => (node.column !== undefined && datasetOf(node) === item.id ? [node.column] : [])).sort());
    for (const link of page.edges) {
      this.columnLinks.set(`${link.from}\n${link.to}`, link);
    }
  }

  // Columns become rows of their dataset, which is as near as the nearest of them.
  private add(item: LineageItem): void {
    if (item.column === undefined) {
      this.items.set(item.id, item);
      return;
    }

    this.isOfColumns = true;
    const { column, ...dataset } = item;
    const id = datasetOf(item);
    const known = this.items.get(id);
    const distance = known && Math.abs(known.distance) <= Math.abs(item.distance) ? known.distance : item.distance;
    this.items.set(id, { ...dataset, id, type: item.product ? 'product' : 'dataset', distance });
    this.columns.set(id, [...new Set([...(this.columns.get(id) ?? []), column])].sort());
  }

  neighbours(id: string, isDownstream: boolean): string[] {
    return [...this.links.values()].flatMap(link => (isDownstream ? (link.from === id ? [link.to] : []) : link.to === id ? [link.from] : []));
  }

  private async fetch(address: string): Promise<LineagePage> {
    const answer = await fetch(address, { headers: { accept: 'application/json' } });
    const body = (await answer.json()) as LineagePage & { detail?: string };
    if (!answer.ok) {
      throw new Error(body.detail ?? `The answer was ${answer.status}.`);
    }

    return body;
  }
}
