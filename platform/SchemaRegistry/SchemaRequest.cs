using System.Text.Json;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A schema as a client sends it.</summary>
/// <param name="Schema">Its text.</param>
/// <param name="References">The versions whose types it uses, <see cref="SchemaReference.Latest"/> among them.</param>
/// <param name="Id">The id that an import brings along.</param>
/// <param name="Version">The version that the client expects it to become, or that an import brings along.</param>
internal sealed record SchemaRequest(string Schema, IReadOnlyList<SchemaReference> References, int? Id, int? Version)
{
    /// <summary>The largest id that an import may bring.</summary>
    public const int MaximumImportedId = 2_000_000_000;

    /// <summary>The largest version that an import may bring: versions after it are left for the subject.</summary>
    public const int MaximumImportedVersion = 1_000_000_000;

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="RequestRefusedException">It is no request for a schema.</exception>
    public static async Task<SchemaRequest> ReadAsync(RegistryCall call)
    {
        if (await call.BodyAsync() is not { } body)
        {
            throw new RequestRefusedException(RegistryErrors.BadRequest("The body is a JSON object with the member \"schema\", the text of an Avro schema."));
        }

        var type = Text(body, "schemaType") ?? "AVRO";
        if (!string.Equals(type, "AVRO", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestRefusedException(RegistryErrors.InvalidSchema($"schemas of type {type} are not taken here; the mesh's events are written in AVRO."));
        }

        if (Text(body, "schema") is not { Length: > 0 } schema)
        {
            throw new RequestRefusedException(RegistryErrors.InvalidSchema("Empty schema"));
        }

        return ReadReferences(body) is { } references
            ? new SchemaRequest(schema, references, Given(body, "id"), Given(body, "version"))
            : throw new RequestRefusedException(RegistryErrors.BadRequest("\"references\" is an array of objects with \"name\", \"subject\" and \"version\", a number from 1 on, or -1 for the latest."));
    }

    private static List<SchemaReference>? ReadReferences(JsonElement body)
    {
        if (!body.TryGetProperty("references", out var items) || items.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<SchemaReference> references = [];
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || Text(item, "name") is not { } name || name.Any(char.IsControl) || Text(item, "subject") is not { } subject
                || Number(item, "version") is not { } version || version is not (> 0 or SchemaReference.Latest))
            {
                return null;
            }

            references.Add(new SchemaReference(name, subject, version));
        }

        return references;
    }

    private static string? Text(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Clients send 0 and -1 for "none".
    private static int? Given(JsonElement body, string member) => Number(body, member) is { } number and > 0 ? number : null;

    // A number beyond the largest is the largest, which no bound permits: it is not taken for none.
    private static int? Number(JsonElement body, string member) =>
        !body.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt32(out var number) ? number
        : value.GetDouble() > int.MaxValue ? int.MaxValue
        : null;
}
