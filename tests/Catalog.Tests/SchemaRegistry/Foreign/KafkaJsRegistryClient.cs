using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.SchemaRegistry.Foreign;

/// <summary>npm's registry client of kafkajs.</summary>
public sealed class KafkaJsRegistryClient() : NpmProject("SchemaRegistry/Foreign/KafkaJs", "@kafkajs/confluent-schema-registry")
{
    public async Task<JsonObject> RunAsync(JsonObject task) => JsonNode.Parse(await RunProgramAsync([], task.ToJsonString()))!.AsObject();
}
