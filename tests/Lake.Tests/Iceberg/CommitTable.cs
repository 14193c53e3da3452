using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Tests.Iceberg;

/// <summary>A table to commit to, and short words for what tests commit.</summary>
internal static class CommitTable
{
    public const long Now = 1_700_000_000_000;

    public static readonly Guid Uuid = Guid.Parse("9c12d441-03fe-4693-9a96-a0705ddf69c1");

    public static TableMetadata New(int format = 2) => new NewTable("t", Schema())
    {
        Properties = new Dictionary<string, string> { ["format-version"] = format.ToString(), ["owner"] = "me" },
    }.ToMetadata("file:///lake/t/", Uuid, Now);

    public static TableSchema Schema() => new(0, [Field(1, "id", IcebergPrimitiveKind.Long, required: true), Field(2, "at", IcebergPrimitiveKind.TimestampTz), Field(3, "text", IcebergPrimitiveKind.String)]);

    public static NestedField Field(int id, string name, IcebergPrimitiveKind kind, bool required = false) => new(id, name, required, new IcebergPrimitive(kind));

    public static TableMetadata Apply(this TableMetadata table, params IEnumerable<TableUpdate> updates) => table.ApplyAt(table.LastUpdatedMs + 1, updates);

    public static TableMetadata ApplyAt(this TableMetadata table, long now, params IEnumerable<TableUpdate> updates) =>
        new TableCommit([], [.. updates.Select(Reread)]).Apply(table, $"file:///lake/t/metadata/{table.LastUpdatedMs}.json", now);

    public static AddSnapshot Snapshot(long id, long sequence, long? parent = null, long time = Now) => new(new Snapshot
    {
        SnapshotId = id,
        ParentSnapshotId = parent,
        SequenceNumber = sequence,
        TimestampMs = time,
        ManifestList = $"file:///lake/t/metadata/snap-{id}.avro",
        Summary = new Dictionary<string, string> { ["operation"] = "append" },
    });

    public static SetSnapshotReference Branch(string name, long id) => new(name, SnapshotReference.Branch(id));

    /// <summary>The change as a client sends it: through JSON.</summary>
    public static TableUpdate Reread(TableUpdate update)
    {
        var json = IcebergJson.Write(update.WriteTo);
        using var document = JsonDocument.Parse(json);
        return TableUpdateReader.Read(document.RootElement, JsonPlace.Root("update"));
    }

    public static JsonElement Json(string text)
    {
        using var document = IcebergJson.Parse(Encoding.UTF8.GetBytes(text), "test");
        return document.RootElement.Clone();
    }
}
