using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Facets as they are kept: each with the time of the event that reported it. Merging is the same in whatever order events come:
/// the latest counts, and of two of one time the one whose text sorts last.
/// </summary>
internal sealed class FacetSet
{
    /// <summary>SQL of the facets of a row <c>known</c> with those of a row <c>excluded</c>, merged in the same way.</summary>
    public const string Merged = """
        known.facets || coalesce((
            SELECT jsonb_object_agg(n.key, n.value) FROM jsonb_each(excluded.facets) n
            WHERE NOT known.facets ? n.key OR (n.value ->> 'at') COLLATE "C" > known.facets -> n.key ->> 'at'
                OR (n.value ->> 'at' = known.facets -> n.key ->> 'at' AND (n.value ->> 'facet') COLLATE "C" > known.facets -> n.key ->> 'facet')), '{}')
        """;

    private readonly Kept[] _facets;

    private FacetSet(Kept[] facets) => _facets = facets;

    /// <summary>No facets.</summary>
    public static FacetSet Empty { get; } = new([]);

    /// <summary>Reads facets as they are stored.</summary>
    public static FacetSet Parse(JsonElement stored) =>
        new([.. stored.EnumerateObject().Select(facet => new Kept(facet.Name, facet.Value.GetProperty("at").GetString()!, facet.Value.GetProperty("facet").GetRawText()))]);

    /// <summary>The kept facets with those of an event.</summary>
    public FacetSet With(IReadOnlyList<Facet> reported, DateTimeOffset at)
    {
        if (reported.Count == 0)
        {
            return this;
        }

        var time = at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        List<Kept> merged = [.. _facets];
        foreach (var facet in reported)
        {
            var place = merged.FindIndex(kept => kept.Name == facet.Name);
            if (place < 0)
            {
                merged.Add(new Kept(facet.Name, time, facet.Text));
            }
            else if (IsLater(time, facet.Text, merged[place]))
            {
                merged[place] = new Kept(facet.Name, time, facet.Text);
            }
        }

        return new FacetSet([.. merged]);
    }

    /// <summary>Writes the facets as they are stored.</summary>
    public void WriteTo(StringBuilder json)
    {
        json.Append('{');
        for (var place = 0; place < _facets.Length; place++)
        {
            var (name, at, text) = _facets[place];
            json.Append(place == 0 ? "\"" : ",\"").Append(JsonEncodedText.Encode(name).Value).Append("\":{\"at\":\"").Append(at).Append("\",\"facet\":").Append(text).Append('}');
        }

        json.Append('}');
    }

    /// <summary>The facets as they are stored.</summary>
    public override string ToString()
    {
        var json = new StringBuilder();
        WriteTo(json);
        return json.ToString();
    }

    /// <summary>The facets as reported; those that were taken back are left out.</summary>
    public static JsonObject Read(JsonObject kept) => [.. kept
        .Select(facet => KeyValuePair.Create(facet.Key, facet.Value!["facet"]))
        .Where(facet => facet.Value!["_deleted"] is not JsonValue deleted || !deleted.TryGetValue(out bool isDeleted) || !isDeleted)
        .Select(facet => KeyValuePair.Create<string, JsonNode?>(facet.Key, facet.Value!.DeepClone()))];

    private static bool IsLater(string time, string facet, Kept before) => string.CompareOrdinal(time, before.At) switch
    {
        0 => string.CompareOrdinal(facet, before.Text) > 0,
        var order => order > 0,
    };

    private sealed record Kept(string Name, string At, string Text);
}
