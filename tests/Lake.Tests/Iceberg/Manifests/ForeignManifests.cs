using MeshStarter.Lake.Tests.Avro;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.Platform.Iceberg.Manifests;

namespace MeshStarter.Lake.Tests.Iceberg.Manifests;

/// <summary>Manifests as others write them: what our own writer never would.</summary>
internal static class ForeignManifests
{
    public static ManifestFile Listed(string location, long sequenceNumber) => new()
    {
        Location = location,
        SequenceNumber = sequenceNumber,
        MinSequenceNumber = sequenceNumber,
        AddedSnapshotId = 4,
    };

    public static ReadOnlyMemory<byte> Entries(string format, params (int Status, long? Number, string Name)[] entries) => Entries(format, "data", entries);

    /// <summary>A manifest of data files of an unpartitioned table, with fields that no one knows.</summary>
    public static ReadOnlyMemory<byte> Entries(string format, string content, params (int Status, long? Number, string Name)[] entries)
    {
        var schema = AvroSchema.Parse(
            """
            {"type":"record","name":"manifest_entry","fields":[
            {"name":"odd","type":{"type":"map","values":["null","string",{"type":"array","items":"double"}]}},
            {"name":"s","type":"int","field-id":0},
            {"name":"sequence_number","type":["long","null"],"field-id":3},
            {"name":"data_file","type":{"type":"record","name":"r2","fields":[
            {"name":"file_path","type":"string","field-id":100},{"name":"file_format","type":"string","field-id":101},
            {"name":"partition","type":{"type":"record","name":"r102","fields":[]},"field-id":102},
            {"name":"record_count","type":"long","field-id":103},{"name":"file_size_in_bytes","type":"long","field-id":104}]},"field-id":2}]}
            """);
        var file = new AvroFileWriter(schema, new Dictionary<string, string> { ["format-version"] = format, ["content"] = content });
        foreach (var entry in entries)
        {
            file.Append(entry, static (writer, entry) =>
            {
                writer.WriteBlockCount(1);
                writer.WriteString("k");
                writer.WriteLong(2);
                writer.WriteBlockCount(1);
                writer.WriteDouble(1);
                writer.WriteEnd();
                writer.WriteEnd();
                writer.WriteInt(entry.Status);
                writer.WriteLong(entry.Number is null ? 1 : 0);
                if (entry.Number is { } number)
                {
                    writer.WriteLong(number);
                }

                writer.WriteString($"file:///lake/{entry.Name}");
                writer.WriteString("parquet");
                writer.WriteLong(1);
                writer.WriteLong(1);
            });
        }

        return file.Finish();
    }

    /// <summary>A manifest of format 1 of two files, of snapshot 4, packed or not.</summary>
    public static ReadOnlyMemory<byte> Version1(string codec)
    {
        const string schema =
            """
            {"type":"record","name":"manifest_entry","fields":[
            {"name":"status","type":"int","field-id":0},{"name":"snapshot_id","type":"long","field-id":1},
            {"name":"data_file","type":{"type":"record","name":"r2","fields":[
            {"name":"file_path","type":"string","field-id":100},{"name":"file_format","type":"string","field-id":101},
            {"name":"partition","type":{"type":"record","name":"r102","fields":[]},"field-id":102},
            {"name":"record_count","type":"long","field-id":103},{"name":"file_size_in_bytes","type":"long","field-id":104},
            {"name":"block_size_in_bytes","type":"long","field-id":105},
            {"name":"value_counts","type":["null",{"type":"array","items":{"type":"record","name":"k119_v120","fields":[{"name":"key","type":"int","field-id":119},{"name":"value","type":"long","field-id":120}]},"logicalType":"map"}],"default":null,"field-id":109}
            ]},"field-id":2}]}
            """;
        var items = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new AvroWriter(items);
        foreach (var (status, name, records) in new[] { (0, "old", 5), (1, "new", 6) })
        {
            writer.WriteInt(status);
            writer.WriteLong(4);
            writer.WriteString($"file:///lake/{name}.parquet");
            writer.WriteString("parquet");
            writer.WriteLong(records);
            writer.WriteLong(100);
            writer.WriteLong(64 << 20);
            writer.WriteLong(1);
            writer.WriteLong(-1);
            writer.WriteLong(2);
            writer.WriteInt(1);
            writer.WriteLong(3);
            writer.WriteEnd();
        }

        return ForeignAvro.Of(schema, codec, 2, codec == "deflate" ? ForeignAvro.Deflated(items.WrittenSpan) : items.WrittenSpan, ("schema", "{}"));
    }
}
