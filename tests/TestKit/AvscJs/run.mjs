// Standard input is a task: {"op": parse | reads | read | write | rewrite, …}; its answer goes to standard
// output as JSON. Rows are in Avro's JSON encoding.
import avro from 'avsc';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const task = JSON.parse(input);

const succeeds = what => {
  try {
    what();
    return true;
  } catch {
    return false;
  }
};

const rowOf = (type, value) => JSON.parse(type.toString(value));

const operations = {
  // A text is JSON, as a schema registry's is: avsc itself would also take IDL and names of files.
  parse: () => task.schemas.map(schema => succeeds(() => avro.Type.forSchema(JSON.parse(schema)))),

  reads: () => task.pairs.map(([reader, writer]) => {
    const [readerType, writerType] = [avro.Type.forSchema(reader), avro.Type.forSchema(writer)];
    return succeeds(() => readerType.createResolver(writerType));
  }),

  read: () => new Promise((resolve, reject) => {
    const answer = { rows: [] };
    let type;
    avro.createFileDecoder(task.path)
      .on('metadata', (writerType, codec, header) => {
        type = writerType;
        answer.codec = codec;
        answer.metadata = Object.fromEntries(Object.entries(header.meta).map(([key, value]) => [key, value.toString()]));
      })
      .on('data', row => answer.rows.push(rowOf(type, row)))
      .on('error', reject)
      .on('end', () => resolve(answer));
  }),

  write: () => new Promise((resolve, reject) => {
    const type = avro.Type.forSchema(task.schema);
    const encoder = avro.createFileEncoder(task.path, type, { codec: task.codec, blockSize: 1024 });
    encoder.on('error', reject);
    for (const row of task.rows) encoder.write(type.fromString(JSON.stringify(row)));
    encoder.end();
    encoder.on('end', () => resolve(true));
  }),

  rewrite: () => {
    const type = avro.Type.forSchema(task.schema);
    return task.bodies.map(body => {
      const value = type.fromBuffer(Buffer.from(body, 'base64'));
      return { row: rowOf(type, value), body: type.toBuffer(value).toString('base64') };
    });
  },
};

process.stdout.write(JSON.stringify(await operations[task.op]()));
