using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary><c>source-id</c> of a transform of one column, <c>source-ids</c> (format 3) of one of several.</summary>
internal static class SourceIds
{
    public static (int First, IReadOnlyList<int>? All) Read(JsonObjectReader json)
    {
        var all = json.List("source-ids", JsonObjectReader.Int32Of);
        var first = json.Int32("source-id");
        return all is { Count: > 0 } ? (first ?? all[0], all) : (first ?? throw json.Place.Member("source-id").Wrong("is required."), null);
    }

    public static void Write(Utf8JsonWriter writer, int first, IReadOnlyList<int>? all)
    {
        if (all is null)
        {
            writer.WriteNumber("source-id", first);
        }
        else
        {
            IcebergJson.WriteList(writer, "source-ids", all, static (id, json) => json.WriteNumberValue(id));
        }
    }
}
