// Standard input is {"token", "statements": [sql, …]}. Runs each statement with npm's trino-client and prints what came:
// {columns, rows, error} a line. A statement {"cancel": sql} is begun, stopped, and described.
import { Trino } from 'trino-client';

const [server, user, schema] = process.argv.slice(2);
let input = '';
for await (const chunk of process.stdin) input += chunk;
const { token, statements } = JSON.parse(input);
const trino = Trino.create({
  server,
  catalog: 'mesh',
  schema: schema || undefined,
  source: 'mesh-tests',
  extraHeaders: { Authorization: `Bearer ${token}`, 'X-Trino-User': user },
});

const read = async sql => {
  const answer = { columns: [], rows: [], error: null };
  try {
    for await (const page of await trino.query(sql)) {
      if (page.columns) answer.columns = page.columns.map(column => `${column.name} ${column.type}`);
      if (page.data) answer.rows.push(...page.data);
      if (page.error) answer.error = page.error.errorName;
    }
  } catch (failed) {
    answer.error = failed.response ? `HTTP ${failed.response.status}` : String(failed);
  }
  return answer;
};

const cancel = async sql => {
  const query = await trino.query(sql);
  // It comes with rows or with the end; this query has no other end than the one that follows.
  const { id } = query.iter.queryResult;
  const last = query.next();
  await trino.cancel(id);
  const { value } = await last;
  const info = await trino.queryInfo(id);
  return { columns: [], rows: [[info.state]], error: value.error?.errorName };
};

for (const statement of statements) {
  console.log(JSON.stringify(statement.cancel ? await cancel(statement.cancel) : await read(statement)));
}
