// <mesh-graph src="/data/lineage?…">: the picture of a lineage. Drag pans, buttons and ctrl + wheel zoom, arrow keys go along the edges, Enter
// opens, E shows columns. The page has the same nodes as a table.
import { arrow, drawEdge, drawNode, make } from './graph/draw';
import { place, type Layout } from './graph/layout';
import { boxOf, LineageModel, type LineageItem } from './graph/model';

const enough = 2_000;

class MeshGraph extends HTMLElement {
  private model!: LineageModel;
  private layout!: Layout;
  private readonly canvas = make('svg', { class: 'canvas', role: 'group' });
  private readonly content = make('g', {});
  private readonly said = document.createElement('span');
  private readonly more = document.createElement('button');
  private view = { x: 0, y: 0, scale: 1 };
  private focused = '';

  connectedCallback(): void {
    this.model = new LineageModel(this.getAttribute('src') ?? '');
    void this.begin();
  }

  private async begin(): Promise<void> {
    try {
      await this.model.load();
    } catch (failed) {
      this.append(this.problem(failed));
      return;
    }

    this.focused = this.model.start;
    this.canvas.setAttribute('aria-label', 'Lineage. Arrow keys go from node to node, Enter opens a node, E shows its columns, plus, minus and 0 zoom.');
    this.canvas.append(arrow(), this.content);
    this.replaceChildren(this.tools(), this.canvas);
    this.listen();
    this.draw();
    // A small picture is no high one; what is unfolded later has more room than it.
    this.canvas.style.height = `min(65vh, ${Math.min(640, Math.max(260, Math.ceil(this.layout.height) + 60))}px)`;
    this.fit();
  }

  private tools(): HTMLElement {
    const tools = document.createElement('div');
    tools.className = 'tools';
    for (const [text, act] of [['Zoom in', () => this.zoom(1.25)], ['Zoom out', () => this.zoom(0.8)], ['Fit', () => this.fit()]] as const) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button';
      button.textContent = text;
      button.addEventListener('click', act);
      tools.append(button);
    }

    this.more.type = 'button';
    this.more.className = 'button';
    this.more.textContent = 'Show more';
    this.more.addEventListener('click', () => void this.change(() => this.model.load()));
    this.said.className = 'end';
    this.said.setAttribute('role', 'status');
    tools.append(this.more, this.said);
    return tools;
  }

  private listen(): void {
    let from: { x: number; y: number; pointer: number } | undefined;
    this.canvas.addEventListener('pointerdown', event => {
      if (event.button === 0) {
        from = { x: event.clientX - this.view.x, y: event.clientY - this.view.y, pointer: event.pointerId };
      }
    });
    this.canvas.addEventListener('pointermove', event => {
      if (from?.pointer === event.pointerId) {
        if (!this.canvas.hasPointerCapture(event.pointerId) && Math.hypot(event.clientX - this.view.x - from.x, event.clientY - this.view.y - from.y) < 4) {
          return;
        }

        this.canvas.setPointerCapture(event.pointerId);
        this.canvas.classList.add('moving');
        this.view = { ...this.view, x: event.clientX - from.x, y: event.clientY - from.y };
        this.show();
      }
    });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      this.canvas.addEventListener(end, () => {
        from = undefined;
        this.canvas.classList.remove('moving');
      });
    }

    this.canvas.addEventListener('wheel', event => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const box = this.canvas.getBoundingClientRect();
        this.zoom(event.deltaY < 0 ? 1.12 : 0.9, event.clientX - box.left, event.clientY - box.top);
      }
    }, { passive: false });
    this.canvas.addEventListener('click', event => this.press(event));
    this.canvas.addEventListener('keydown', event => this.key(event));
    this.canvas.addEventListener('focusin', event => {
      const id = (event.target as Element).closest<SVGGElement>('.node')?.dataset.id;
      if (id) {
        this.light(id);
      }
    });
  }

  private press(event: MouseEvent): void {
    const target = event.target as Element;
    const item = this.model.items.get(target.closest<SVGGElement>('.node')?.dataset.id ?? '');
    if (!item) {
      return;
    }

    this.select(item.id);
    if (target.closest('.unfold')) {
      void this.change(() => this.model.toggle(item));
    } else if (event.detail > 1) {
      this.open(item);
    }
  }

  private key(event: KeyboardEvent): void {
    const item = this.model.items.get(this.focused);
    if (!item || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }

    const acts: Record<string, () => void> = {
      ArrowRight: () => this.go(this.model.neighbours(item.id, true)),
      ArrowLeft: () => this.go(this.model.neighbours(item.id, false)),
      ArrowDown: () => this.go(this.column(item.id, 1)),
      ArrowUp: () => this.go(this.column(item.id, -1)),
      Home: () => this.go([this.model.start]),
      Enter: () => this.open(item),
      e: () => void (item.type === 'product' && !this.model.isOfColumns && this.change(() => this.model.toggle(item))),
      '+': () => this.zoom(1.25),
      '-': () => this.zoom(0.8),
      '0': () => this.fit(),
    };
    // A letter is the same key with Shift and Caps Lock.
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }

  // The next node of the same layer, above or below.
  private column(id: string, way: 1 | -1): string[] {
    const own = this.layout.places.get(id)!;
    const middle = own.x + own.width / 2;
    return [...this.layout.places]
      .filter(([other, at]) => other !== id && Math.abs(at.x + at.width / 2 - middle) < 8 && (at.y - own.y) * way > 0)
      .sort((left, right) => (left[1].y - right[1].y) * way)
      .slice(0, 1)
      .map(([other]) => other);
  }

  private go(ids: string[]): void {
    const own = this.layout.places.get(this.focused)!;
    const nearest = ids
      .filter(id => this.layout.places.has(id))
      .sort((left, right) => Math.abs(this.layout.places.get(left)!.y - own.y) - Math.abs(this.layout.places.get(right)!.y - own.y))[0];
    if (nearest) {
      this.select(nearest);
      this.reveal(nearest);
    }
  }

  private open(item: LineageItem): void {
    location.assign(item.type === 'product' && item.id === this.model.start ? `/products/${encodeURIComponent(item.name)}` : `/lineage?node=${encodeURIComponent(item.id)}`);
  }

  private async change(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.draw();
      this.select(this.focused);
    } catch (failed) {
      this.said.textContent = failed instanceof Error ? failed.message : String(failed);
    }
  }

  private draw(): void {
    this.layout = place(this.model);
    this.content.replaceChildren(
      ...this.model.drawn.flatMap(link => drawEdge(this.model, this.layout, link) ?? []),
      ...[...this.model.items.values()].map(item => drawNode(this.model, item, this.layout.places.get(item.id)!)));
    this.more.hidden = this.model.next === undefined || this.model.loaded >= enough;
    this.said.textContent = `${this.model.loaded === this.model.total ? '' : `${this.model.loaded} of `}${this.model.total} ${this.model.isOfColumns ? 'columns' : 'nodes'}`;
    this.node(this.focused)?.setAttribute('tabindex', '0');
    this.show();
  }

  private node(id: string): SVGGElement | null {
    return this.content.querySelector(`.node[data-id="${CSS.escape(id)}"]`);
  }

  private select(id: string): void {
    this.node(this.focused)?.setAttribute('tabindex', '-1');
    this.focused = id;
    const node = this.node(id);
    node?.setAttribute('tabindex', '0');
    node?.focus({ preventScroll: true });
  }

  private light(id: string): void {
    for (const edge of this.content.querySelectorAll<SVGPathElement>('.edge')) {
      edge.classList.toggle('lit', boxOf(edge.dataset.from ?? '') === id || boxOf(edge.dataset.to ?? '') === id);
    }
  }

  private fit(): void {
    const box = this.canvas.getBoundingClientRect();
    const scale = Math.min(1.2, box.width / Math.max(1, this.layout.width), box.height / Math.max(1, this.layout.height));
    // Too small to be read: then the requested node is in the middle.
    if (scale < 0.35) {
      this.view.scale = 0.6;
      this.reveal(this.model.start, true);
      return;
    }

    this.view = { scale, x: (box.width - this.layout.width * scale) / 2, y: (box.height - this.layout.height * scale) / 2 };
    this.show();
  }

  private reveal(id: string, always = false): void {
    const at = this.layout.places.get(id);
    const box = this.canvas.getBoundingClientRect();
    if (!at) {
      return;
    }

    const { x, y, scale } = this.view;
    const isVisible = at.x * scale + x >= 0 && (at.x + at.width) * scale + x <= box.width && at.y * scale + y >= 0 && (at.y + at.height) * scale + y <= box.height;
    if (always || !isVisible) {
      this.view = { scale, x: box.width / 2 - (at.x + at.width / 2) * scale, y: box.height / 2 - (at.y + at.height / 2) * scale };
    }

    this.show();
  }

  private zoom(by: number, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2): void {
    const scale = Math.min(3, Math.max(0.08, this.view.scale * by));
    const ratio = scale / this.view.scale;
    this.view = { scale, x: x - (x - this.view.x) * ratio, y: y - (y - this.view.y) * ratio };
    this.show();
  }

  private show(): void {
    this.content.setAttribute('transform', `translate(${this.view.x} ${this.view.y}) scale(${this.view.scale})`);
  }

  private problem(failed: unknown): HTMLElement {
    const problem = document.createElement('p');
    problem.className = 'problem';
    problem.setAttribute('role', 'alert');
    problem.textContent = `The picture is not there: ${failed instanceof Error ? failed.message : String(failed)}`;
    return problem;
  }
}

customElements.define('mesh-graph', MeshGraph);
