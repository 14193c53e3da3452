// The SQL page: an editor in place of the text box, and a result that is loaded as the reader comes to it. Without this script the form runs the query.
import { formExpired, readSession, renewForms } from './session/form-token';
import { ChartPanel } from './sql/chart-panel';
import { Editor, type Run } from './sql/editor';
import { age, count, duration, make, makeButton } from './sql/elements';
import { Grid, mostRows } from './sql/grid';
import { History } from './sql/history';
import { type Input, type QueryError, RequestFailed, Statement, type Step } from './sql/statements';

const firstRows = 1_000;
const longestLink = 6_000;
const nul = '\0';

class Workbench {
  private readonly editor: Editor;
  private readonly history: History;
  private readonly user: string;
  private readonly result: HTMLElement;
  private readonly said: HTMLElement;
  private readonly clock: HTMLElement;
  private readonly runButton: HTMLButtonElement;
  private readonly cancelButton: HTMLButtonElement;
  private readonly draft: string;
  private readonly purpose: HTMLInputElement;
  private statement: Statement | undefined;
  private chart: ChartPanel | undefined;
  private shown: string | undefined;

  constructor(private readonly form: HTMLFormElement) {
    const box = form.querySelector('textarea') as HTMLTextAreaElement;
    this.user = form.dataset.user ?? '';
    this.draft = draftOf(this.user);
    this.result = document.querySelector('#sql-result') as HTMLElement;
    this.said = form.querySelector('.sql-said [role=status]') as HTMLElement;
    this.clock = form.querySelector('.sql-clock') as HTMLElement;
    this.runButton = form.querySelector('button.primary') as HTMLButtonElement;
    this.purpose = form.querySelector('#purpose') as HTMLInputElement;
    const stated = `mesh-sql-purpose:${this.user}`;
    this.purpose.value ||= sessionStorage.getItem(stated) ?? '';
    this.purpose.addEventListener('change', () => sessionStorage.setItem(stated, this.purpose.value));
    if (!box.value) {
      box.value = sessionStorage.getItem(this.draft) ?? '';
    }

    const host = make('div', { class: 'sql-editor' });
    box.before(host);
    box.hidden = true;
    const label = form.querySelector<HTMLLabelElement>('label[for="query"]');
    if (label) {
      label.hidden = true;
    }

    this.editor = new Editor(host, box, 'Query. Control and Enter run it, Control and Space complete, Tab leaves.', () => void this.run(), () => {
      sessionStorage.setItem(this.draft, box.value);
      this.compare();
    });
    this.history = new History(this.user, sql => {
      this.editor.text = sql;
      this.editor.focus();
    });

    this.cancelButton = makeButton('Cancel', () => this.cancel(), { hidden: true });
    this.runButton.after(this.cancelButton);
    this.runButton.title = 'Control and Enter';
    form.querySelector('.sql-more')?.prepend(makeButton('History', () => this.history.open()), makeButton('Share', () => void this.share()));
    for (const example of document.querySelectorAll<HTMLAnchorElement>('a[data-query]')) {
      example.addEventListener('click', event => {
        event.preventDefault();
        this.editor.text = example.dataset.query ?? '';
        this.editor.focus();
      });
    }

    form.addEventListener('submit', event => {
      if (!(event.submitter as HTMLButtonElement | null)?.hasAttribute('formaction')) {
        event.preventDefault();
        void this.run();
      }
    });
    addEventListener('pagehide', () => this.statement?.cancel());
    const redraw = (): void => void this.chart?.show();
    document.addEventListener('mesh:theme', redraw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  }

  private async run(): Promise<void> {
    const run = this.editor.toRun;
    this.statement?.cancel();
    this.chart?.dispose();
    this.chart = undefined;
    this.editor.mark(run, undefined);
    if (!run.sql.trim()) {
      this.say('Write a query first.');
      this.editor.focus();
      return;
    }

    this.shown = this.editor.text;
    this.result.replaceChildren();
    if (run.sql.includes(nul)) {
      this.statement = undefined;
      const lines = run.sql.slice(0, run.sql.indexOf(nul)).split('\n');
      this.failAt(run, { message: 'The query has the character U+0000, which no text has. Leave it out.', line: lines.length, column: (lines.at(-1) ?? '').length + 1 });
      return;
    }

    const statement = new Statement(this.token, run.sql, this.purpose.value.trim());
    this.statement = statement;
    this.busy(true);
    const began = performance.now();
    const clock = setInterval(() => this.progress(statement, performance.now() - began), 200);
    try {
      if (!(await this.begin(statement))) {
        return;
      }

      await this.load(statement, firstRows);
      clearInterval(clock);
      if (statement === this.statement) {
        this.busy(false);
        await this.show(statement, run);
      }
    } catch (failed) {
      clearInterval(clock);
      if (statement === this.statement && !(failed instanceof DOMException)) {
        this.fail(failed instanceof RequestFailed ? failed.message : 'The page failed. Load it again.');
        if (!(failed instanceof RequestFailed)) {
          throw failed;
        }
      }
    } finally {
      clearInterval(clock);
      if (statement === this.statement) {
        this.busy(false);
      }
    }
  }

  private get token(): string {
    return this.form.querySelector<HTMLInputElement>('input[name="__RequestVerificationToken"]')?.value ?? '';
  }

  // Begins a statement, also from a page that is older than its reader's sign-in; not where another user has signed in since.
  private async begin(statement: Statement): Promise<boolean> {
    try {
      await statement.begin();
      return true;
    } catch (failed) {
      if (!(failed instanceof RequestFailed) || failed.type !== formExpired) {
        throw failed;
      }

      const session = await readSession();
      if (session === undefined) {
        throw failed;
      }

      if (session.user !== this.user) {
        this.fail(`You are signed in as ${session.user} now, and this page is ${this.user}'s: the query did not run.`, makeButton(`Go on as ${session.user}`, () => this.goOnAs(session.user)));
        return false;
      }

      renewForms(session.token);
      statement.token = session.token;
      await statement.begin();
      return true;
    }
  }

  // The text goes along: each user has a draft.
  private goOnAs(user: string): void {
    sessionStorage.setItem(draftOf(user), this.editor.text);
    location.assign('/sql');
  }

  private cancel(): void {
    this.statement?.cancel();
    this.statement = undefined;
    this.busy(false);
    this.say('Cancelled.');
    this.result.replaceChildren();
    this.editor.focus();
  }

  private async load(statement: Statement, rows: number): Promise<void> {
    while (statement.hasMore && statement.rows.length < Math.min(rows, mostRows)) {
      await statement.fetchNext();
    }
  }

  private async show(statement: Statement, run: Run): Promise<void> {
    this.history.add({ sql: run.sql, at: new Date().toISOString(), rows: statement.rows.length, ms: statement.elapsedMs, failed: statement.error !== undefined });
    if (statement.error) {
      this.failAt(run, statement.error);
      if (statement.rows.length === 0) {
        return;
      }
    }

    this.say(`${count(statement.rows.length, 'row')}${statement.hasMore ? ' so far' : ''} · ${duration(statement.elapsedMs)}`);
    const applied = make('ul', { class: 'sql-applied', 'aria-label': 'What was read and applied' });
    const grid = new Grid(statement, async rows => {
      try {
        await this.load(statement, rows);
      } catch (failed) {
        if (failed instanceof RequestFailed) {
          this.fail(failed.message);
        }
      }

      if (statement.error) {
        this.fail(statement.error.message);
      }
    });
    this.chart = new ChartPanel(statement, () => grid.rows());
    this.result.append(make('section', { class: 'card', 'aria-label': 'Result' }, applied, this.views(grid, this.chart)));
    const { items } = await statement.inputs().catch(() => ({ items: [] as Input[] }));
    applied.append(...items.flatMap(appliedTo).map(text => make('li', { class: text.warns ? 'tag sql-warns' : 'tag' }, text.says, ...(text.ask ? [' ', make('a', { href: text.ask.address }, text.ask.says)] : []))));
    this.compare();
    grid.mask(new Map(items.flatMap(input => input.masks.map(mask => [mask.column.toLowerCase(), mask.lifted_by_grant ? asking(input.product, [mask.column]) : null] as const)).reverse()));
  }

  private views(grid: Grid, chart: ChartPanel): HTMLElement {
    const panels = make('div', {}, grid.element, chart.element);
    chart.element.hidden = true;
    const table = makeButton('Table', () => show(false), { 'aria-pressed': 'true' });
    const picture = makeButton('Chart', () => show(true), { 'aria-pressed': 'false' });
    const show = (asChart: boolean): void => {
      table.setAttribute('aria-pressed', String(!asChart));
      picture.setAttribute('aria-pressed', String(asChart));
      grid.element.hidden = asChart;
      chart.element.hidden = !asChart;
      if (asChart) {
        void chart.show();
      }
    };
    panels.prepend(make('div', { class: 'toolbar sql-views' }, table, picture));
    return panels;
  }

  private async share(): Promise<void> {
    const link = `${location.origin}/sql?query=${encodeURIComponent(this.editor.text)}`;
    if (link.length > longestLink) {
      this.say('The query is too long for a link. Send its text.');
      return;
    }

    try {
      await navigator.clipboard.writeText(link);
      this.say('Link copied. Who opens it sees the query, and runs it with their own rights.');
    } catch {
      history.replaceState(null, '', link);
      this.say('The link is in the address bar.');
    }
  }

  // The place is one of the text that was run.
  private failAt(run: Run, error: QueryError): void {
    const place = this.editor.mark(run, error);
    this.fail(error.message, place
      ? makeButton(`Go to line ${place.line}, column ${place.column}`, () => this.editor.goTo(place.line, place.column))
      : error.step && this.stepTo(error.step));
  }

  // Rows and chips of an earlier text are named so.
  private compare(): void {
    const isEarlier = this.shown !== undefined && this.shown !== this.editor.text && this.result.childElementCount > 0;
    const note = this.result.querySelector('.sql-earlier');
    if (isEarlier && !note) {
      this.result.prepend(make('p', { class: 'note sql-earlier', role: 'status' }, 'The query has changed. This is the result of the query before the change.'));
    } else if (!isEarlier) {
      note?.remove();
    }
  }

  private fail(message: string, next?: HTMLElement): void {
    this.say('');
    const problem = make('div', { class: 'problem', role: 'alert' }, make('p', {}, message), ...(next ? [next] : []));

    this.result.querySelector('.problem')?.remove();
    this.result.prepend(problem);
  }

  private stepTo({ says, address }: Step): HTMLElement {
    return address === '#query' ? makeButton(says, () => this.editor.focus())
      : address === '#run' ? makeButton(says, () => void this.run())
      : address === '#purpose' ? makeButton(says, () => this.purpose.focus())
      : make('p', {}, make('a', { href: address }, says));
  }

  private progress(statement: Statement, ms: number): void {
    const rows = statement.rows.length > 0 ? ` · ${count(statement.rows.length, 'row')} so far` : '';
    this.say(statement.state === 'QUEUED' ? 'Waiting for a free worker' : 'Running', `${rows} · ${duration(ms)}`);
  }

  private busy(isBusy: boolean): void {
    this.cancelButton.hidden = !isBusy;
    this.form.setAttribute('aria-busy', String(isBusy));
  }

  // A screen reader reads a status with each of its changes, and the clock is none.
  private say(text: string, clock = ''): void {
    if (this.said.textContent !== text) {
      this.said.textContent = text;
    }

    this.clock.textContent = clock;
  }
}

const draftOf = (user: string): string => `mesh-sql-draft:${user}`;

const asking = (product: string, columns: readonly string[]): string => `/access/request?product=${product}${columns.map(column => `&column=${encodeURIComponent(column)}`).join('')}`;

const namesOf = (masks: Input['masks']): string[] => masks.map(mask => mask.column);

const askedFor = (product: string, columns: readonly string[]): Step | undefined =>
  columns.length === 0 ? undefined : { says: columns.length === 1 ? 'ask for it' : 'ask for them', address: asking(product, columns) };

const appliedTo = (input: Input): { says: string; warns: boolean; ask?: Step }[] => {
  const state = input.age_seconds === undefined ? `${input.product}: nothing published yet` : `${input.product} ${input.version}: published ${age(input.age_seconds)} ago`;
  const byRule = new Map<string, Input['masks']>();
  for (const mask of input.masks) {
    byRule.set(mask.rule, [...(byRule.get(mask.rule) ?? []), mask]);
  }

  return [
    { says: state, warns: false },
    ...[...byRule].map(([rule, masks]) => ({ says: `${namesOf(masks).join(', ')} of ${input.product} masked by ${rule}`, warns: true, ask: askedFor(input.product, namesOf(masks.filter(mask => mask.lifted_by_grant))) })),
    ...input.filters.map(rule => ({ says: `rows of ${input.product} filtered by ${rule}`, warns: true })),
  ];
};

for (const form of document.querySelectorAll<HTMLFormElement>('form.sql')) {
  new Workbench(form);
}
