export interface Column {
  name: string;
  type: string;
}

/** A row: each value as text, null for NULL. A number of a script has fewer digits than a BIGINT. */
export type Row = readonly (string | null)[];

export interface QueryError {
  message: string;
  name?: string;
  line?: number;
  column?: number;
  step?: Step;
}

/** The one step that helps after a refusal: a page, or a part of this one such as #query. */
export interface Step {
  says: string;
  address: string;
}

interface Page {
  id: string;
  next?: string;
  state: string;
  columns?: Column[];
  rows: Row[];
  elapsed_ms: number;
  result_rows: number;
  error?: QueryError;
}

export interface Input {
  product: string;
  version: string;
  snapshot_id?: string;
  snapshot_time?: string;
  age_seconds?: number;
  masks: { column: string; rule: string; lifted_by_grant: boolean }[];
  filters: string[];
}

const root = '/data/sql';

export class RequestFailed extends Error {
  constructor(
    message: string,
    /** The type of the problem, of those that a script can do something about. */
    readonly type?: string,
  ) {
    super(message);
  }
}

/** Gets JSON from this portal; a refusal is an error with the portal's message. */
export const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  let response: Response;
  try {
    response = await fetch(`${root}/${path}`, { ...init, redirect: 'manual' });
  } catch (failed) {
    if (failed instanceof DOMException && failed.name === 'AbortError') {
      throw failed;
    }

    throw new RequestFailed('The portal does not answer. Try again in a moment.');
  }

  if (response.type === 'opaqueredirect' || response.status === 401) {
    throw new RequestFailed('You are signed out. Sign in again in another tab, then run the query again.');
  }

  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; title?: string; type?: string };
    throw new RequestFailed(problem.detail ?? problem.title ?? `The portal answered ${response.status}.`, problem.type);
  }

  return (response.status === 204 ? undefined : await response.json()) as T;
};

/** A query on its way: its rows are fetched page by page, as the reader wants them. */
export class Statement {
  columns: Column[] = [];
  readonly rows: Row[] = [];
  state = 'QUEUED';
  elapsedMs = 0;
  resultRows = 0;
  error: QueryError | undefined;
  private id: string | undefined;
  private next: string | undefined;
  private readonly requests = new AbortController();

  constructor(
    public token: string,
    readonly sql: string,
    private readonly purpose = '',
  ) {}

  /** Whether rows follow. The end of a query is a page of its own, behind that of its last rows. */
  get hasMore(): boolean {
    const isWhole = this.state === 'FINISHED' && this.rows.length >= this.resultRows;
    return this.next !== undefined && !this.error && !isWhole;
  }

  async begin(): Promise<void> {
    this.take(
      await ask<Page>('statements', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', RequestVerificationToken: this.token },
        body: JSON.stringify({ sql: this.sql, purpose: this.purpose || undefined }),
        signal: this.requests.signal,
      }),
    );
  }

  /** Fetches one page. */
  async fetchNext(): Promise<void> {
    if (this.next) {
      this.take(await ask<Page>(`pages/${this.next}`, { signal: this.requests.signal }));
    }
  }

  inputs(): Promise<{ items: Input[] }> {
    return this.id ? ask(`queries/${this.id}/inputs`) : Promise.resolve({ items: [] });
  }

  /** Stops the query and drops its rows; also when the page goes away. */
  cancel(): void {
    const stops = this.id !== undefined && this.hasMore;
    this.next = undefined;
    this.requests.abort();
    if (stops) {
      void fetch(`${root}/queries/${this.id}`, { method: 'DELETE', headers: { RequestVerificationToken: this.token }, keepalive: true }).catch(() => undefined);
    }
  }

  private take(page: Page): void {
    this.id = page.id;
    this.next = page.next;
    this.state = page.state;
    this.columns = page.columns ?? this.columns;
    this.elapsedMs = page.elapsed_ms;
    this.resultRows = page.result_rows;
    this.error = page.error;
    for (const row of page.rows) {
      this.rows.push(row);
    }
  }
}

/** Whether the values of a type are numbers. */
export const isNumber = (type: string): boolean => /^(tinyint|smallint|integer|bigint|real|double|decimal)/.test(type);

/** Whether the values of a type are days or times with a day. */
export const isTime = (type: string): boolean => /^(date|timestamp)/.test(type);
