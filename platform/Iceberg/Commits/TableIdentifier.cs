using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>A table by its namespace's levels and its name in it.</summary>
public sealed record TableIdentifier(IReadOnlyList<string> Namespace, string Name)
{
    /// <summary>Equal when all levels and the name are.</summary>
    public bool Equals(TableIdentifier? other) => other is not null && Name == other.Name && Namespace.SequenceEqual(other.Namespace, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Namespace.Count);

    /// <summary>The levels and the name with points between, for people.</summary>
    public override string ToString() => string.Join('.', Namespace.Append(Name));

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        IcebergJson.WriteList(writer, "namespace", Namespace, static (level, json) => json.WriteStringValue(level));
        writer.WriteString("name", Name);
        writer.WriteEndObject();
    }

    internal static TableIdentifier Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new TableIdentifier(json.RequiredList("namespace", JsonObjectReader.TextOf), json.RequiredText("name"));
    }
}
