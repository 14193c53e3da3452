using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Contracts.Events;

/// <summary>
/// The form of a delete in a stream: an event without data, with the extension <c>deleted</c>. It names the deleted row by the extension <c>deletedkey</c>, an
/// object of the identity's columns (<see cref="RowIdentity"/>) as JSON text, which is absent where the reader may not see it.
/// </summary>
public static class DeleteEvent
{
    private const string Deleted = "deleted";
    private const string DeletedKey = "deletedkey";

    /// <summary>Returns the extensions of a delete.</summary>
    /// <param name="key">The identity of the row in canonical JSON; null where the reader may not see it.</param>
    public static IReadOnlyDictionary<string, JsonElement> Extensions(string? key)
    {
        var extensions = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [Deleted] = JsonElement.Parse("true") };
        if (key is not null)
        {
            extensions[DeletedKey] = JsonSerializer.SerializeToElement(key, MeshJson.Options);
        }

        return extensions;
    }

    /// <summary>Whether an event is a delete.</summary>
    public static bool IsOne(CloudEvent received)
    {
        ArgumentNullException.ThrowIfNull(received);
        return received.Data is null && received.Extensions.TryGetValue(Deleted, out var value) && value.ValueKind == JsonValueKind.True;
    }

    /// <summary>Reads the key of a delete.</summary>
    /// <returns>False where the reader may not see it.</returns>
    /// <exception cref="JsonException">The key is not JSON.</exception>
    public static bool TryReadKey(CloudEvent received, [NotNullWhen(true)] out JsonElement? key)
    {
        ArgumentNullException.ThrowIfNull(received);
        key = received.Extensions.TryGetValue(DeletedKey, out var text) && text.ValueKind == JsonValueKind.String ? JsonElement.Parse(text.GetString()!) : null;
        return key is not null;
    }
}
