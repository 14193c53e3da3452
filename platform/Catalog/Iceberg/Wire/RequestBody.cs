using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.ServiceDefaults.Json;

namespace MeshStarter.Catalog.Iceberg;

/// <summary>A request's JSON, read without the limits of the mesh's own: schemas nest deeper.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body whole and lets <paramref name="read"/> make something of it.</summary>
    /// <exception cref="IcebergFormatException">It is not JSON, or not what it should be.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, cancellationToken);
        using var document = IcebergJson.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), "body");
        try
        {
            StorableText.Require(document.RootElement);
        }
        catch (JsonRuleException refused)
        {
            throw new IcebergFormatException($"body.{refused.Message}", refused);
        }

        return read(document.RootElement);
    }
}
