using System.Text.Json;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Catalog.Iceberg;

/// <summary>An answer whose JSON is written by hand: members with hyphens, 64-bit ids, metadata as it is in its file.</summary>
internal sealed class JsonAnswer(int status, ReadOnlyMemory<byte> body, string? entityTag = null) : IResult
{
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
        response.ContentLength = body.Length;
        if (IsSecret)
            response.Headers.CacheControl = "no-store";
        if (entityTag is not null)
            response.Headers.ETag = entityTag;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
