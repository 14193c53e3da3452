using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary>One part of a sort order.</summary>
/// <param name="SourceId">The column it is made from; of several (format 3) the first.</param>
/// <param name="Transform">How what is compared is made.</param>
/// <param name="Descending">Whether the greatest comes first.</param>
/// <param name="NullsFirst">Whether nulls come before all values.</param>
public sealed record SortField(int SourceId, Transform Transform, bool Descending, bool NullsFirst)
{
    /// <summary>Every column it is made from, when the file names several; null otherwise.</summary>
    public IReadOnlyList<int>? AllSourceIds { get; init; }

    /// <summary>Unknown members of the field.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    /// <summary>Equal when all parts are.</summary>
    public bool Equals(SortField? other) =>
        other is not null && SourceId == other.SourceId && Transform == other.Transform && Descending == other.Descending && NullsFirst == other.NullsFirst
        && (AllSourceIds ?? []).SequenceEqual(other.AllSourceIds ?? []) && Extra.Equals(other.Extra);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SourceId, Descending, NullsFirst);

    internal static SortField Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        var sources = SourceIds.Read(json);
        return new SortField(
            sources.First,
            Transform.Parse(json.RequiredText("transform")),
            OneOf(json, "direction", "asc", "desc"),
            !OneOf(json, "null-order", "nulls-first", "nulls-last"))
        {
            AllSourceIds = sources.All,
            Extra = json.Rest(),
        };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("transform", Transform.ToString());
        SourceIds.Write(writer, SourceId, AllSourceIds);
        writer.WriteString("direction", Descending ? "desc" : "asc");
        writer.WriteString("null-order", NullsFirst ? "nulls-first" : "nulls-last");
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }

    // False for the first word, true for the second.
    private static bool OneOf(JsonObjectReader json, string name, string first, string second)
    {
        var text = json.RequiredText(name);
        return text.Equals(second, StringComparison.OrdinalIgnoreCase)
            || (text.Equals(first, StringComparison.OrdinalIgnoreCase) ? false : throw json.Place.Member(name).Wrong($"must be \"{first}\" or \"{second}\"."));
    }
}
