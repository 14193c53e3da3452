using System.Text.Json;

namespace MeshStarter.Platform.Iceberg.Json;

/// <summary>
/// Members of a JSON object that this code has no name for. They are kept as they were and written again,
/// so that what a newer writer said about a table is not lost by passing through here.
/// </summary>
public sealed class JsonMembers : IEquatable<JsonMembers>
{
    /// <summary>No members.</summary>
    public static JsonMembers None { get; } = new([]);

    private readonly IReadOnlyList<KeyValuePair<string, JsonElement>> _members;

    internal JsonMembers(IReadOnlyList<KeyValuePair<string, JsonElement>> members) => _members = members;

    /// <summary>The number of members.</summary>
    public int Count => _members.Count;

    /// <summary>The value of a member; null when there is none of that name.</summary>
    public JsonElement? Find(string name)
    {
        foreach (var member in _members)
        {
            if (member.Key == name)
            {
                return member.Value;
            }
        }

        return null;
    }

    /// <summary>Equal when the same names have equal values, in any order.</summary>
    public bool Equals(JsonMembers? other) =>
        other is not null
        && other.Count == Count
        && _members.All(member => other.Find(member.Key) is { } value && JsonElement.DeepEquals(member.Value, value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonMembers);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    internal void WriteTo(Utf8JsonWriter writer)
    {
        foreach (var (name, value) in _members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
