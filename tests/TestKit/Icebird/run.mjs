// Standard input is {"catalog", "token", "tables": ["space.name", …]}. Reads each table with npm's icebird, its oldest state too, and
// each of its files with npm's hyparquet by itself; what was seen goes to standard output as JSON, rows as the mesh writes them.
// {"file"} is the path of one Parquet file, whose rows are read with hyparquet alone.
import { open, readFile, stat } from 'node:fs/promises';
import { asyncBufferFromUrl, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { icebergManifests, icebergRead } from 'icebird';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { catalog, token, tables = [], file: single } = JSON.parse(input);

// Both read by fetch, which knows no files.
const web = globalThis.fetch;
globalThis.fetch = async (url, init) => {
  if (!String(url).startsWith('file://')) return web(url, init);
  const path = String(url).slice('file://'.length);
  const range = new Headers(init?.headers).get('Range')?.match(/^bytes=(\d+)-(\d*)$/);
  if (!range) return new Response(await readFile(path));
  const file = await open(path);
  const { size } = await file.stat();
  const start = Number(range[1]);
  const length = (range[2] ? Number(range[2]) + 1 : size) - start;
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
  await file.close();
  return new Response(buffer, { status: 206, headers: { 'Content-Length': String(length) } });
};

const uuid = bytes => Buffer.from(bytes).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

// Iceberg's type says what a value of the reader's stands for.
const plain = (type, value) => {
  if (value === null || value === undefined) return null;
  if (type.type === 'struct') return Object.fromEntries(type.fields.map(field => [field.name, plain(field.type, value[field.name])]));
  if (type.type === 'list') return value.map(item => plain(type.element, item));
  if (type.startsWith?.('decimal')) return value.toFixed(Number(type.match(/,\s*(\d+)/)[1]));
  if (type === 'uuid') return typeof value === 'string' ? value : uuid(value);
  if (type === 'date') return value.toISOString().slice(0, 10);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? Number(value) : value;
};

const answers = {};
if (single) {
  const rows = await parquetReadObjects({ file: await asyncBufferFromUrl({ url: `file://${single}`, byteLength: (await stat(single)).size }), compressors });
  const scalar = (_, value) => typeof value === 'bigint' ? String(value) : value;
  answers.rows = JSON.parse(JSON.stringify(rows, scalar));
}

for (const name of tables) {
  const [space, table] = name.split('.');
  const answer = await web(`${catalog}/v1/mesh/namespaces/${space}/tables/${table}`, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) {
    answers[name] = { refused: (await answer.json()).error.message };
    continue;
  }

  const { metadata } = await answer.json();
  const schema = metadata.schemas.find(one => one['schema-id'] === metadata['current-schema-id']);
  const states = {};
  for (const id of new Set([metadata.snapshots[0]['snapshot-id'], metadata['current-snapshot-id']])) {
    const rows = await icebergRead({ tableUrl: metadata.location, metadata: { ...metadata, 'current-snapshot-id': id } });
    states[id] = rows.map(row => plain(schema, row));
  }

  const live = (await icebergManifests(metadata)).flatMap(manifest => manifest.entries).filter(entry => entry.status !== 2).map(entry => entry.data_file);
  const read = async file => parquetReadObjects({ file: await asyncBufferFromUrl({ url: file.file_path, byteLength: Number(file.file_size_in_bytes) }), compressors });
  const deleted = new Set();
  for (const file of live.filter(one => one.content)) {
    for (const { file_path, pos } of await read(file)) deleted.add(`${file_path} ${pos}`);
  }

  const rows = [];
  let described = true;
  for (const file of live.filter(one => !one.content)) {
    const footer = await parquetMetadataAsync(await asyncBufferFromUrl({ url: file.file_path, byteLength: Number(file.file_size_in_bytes) }));
    const ids = footer.schema.slice(1).filter(element => schema.fields.some(field => field.name === element.name && field.id === element.field_id)).length;
    described &&= footer.num_rows === file.record_count && ids === schema.fields.length;
    (await read(file)).forEach((row, position) => deleted.has(`${file.file_path} ${position}`) || rows.push(plain(schema, row)));
  }

  answers[name] = { current: String(metadata['current-snapshot-id']), states, rows, described };
}

process.stdout.write(JSON.stringify(answers));
