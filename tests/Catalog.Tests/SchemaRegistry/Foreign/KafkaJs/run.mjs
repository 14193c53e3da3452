// Standard input is {"host", "token", "free": {"subject", "schemas", "rows"}, "product": {"subject"}}. Goes the ways of
// npm's registry client and prints what came of them as one JSON object.
import registryPackage from '@kafkajs/confluent-schema-registry';

const { SchemaRegistry, SchemaType } = registryPackage;
let input = '';
for await (const chunk of process.stdin) input += chunk;
const { host, token, free, product } = JSON.parse(input);

// The client knows basic credentials only; a token goes in beside it.
const bearer = () => ({
  prepareRequest: next => next().then(request => request.enhance({ headers: { Authorization: `Bearer ${token}` } })),
});
const registry = new SchemaRegistry({ host, middlewares: [bearer], retry: { retries: 0 } });
const answer = { ids: [], rows: [] };

for (const schema of free.schemas) {
  answer.ids.push((await registry.register({ type: SchemaType.AVRO, schema }, { subject: free.subject })).id);
}

answer.latest = await registry.getLatestSchemaId(free.subject);
answer.found = await registry.getRegistryIdBySchema(free.subject, { type: SchemaType.AVRO, schema: free.schemas[0] });
for (const row of free.rows) {
  const message = await registry.encode(answer.latest, row);
  answer.rows.push({ message: message.toString('base64'), row: await registry.decode(message) });
}

try {
  await registry.register({ type: SchemaType.AVRO, schema: free.conflicting }, { subject: free.subject });
} catch (failed) {
  answer.conflict = failed.status;
}

// A product's schema is there already; who brings it again gets its id.
const id = await registry.getLatestSchemaId(product.subject);
const schema = await registry.getSchema(id);
answer.product = {
  id,
  again: (await registry.register({ type: SchemaType.AVRO, schema: product.schema }, { subject: product.subject })).id,
  name: schema.name,
};
process.stdout.write(JSON.stringify(answer));
