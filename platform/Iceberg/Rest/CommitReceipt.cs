using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Rest;

/// <summary>
/// The minimal response to a commit (<see cref="Preference"/>): the data that turns the old metadata and the commit into the new
/// metadata. The specification's response is the whole metadata, which grows with the table's history.
/// </summary>
/// <param name="Before">The metadata file that the commit was made on.</param>
/// <param name="MetadataLocation">The metadata file that it made.</param>
/// <param name="LastUpdatedMs">When, in milliseconds since 1970-01-01 UTC.</param>
public sealed record CommitReceipt(string Before, string MetadataLocation, long LastUpdatedMs)
{
    /// <summary>The value of a request's <c>Prefer</c> and of the response's <c>Preference-Applied</c> (RFC 7240, section 4.2).</summary>
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
