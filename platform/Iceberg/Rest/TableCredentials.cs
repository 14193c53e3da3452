using System.Text.Json;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Rest;

/// <summary>Credentials that a catalog vends to read or write a table's files (specification, "StorageCredential").</summary>
/// <param name="Folder">The folder that they open.</param>
/// <param name="Access">The store, with the credentials of the client.</param>
/// <param name="ExpiresAt">When they run out.</param>
public sealed record TableCredentials(BucketLocation Folder, StoreAccess Access, DateTimeOffset ExpiresAt)
{
    private const string Member = "storage-credentials";

    /// <summary>Writes member <c>storage-credentials</c> of the specification's answers.</summary>
    public static void WriteTo(Utf8JsonWriter json, TableCredentials? vended)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartArray(Member);
        if (vended is not null)
        {
            json.WriteStartObject();
            json.WriteString("prefix", $"{vended.Folder}/");
            json.WriteStartObject("config");
            vended.WriteConfigTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the same as settings of a client, under the names that clients share; those that do not look at <c>storage-credentials</c> look there.</summary>
    public void WriteConfigTo(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        foreach (var (name, value) in FileProperties.Of(Access, ExpiresAt))
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Those of an answer; null where there are none for a store that is understood.</summary>
    /// <exception cref="StorageException">The prefix is no location.</exception>
    /// <exception cref="FormatException">A member is not what it should be.</exception>
    internal static TableCredentials? Read(JsonElement answer)
    {
        if (!answer.TryGetProperty(Member, out var all) || all.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var each in all.EnumerateArray())
        {
            if (each.GetProperty("prefix").GetString() is { } prefix && BucketLocation.IsOne(prefix))
            {
                var folder = BucketLocation.Parse(prefix);
                var (access, expiresAt) = FileProperties.Read(folder, each.GetProperty("config"));
                return new TableCredentials(folder, access, expiresAt);
            }
        }

        return null;
    }
}
