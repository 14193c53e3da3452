// Reads pages of a product again and again with npm's trino-client, and runs a query again that failed, as an application does. The lines before
// this one name the server, the user, the seconds, and the patience with a failure.
import { Trino } from 'trino-client';

const trino = Trino.create({ server, catalog: 'mesh', source: 'mesh-tests', extraHeaders: { Authorization: `Bearer ${process.env.MESH_TOKEN}`, 'X-Trino-User': user } });
const seen = { done: 0, healed: {}, unhealed: [], unmasked: 0, queries: [] };

const read = async () => {
  let id;
  let rows = 0;
  for await (const page of await trino.query('SELECT order_id, customer_email FROM orders.orders ORDER BY order_id LIMIT 3000')) {
    if (page.error) throw new Error(page.error.errorName);
    id = page.id;
    for (const row of page.data ?? []) {
      rows++;
      if (row[1] !== '****') seen.unmasked++;
    }
  }
  if (rows === 0) throw new Error('no rows');
  seen.queries.push(id);
};

const pause = () => new Promise(done => setTimeout(done, 250));
const end = Date.now() + seconds * 1000;
while (Date.now() < end) {
  const failures = [];
  const began = Date.now();
  for (;;) {
    try {
      await read();
      failures.forEach(failure => (seen.healed[failure] = (seen.healed[failure] ?? 0) + 1));
      break;
    } catch (failed) {
      failures.push(failed.response ? `HTTP ${failed.response.status}` : String(failed.message || failed.code || failed));
      if (Date.now() - began > patience * 1000) {
        seen.unhealed.push(failures.slice(-5).join(' | '));
        break;
      }
      await pause();
    }
  }
  seen.done++;
  await pause();
}

console.log(JSON.stringify(seen));
