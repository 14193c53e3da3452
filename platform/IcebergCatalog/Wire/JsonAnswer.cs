using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>An answer whose JSON is written by hand: members with hyphens, 64-bit ids, metadata as it is in its file.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="body">The JSON, in parts that follow each other.</param>
/// <param name="entityTag">The ETag; null for none.</param>
internal sealed class JsonAnswer(int status, IReadOnlyList<ReadOnlyMemory<byte>> body, string? entityTag = null) : IResult
{
    // The server copies what it is given at once, and a slow reader makes it wait: a large table is not copied for each reader.
    private const int BlockBytes = 64 * 1024;

    public JsonAnswer(int status, ReadOnlyMemory<byte> body, string? entityTag = null) : this(status, [body], entityTag)
    {
    }

    /// <summary>Whether no cache may keep it.</summary>
    public bool IsSecret { get; init; }

    public static JsonAnswer Ok(Action<Utf8JsonWriter> write) => new(StatusCodes.Status200OK, IcebergJson.Write(write));

    public static JsonAnswer Error(int status, string type, string message) => new(status, ErrorBody(status, type, message));

    public static ReadOnlyMemory<byte> ErrorBody(int status, string type, string message) => IcebergJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", message);
        json.WriteString("type", type);
        json.WriteNumber("code", status);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Sum(part => (long)part.Length);
        if (IsSecret)
        {
            response.Headers.CacheControl = "no-store";
        }

        if (entityTag is not null)
        {
            response.Headers.ETag = entityTag;
        }

        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        foreach (var part in body)
        {
            for (var at = 0; at < part.Length; at += BlockBytes)
            {
                await response.Body.WriteAsync(part[at..Math.Min(at + BlockBytes, part.Length)], httpContext.RequestAborted);
            }
        }
    }
}
