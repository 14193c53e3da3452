using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>An answer in Confluent's words: names as that API has them, not as the mesh writes its own.</summary>
internal sealed class RegistryAnswer : IResult
{
    public const string MediaType = "application/vnd.schemaregistry.v1+json";

    private static readonly JsonSerializerOptions Json = new() { Encoder = MeshJson.Options.Encoder };

    private readonly int _status;
    private readonly JsonNode _body;

    private RegistryAnswer(int status, JsonNode body) => (_status, _body) = (status, body);

    public bool IsSuccess => _status == StatusCodes.Status200OK;

    public static RegistryAnswer Of(JsonNode body) => new(StatusCodes.Status200OK, body);

    public static RegistryAnswer Of(IEnumerable<string> items) => Of(new JsonArray([.. items.Select(item => (JsonNode)item)]));

    public static RegistryAnswer Of(IEnumerable<int> items) => Of(new JsonArray([.. items.Select(item => (JsonNode)item)]));

    public static RegistryAnswer Error(int status, int code, string message) => new(status, new JsonObject { ["error_code"] = code, ["message"] = message });

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = _status;
        return httpContext.Response.WriteAsJsonAsync(_body, Json, MediaType, httpContext.RequestAborted);
    }
}
