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

// How a column is made that only decides about rows.
const indirect = new Set(['join', 'filter', 'group_by', 'sort', 'window', 'conditional', 'indirect']);

export const isIndirect = (kind: string): boolean => indirect.has(kind);

export const datasetOf = (item: LineageItem): string => `dataset:${item.namespace}:${item.name}`;

export class LineageModel {
  readonly items = new Map<string, LineageItem>();
  readonly links = new Map<string, LineageLink>();
  /** The columns of the nodes that are unfolded, by the node's id. */
  readonly columns = new Map<string, readonly string[]>();
  readonly columnLinks = new Map<string, LineageLink>();
  start = '';
  total = 0;
  next: string | undefined;

  constructor(private readonly address: string) {}

  async load(): Promise<void> {
    const page = await this.fetch(this.next === undefined ? this.address : `${this.address}&cursor=${encodeURIComponent(this.next)}`);
    this.start = page.node;
    this.total = page.total_nodes;
    this.next = page.next;
    for (const item of page.nodes) {
      this.items.set(item.id, item);
    }

    for (const link of page.edges) {
      this.links.set(`${link.from}\n${link.to}`, link);
    }
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
