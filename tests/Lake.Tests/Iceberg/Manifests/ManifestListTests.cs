using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;

namespace MeshStarter.Lake.Tests.Iceberg.Manifests;

public sealed class ManifestListTests
{
    private const string Location = "file:///lake/t/metadata/snap-1.avro";

    private static readonly ManifestFile Full = new()
    {
        Location = "file:///lake/t/metadata/é.avro",
        Length = 1L << 40,
        PartitionSpecId = 3,
        Content = ManifestContent.Deletes,
        SequenceNumber = 7,
        MinSequenceNumber = 2,
        AddedSnapshotId = long.MaxValue,
        AddedFilesCount = 1,
        ExistingFilesCount = 2,
        DeletedFilesCount = 3,
        AddedRowsCount = 4,
        ExistingRowsCount = 5,
        DeletedRowsCount = 6,
    };

    [Fact]
    public void List_is_read_as_it_was_written()
    {
        var partitions = new[] { new PartitionFieldSummary(true, null, null, null), new PartitionFieldSummary(false, true, new byte[] { 1 }, new byte[] { 2, 3 }) };
        var bytes = ManifestListWriter.Write(9, 8, 12, [Full, Full with { Partitions = partitions }, Full with { Partitions = [] }]);

        var read = ManifestListReader.Read(bytes, Location);

        Assert.Equal([Full, Full, Full], read.Select(manifest => manifest with { Partitions = null }));
        Assert.Null(read[0].Partitions);
        Assert.Equal(
            [(true, null, null, null), (false, true, "01", "0203")],
            read[1].Partitions!.Select(part => (part.ContainsNull, part.ContainsNaN, Hex(part.LowerBound), Hex(part.UpperBound))));
        Assert.Empty(read[2].Partitions!);
    }

    [Fact]
    public void New_manifest_gets_the_snapshots_number()
    {
        var bytes = ManifestListWriter.Write(9, null, 12, [Full with { SequenceNumber = null, MinSequenceNumber = null }, Full with { SequenceNumber = null, MinSequenceNumber = 4 }]);

        Assert.Equal([(12L, 12L), (12L, 4L)], ManifestListReader.Read(bytes, Location).Select(manifest => (manifest.SequenceNumber!.Value, manifest.MinSequenceNumber!.Value)));
    }

    [Fact]
    public void Header_says_which_snapshot_it_is_of()
    {
        var first = AvroFile.Open(ManifestListWriter.Write(9, null, 1, [Full]), "l");
        var next = AvroFile.Open(ManifestListWriter.Write(9, 8, 1, [Full]), "l");

        Assert.Equal(("9", "null", "1", "2", "null"), (first.MetadataText("snapshot-id"), first.MetadataText("parent-snapshot-id"), first.MetadataText("sequence-number"), first.MetadataText("format-version"), first.MetadataText("avro.codec")));
        Assert.Equal("8", next.MetadataText("parent-snapshot-id"));
    }

    [Fact]
    public void List_of_format_1_has_no_numbers_and_may_have_no_counts()
    {
        var schema = AvroSchema.Parse(
            """
            {"type":"record","name":"manifest_file","fields":[
            {"name":"manifest_path","type":"string","field-id":500},{"name":"manifest_length","type":"long","field-id":501},
            {"name":"partition_spec_id","type":"int","field-id":502},{"name":"added_snapshot_id","type":["null","long"],"default":null,"field-id":503},
            {"name":"added_data_files_count","type":["null","int"],"default":null,"field-id":504}]}
            """);
        var file = new AvroFileWriter(schema, new Dictionary<string, string>());
        file.Append(0, static (writer, _) =>
        {
            writer.WriteString("file:///lake/m.avro");
            writer.WriteLong(100);
            writer.WriteInt(0);
            writer.WriteLong(1);
            writer.WriteLong(5);
            writer.WriteLong(0);
        });

        var manifest = Assert.Single(ManifestListReader.Read(file.Finish(), Location));

        Assert.Equal(new ManifestFile { Location = "file:///lake/m.avro", Length = 100, AddedSnapshotId = 5, SequenceNumber = 0, MinSequenceNumber = 0 }, manifest);
        Assert.True(manifest.MayHaveLiveFiles);
        Assert.Contains("m.avro", Assert.Throws<IcebergException>(() => ManifestListWriter.Write(1, null, 1, [manifest])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_manifest_list_says_what_it_lacks()
    {
        var other = new AvroFileWriter(AvroSchema.Parse("""{"type":"record","name":"r","fields":[{"name":"manifest_path","type":"long","field-id":500}]}"""), new Dictionary<string, string>());
        var empty = new AvroFileWriter(AvroSchema.Parse("""{"type":"record","name":"r","fields":[]}"""), new Dictionary<string, string>());

        Assert.Contains("500 (manifest_path)", Assert.Throws<IcebergFormatException>(() => ManifestListReader.Read(other.Finish(), Location)).Message, StringComparison.Ordinal);
        Assert.Contains("500 (manifest_path)", Assert.Throws<IcebergFormatException>(() => ManifestListReader.Read(empty.Finish(), Location)).Message, StringComparison.Ordinal);
        Assert.StartsWith(Location, Assert.Throws<IcebergFormatException>(() => ManifestListReader.Read("{}"u8.ToArray(), Location)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_of_too_many_manifests_or_summaries_is_refused_and_the_limit_named()
    {
        var summaries = Enumerable.Repeat(new PartitionFieldSummary(false, null, null, null), 1_001).ToList();

        var manifests = Assert.Throws<IcebergFormatException>(() => ManifestListReader.Read(ManifestListWriter.Write(9, 8, 12, Enumerable.Repeat(Full, ManifestListReader.MostManifests + 1)), Location));
        var parts = Assert.Throws<IcebergFormatException>(() => ManifestListReader.Read(ManifestListWriter.Write(9, 8, 12, Enumerable.Repeat(Full with { Partitions = summaries }, 1_000)), Location));

        Assert.StartsWith($"{Location}: the file has more than 100000 items", manifests.Message, StringComparison.Ordinal);
        Assert.Contains("more than 1000000 summaries", parts.Message, StringComparison.Ordinal);
        Assert.Equal(ManifestListReader.MostManifests, ManifestListReader.Read(ManifestListWriter.Write(9, 8, 12, Enumerable.Repeat(Full, ManifestListReader.MostManifests)), Location).Count);
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled() => Assert.Throws<OperationCanceledException>(
        () => ManifestListReader.Read(ManifestListWriter.Write(9, 8, 12, [Full]), Location, new CancellationToken(canceled: true)));

    [Fact]
    public void Damaged_list_is_an_error_that_names_it_and_nothing_else()
    {
        var summaries = Enumerable.Repeat(new PartitionFieldSummary(false, true, new byte[] { 1 }, new byte[] { 2, 3 }), 3).ToList();
        var bytes = ManifestListWriter.Write(9, 8, 12, Enumerable.Repeat(Full with { Partitions = summaries }, 20));
        SampleManifests.Damage(bytes, seed: 6, damaged =>
        {
            try
            {
                _ = ManifestListReader.Read(damaged, Location);
            }
            catch (IcebergFormatException wrong)
            {
                Assert.StartsWith(Location, wrong.Message, StringComparison.Ordinal);
            }
        });
    }

    private static string? Hex(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Convert.ToHexString(some.Span) : null;
}
