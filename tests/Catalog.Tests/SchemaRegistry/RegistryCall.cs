using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

/// <summary>Speaks to the registry as its clients do, down to the bytes of the path.</summary>
internal static class RegistryCall
{
    public const string Order = """{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}""";

    public static Task<(HttpStatusCode Status, JsonNode? Body)> RegistryAsync(
        this CatalogFixture catalog, HttpMethod method, string path, string? token, string? body = null, string mediaType = "application/vnd.schemaregistry.v1+json") =>
        catalog.SendRawAsync(method, "/schema-registry" + path, token, body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType)));

    public static Task<(HttpStatusCode Status, JsonNode? Body)> RegistryGetAsync(this CatalogFixture catalog, string path, string? token = null) =>
        catalog.RegistryAsync(HttpMethod.Get, path, token ?? catalog.Analyst());

    /// <summary>Registers a schema and returns its id.</summary>
    public static async Task<int> SchemaAsync(this CatalogFixture catalog, string subject, string schema, string? token = null, string references = "[]")
    {
        var (status, body) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions", token ?? catalog.Administrator(), Request(schema, references));
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        return body!["id"]!.GetValue<int>();
    }

    /// <summary>A request's body around a schema.</summary>
    public static string Request(string schema, string references = "[]") =>
        new JsonObject { ["schema"] = schema, ["references"] = JsonNode.Parse(references) }.ToJsonString();

    /// <summary>A subject that no other test has.</summary>
    public static string Subject() => $"free-{Guid.NewGuid():N}-value";
}
