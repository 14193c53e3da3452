using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.ServiceDefaults.Json;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>A request's JSON, read without the limits of the mesh's own: schemas nest deeper.</summary>
internal static class RequestBody
{
    /// <summary>Returns the body, which <see cref="RequestLimits"/> has read.</summary>
    public static ReadOnlyMemory<byte> Bytes(HttpContext http)
    {
        var body = (MemoryStream)http.Request.Body;
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>Lets <paramref name="read"/> make something of the members of the body, which is an object.</summary>
    /// <exception cref="IcebergFormatException">It is not JSON, or not what it should be.</exception>
    public static T Read<T>(HttpContext http, Func<JsonObjectReader, T> read) => Read(http, body => read(new JsonObjectReader(body, JsonPlace.Root("body"))));

    /// <summary>Lets <paramref name="read"/> make something of the body.</summary>
    /// <exception cref="IcebergFormatException">It is not JSON, or not what it should be.</exception>
    public static T Read<T>(HttpContext http, Func<JsonElement, T> read)
    {
        using var document = IcebergJson.Parse(Bytes(http), "body");
        try
        {
            StorableJson.Require(document.RootElement);
        }
        catch (JsonRuleException refused)
        {
            throw new IcebergFormatException($"body.{refused.Message}", refused);
        }

        return read(document.RootElement);
    }
}
