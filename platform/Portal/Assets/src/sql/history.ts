import { showLocalTimes } from '../frame/times';
import { count, duration, make, makeButton } from './elements';

interface Entry {
  sql: string;
  at: string;
  rows?: number;
  ms?: number;
  failed?: boolean;
}

const kept = 50;
const longest = 20_000;

/** The queries that a reader ran in this browser. They are stored here alone, each reader's apart. */
export class History {
  private readonly key: string;

  constructor(
    user: string,
    private readonly choose: (sql: string) => void,
  ) {
    this.key = `mesh-sql-history:${user}`;
  }

  add(entry: Entry): void {
    if (entry.sql.length > longest) {
      return;
    }

    const others = this.read().filter(other => other.sql !== entry.sql);
    this.write([entry, ...others].slice(0, kept));
  }

  open(): void {
    const dialog = make('dialog', { class: 'sql-history', 'aria-labelledby': 'sql-history-title' });
    const list = make('ol', {});
    const entries = this.read();
    for (const entry of entries) {
      const result = entry.failed ? 'failed' : `${count(entry.rows ?? 0, 'row')} · ${duration(entry.ms ?? 0)}`;
      const button = makeButton('', () => {
        dialog.close();
        this.choose(entry.sql);
      });
      button.append(make('code', {}, entry.sql.length > 300 ? `${entry.sql.slice(0, 300)}…` : entry.sql), make('small', { class: 'muted' }, make('time', { datetime: entry.at }, `${entry.at.slice(0, 19).replace('T', ' ')} UTC`), ` · ${result}`));
      list.append(make('li', {}, button));
    }

    showLocalTimes(list);

    const clear = makeButton('Clear', () => {
      this.write([]);
      dialog.close();
    }, { disabled: entries.length === 0 });
    dialog.append(
      make('h2', { id: 'sql-history-title' }, 'Your queries'),
      make('p', { class: 'muted' }, 'Stored in this browser alone.'),
      entries.length > 0 ? list : make('p', { class: 'empty' }, 'No query yet. What you run is listed here.'),
      make('div', { class: 'toolbar' }, clear, makeButton('Close', () => dialog.close(), { class: 'button primary' })),
    );
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  private read(): Entry[] {
    try {
      const found: unknown = JSON.parse(localStorage.getItem(this.key) ?? '[]');
      return Array.isArray(found) ? found.filter((entry): entry is Entry => typeof (entry as Entry | null)?.sql === 'string' && typeof (entry as Entry).at === 'string') : [];
    } catch {
      return [];
    }
  }

  private write(entries: readonly Entry[]): void {
    try {
      localStorage.setItem(this.key, JSON.stringify(entries));
    } catch {
      // A browser without storage has no history.
    }
  }
}
