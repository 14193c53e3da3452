// Reads {url, token, namespace} from standard input, lives through a table and a namespace, and writes what it saw.
import { IcebergRestCatalog } from 'iceberg-js';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { url, token, namespace } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
const catalog = new IcebergRestCatalog({ baseUrl: url, catalogName: 'mesh', auth: { type: 'bearer', token }, accessDelegation: ['vended-credentials'] });
const schema = { type: 'struct', 'schema-id': 0, fields: [{ id: 1, name: 'id', type: 'long', required: true }, { id: 2, name: 'at', type: 'timestamptz', required: false }] };
const seen = {};

await catalog.createNamespace({ namespace: [namespace] }, { properties: { owner: 'js' } });
seen.properties = (await catalog.loadNamespaceMetadata({ namespace: [namespace] })).properties;
seen.again = (await catalog.createNamespaceIfNotExists({ namespace: [namespace] })) ?? null;
await catalog.createNamespace({ namespace: [namespace, 'inner'] });
seen.children = (await catalog.listNamespaces({ namespace: [namespace] })).map((child) => child.namespace[1]);
seen.exists = [await catalog.namespaceExists({ namespace: [namespace, 'inner'] }), await catalog.namespaceExists({ namespace: [namespace, 'none'] })];

const inner = { namespace: [namespace, 'inner'] };
const events = { ...inner, name: 'events' };
const made = await catalog.createTable(inner, { name: 'events', schema, properties: { a: 'b' } });
seen.made = [made['format-version'], made.properties];
seen.standing = (await catalog.createTableIfNotExists(inner, { name: 'events', schema }))['table-uuid'] === made['table-uuid'];
const updated = await catalog.updateTable(events, { requirements: [{ type: 'assert-table-uuid', uuid: made['table-uuid'] }], updates: [{ action: 'set-properties', updates: { c: 'd' } }] });
seen.updated = [updated.metadata.properties, updated['metadata-location'].includes('/metadata/00001-')];
try {
  await catalog.updateTable(events, { requirements: [{ type: 'assert-current-schema-id', 'current-schema-id': 5 }], updates: [] });
} catch (error) {
  seen.conflict = [error.status, error.icebergType];
}
seen.tables = await catalog.listTables(inner);
seen.there = [await catalog.tableExists(events), await catalog.tableExists({ ...inner, name: 'none' })];
try {
  await catalog.dropNamespace(inner);
} catch (error) {
  seen.full = [error.status, error.icebergType];
}
await catalog.dropTable(events, { purge: true });
seen.gone = !(await catalog.tableExists(events));
await catalog.dropNamespace(inner);
await catalog.dropNamespace({ namespace: [namespace] });
console.log(JSON.stringify(seen));
