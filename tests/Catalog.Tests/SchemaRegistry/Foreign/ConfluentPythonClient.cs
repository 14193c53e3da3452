using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.SchemaRegistry.Foreign;

/// <summary>confluent-kafka's registry client with its Avro serializer and deserializer.</summary>
public sealed class ConfluentPythonClient() : PythonProject("SchemaRegistry/Foreign/confluent.py", "confluent-kafka[schemaregistry]", "fastavro")
{
    public async Task<JsonObject> RunAsync(JsonObject task) => JsonNode.Parse(await RunProgramAsync([], task.ToJsonString()))!.AsObject();
}
