using System.Text.Json;

namespace MeshStarter.Lake.Iceberg;

/// <summary>
/// What a catalog answers to a commit whose sender asked for no more (<see cref="Preference"/>): all that it takes to make the table's new
/// metadata of the old and the commit. The specification's answer is the whole metadata, which grows with the table's history.
/// </summary>
/// <param name="Before">The metadata file that the commit was made on.</param>
/// <param name="MetadataLocation">The metadata file that it made.</param>
/// <param name="LastUpdatedMs">When, in milliseconds since 1970-01-01 UTC.</param>
public sealed record CommitReceipt(string Before, string MetadataLocation, long LastUpdatedMs)
{
    /// <summary>What a request says in <c>Prefer</c>, and the answer in <c>Preference-Applied</c> (RFC 7240, section 4.2).</summary>
    public const string Preference = "return=minimal";

    /// <summary>Reads one.</summary>
    /// <exception cref="IcebergFormatException">It is none.</exception>
    public static CommitReceipt Read(JsonElement element)
    {
        var json = new JsonObjectReader(element, JsonPlace.Root("receipt"));
        return new CommitReceipt(json.RequiredText("previous-metadata-location"), json.RequiredText("metadata-location"), json.RequiredInt64("last-updated-ms"));
    }

    /// <summary>Writes it.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("previous-metadata-location", Before);
        writer.WriteString("metadata-location", MetadataLocation);
        writer.WriteNumber("last-updated-ms", LastUpdatedMs);
        writer.WriteEndObject();
    }
}
