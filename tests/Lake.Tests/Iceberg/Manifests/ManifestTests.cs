using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Manifests;

[Trait("Category", "Quick")]
public sealed class ManifestTests
{
    private const string Location = "file:///lake/t/metadata/m.avro";

    [Fact]
    [Trait("Category", "Property")]
    public void Files_are_read_as_they_were_written()
    {
        var samples =
            from content in Gen.Elements(ManifestContent.Data, ManifestContent.Deletes)
            from count in Gen.Choose(1, 5)
            from files in SampleManifests.Files(content).ListOf(count)
            select (content, files: files.ToList());
        Prop.ForAll(samples.ToArbitrary(), static sample =>
        {
            var writer = new ManifestWriter(sample.content, SampleManifests.Schema, SampleManifests.Spec, SampleManifests.PartitionType, 77);
            sample.files.ForEach(file => writer.Add(file));
            var (bytes, manifest) = writer.Finish(Location);

            var entries = ManifestReader.Read(bytes, SampleManifests.Committed(manifest, 9), SampleManifests.Spec, SampleManifests.PartitionType);

            Assert.Equal(sample.files.Select(Facts), entries.Select(entry => Facts(entry.File)));
            Assert.All(entries, entry => Assert.Equal((ManifestEntryStatus.Added, 77, 9, 9), (entry.Status, entry.SnapshotId, entry.SequenceNumber, entry.FileSequenceNumber)));
            Assert.Equal((sample.files.Count, 0, 0), (manifest.AddedFilesCount, manifest.ExistingFilesCount, manifest.DeletedFilesCount));
            Assert.Equal(sample.files.Sum(file => file.RecordCount), manifest.AddedRowsCount);
            Assert.Equal(bytes.Length, manifest.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(40)));
    }

    [Fact]
    public void Manifest_of_too_many_entries_is_refused_and_the_limit_named()
    {
        var writer = new ManifestWriter(ManifestContent.Data, SampleManifests.Schema, PartitionSpec.Unpartitioned, new IcebergStruct([]), 77);
        var file = SampleManifests.File("x");
        for (var entry = 0; entry < ManifestReader.MostEntries; entry++)
        {
            writer.Add(file);
        }

        writer.Add(file);
        var (bytes, manifest) = writer.Finish(Location);

        Assert.StartsWith($"{Location}: the file has more than 500000 items", Assert.Throws<IcebergFormatException>(() => Read(bytes, SampleManifests.Committed(manifest, 9))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_of_too_many_split_offsets_is_refused_and_the_limit_named()
    {
        var writer = new ManifestWriter(ManifestContent.Data, SampleManifests.Schema, PartitionSpec.Unpartitioned, new IcebergStruct([]), 77);
        writer.Add(SampleManifests.File("x") with { SplitOffsets = new long[5_000_001] });
        var (bytes, manifest) = writer.Finish(Location);

        Assert.Contains("more than 5000000 split offsets", Assert.Throws<IcebergFormatException>(() => Read(bytes, SampleManifests.Committed(manifest, 9))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled()
    {
        var writer = new ManifestWriter(ManifestContent.Data, SampleManifests.Schema, PartitionSpec.Unpartitioned, new IcebergStruct([]), 77);
        writer.Add(SampleManifests.File("x"));
        var (bytes, manifest) = writer.Finish(Location);

        Assert.Throws<OperationCanceledException>(() => ManifestReader.Read(bytes, SampleManifests.Committed(manifest, 9), PartitionSpec.Unpartitioned, new IcebergStruct([]), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void An_empty_referenced_data_file_is_absent()
    {
        var writer = new ManifestWriter(ManifestContent.Deletes, SampleManifests.Schema, PartitionSpec.Unpartitioned, new IcebergStruct([]), 77);
        writer.Add(SampleManifests.File("deletes") with { Content = DataFileContent.PositionDeletes, ReferencedDataFile = "" });
        var (bytes, manifest) = writer.Finish(Location);

        var entry = Assert.Single(Read(bytes, SampleManifests.Committed(manifest, 9)));

        Assert.Null(entry.File.ReferencedDataFile);
    }

    [Fact]
    public void Kept_and_removed_files_keep_their_numbers_also_where_other_writers_gave_none()
    {
        var writer = Writer();
        writer.Add(SampleManifests.File("new"));
        writer.Add(SampleManifests.File("compacted"), sequenceNumber: 4);
        writer.Keep(new ManifestEntry(ManifestEntryStatus.Added, 5, 3, 3, SampleManifests.File("old")));
        writer.Remove(new ManifestEntry(ManifestEntryStatus.Existing, 5, 2, 6, SampleManifests.File("gone")));
        var (bytes, manifest) = writer.Finish(Location);

        var entries = Read(bytes, SampleManifests.Committed(manifest, 9));

        Assert.Equal(
            [
                (ManifestEntryStatus.Added, 77, 9, 9),
                (ManifestEntryStatus.Added, 77, 4, 9),
                (ManifestEntryStatus.Existing, 5, 3, 3),
                (ManifestEntryStatus.Deleted, 77, 2L, 6L),
            ],
            entries.Select(entry => (entry.Status, entry.SnapshotId, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value)));
        Assert.Equal((2, 1, 1, 20L, 10L, 10L, 3L), (manifest.AddedFilesCount, manifest.ExistingFilesCount, manifest.DeletedFilesCount, manifest.AddedRowsCount, manifest.ExistingRowsCount, manifest.DeletedRowsCount, manifest.MinSequenceNumber));

        var unnumbered = Writer();
        unnumbered.Keep(new ManifestEntry(ManifestEntryStatus.Existing, 5, 3, null, SampleManifests.File("old")));
        unnumbered.Remove(new ManifestEntry(ManifestEntryStatus.Existing, 5, 2, null, SampleManifests.File("gone")));
        var (others, listed) = unnumbered.Finish(Location);

        Assert.Equal(
            [(ManifestEntryStatus.Existing, 3L, null), (ManifestEntryStatus.Deleted, 2L, (long?)null)],
            Read(others, SampleManifests.Committed(listed, 9)).Select(entry => (entry.Status, entry.SequenceNumber!.Value, entry.FileSequenceNumber)));
    }

    [Fact]
    public void Header_says_what_other_readers_ask_for()
    {
        var writer = new ManifestWriter(ManifestContent.Deletes, SampleManifests.Schema, SampleManifests.Spec, SampleManifests.PartitionType, 77);
        writer.Add(SampleManifests.File("x", new PartitionTuple(7, new object?[14])) with { Content = DataFileContent.PositionDeletes });
        var file = AvroFile.Open(writer.Finish(Location).Bytes, "m");

        Assert.Equal(("null", "3", "7", "2", "deletes"), (file.Codec, file.MetadataText("schema-id"), file.MetadataText("partition-spec-id"), file.MetadataText("format-version"), file.MetadataText("content")));
        Assert.StartsWith("""[{"source-id":1,"field-id":1000,"name":"id_bucket","transform":"bucket[16]"}""", file.MetadataText("partition-spec"), StringComparison.Ordinal);
        Assert.Equal(SampleManifests.Schema, TableSchema.Read(System.Text.Json.JsonElement.Parse(file.MetadataText("schema")!), JsonPlace.Root("schema")));
        Assert.Contains("avro.codec", file.Metadata.Keys);
    }

    [Fact]
    public void Summary_of_partitions_holds_all_of_them()
    {
        var spec = new PartitionSpec(0, [new(8, 1000, "ratio", new IdentityTransform()), new(2, 1001, "name", new IdentityTransform())]);
        var type = spec.PartitionType(SampleManifests.Schema);
        var writer = new ManifestWriter(ManifestContent.Data, SampleManifests.Schema, spec, type, 1);
        foreach (object?[] values in new[] { [0d, "b"], [-0d, null], [double.NaN, "a"], new object?[] { null, "é" } })
        {
            writer.Add(SampleManifests.File("x", new PartitionTuple(0, values)));
        }

        var summaries = writer.Finish(Location).Manifest.Partitions!;

        Assert.Equal((true, true, -0d, 0d), (summaries[0].ContainsNull, summaries[0].ContainsNaN, Decoded(type, 0, summaries[0].LowerBound), Decoded(type, 0, summaries[0].UpperBound)));
        Assert.True(double.IsNegative((double)Decoded(type, 0, summaries[0].LowerBound)));
        Assert.Equal((true, false, "a", "é"), (summaries[1].ContainsNull, summaries[1].ContainsNaN, Decoded(type, 1, summaries[1].LowerBound), Decoded(type, 1, summaries[1].UpperBound)));
    }

    [Fact]
    public void Manifest_is_not_written_of_what_does_not_belong_together()
    {
        Assert.Throws<IcebergException>(() => Writer().Finish(Location));
        Assert.Throws<IcebergException>(() => Writer().Add(SampleManifests.File("x") with { Content = DataFileContent.EqualityDeletes }));
        Assert.Throws<IcebergException>(() => Writer().Add(SampleManifests.File("x", new PartitionTuple(5, []))));
        Assert.Throws<IcebergException>(() => Writer().Keep(new ManifestEntry(ManifestEntryStatus.Added, 1, null, null, SampleManifests.File("x"))));
    }

    [Fact]
    public void Manifest_that_is_encrypted_or_lacks_the_number_of_an_earlier_file_is_refused_by_name()
    {
        var written = ForeignManifests.Entries("2", (0, null, "x"));

        var wrong = Assert.Throws<IcebergFormatException>(() => Read(written, ForeignManifests.Listed(Location, 9)));

        Assert.Contains(Location, wrong.Message, StringComparison.Ordinal);
        Assert.Contains("file:///lake/x", wrong.Message, StringComparison.Ordinal);

        var encrypted = Assert.Throws<IcebergFormatException>(() => Read(ForeignManifests.Entries("2", (1, null, "x")), ForeignManifests.Listed(Location, 9) with { KeyMetadata = new byte[1] }));

        Assert.Contains("encrypted", encrypted.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    public void Manifest_of_format_1_is_read_with_numbers_of_0(string codec)
    {
        var entries = Read(ForeignManifests.Version1(codec), ForeignManifests.Listed(Location, 0));

        Assert.Equal(
            [(ManifestEntryStatus.Existing, 4L, 0L, 0L, DataFileContent.Data, "file:///lake/old.parquet", 5L), (ManifestEntryStatus.Added, 4, 0, 0, DataFileContent.Data, "file:///lake/new.parquet", 6)],
            entries.Select(entry => (entry.Status, entry.SnapshotId, entry.SequenceNumber!.Value, entry.FileSequenceNumber!.Value, entry.File.Content, entry.File.Location, entry.File.RecordCount)));
        Assert.Equal(new Dictionary<int, long> { [1] = 3 }, entries[0].File.Metrics.ValueCounts!.ToDictionary());
    }

    [Theory]
    [InlineData("4")]
    [InlineData("x")]
    public void Manifest_of_a_format_that_no_one_knows_is_refused(string format)
    {
        var written = ForeignManifests.Entries(format, "data", (1, null, "x"));

        var wrong = Assert.Throws<IcebergFormatException>(() => Read(written, ForeignManifests.Listed(Location, 9)));

        Assert.StartsWith(Location, wrong.Message, StringComparison.Ordinal);
        Assert.Contains($"\"{format}\"", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_is_of_what_its_entries_are_whatever_its_header_says()
    {
        var written = ForeignManifests.Entries("2", "deletes", (1, null, "x"));
        var listed = ForeignManifests.Listed(Location, 9);

        var entries = Read(written, listed);
        var wrong = Assert.Throws<IcebergFormatException>(() => Read(written, listed with { Content = ManifestContent.Deletes }));

        Assert.Equal(DataFileContent.Data, Assert.Single(entries).File.Content);
        Assert.StartsWith(Location, wrong.Message, StringComparison.Ordinal);
        Assert.Contains("file:///lake/x is of content Data, in a manifest of Deletes", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"file_path","type":"string","field-id":101}""", "field 101 (file_format) 2 times")]
    [InlineData("""{"name":"other","type":{"type":"record","name":"p","fields":[]},"field-id":102}""", "field 102 (partition) 2 times")]
    public void Manifest_that_has_a_field_twice_is_refused(string field, string reason)
    {
        var written = new AvroFileWriter(
            AvroSchema.Parse(
                $$"""
                {"type":"record","name":"manifest_entry","fields":[{"name":"status","type":"int","field-id":0},
                {"name":"data_file","type":{"type":"record","name":"r2","fields":[
                {"name":"path","type":"string","field-id":100},{"name":"file_format","type":"string","field-id":101},
                {"name":"partition","type":{"type":"record","name":"r102","fields":[]},"field-id":102},
                {"name":"record_count","type":"long","field-id":103},{"name":"file_size_in_bytes","type":"long","field-id":104},{{field}}]},"field-id":2}]}
                """),
            new Dictionary<string, string> { ["format-version"] = "2" }).Finish();

        var wrong = Assert.Throws<IcebergFormatException>(() => Read(written, ForeignManifests.Listed(Location, 9)));

        Assert.StartsWith(Location, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(reason, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Partition_written_before_its_column_was_widened_has_the_wider_type()
    {
        var narrow = new TableSchema(0, [new(1, "i", false, IcebergType.Parse("int")), new(2, "f", false, IcebergType.Parse("float"))]);
        var wide = new TableSchema(1, [new(1, "i", false, IcebergType.Parse("long")), new(2, "f", false, IcebergType.Parse("double"))]);
        var spec = new PartitionSpec(0, [new(1, 1000, "i", new IdentityTransform()), new(2, 1001, "f", new IdentityTransform())]);
        var writer = new ManifestWriter(ManifestContent.Data, narrow, spec, spec.PartitionType(narrow), 1);
        writer.Add(SampleManifests.File("x", new PartitionTuple(0, [34, 1.5f])));
        var (bytes, manifest) = writer.Finish(Location);

        var entry = Assert.Single(ManifestReader.Read(bytes, SampleManifests.Committed(manifest, 1), spec, spec.PartitionType(wide)));

        Assert.Equal(new PartitionTuple(0, [34L, 1.5]), entry.File.Partition);
    }

    [Fact]
    public void Partition_that_lacks_a_field_of_its_spec_is_refused_and_the_field_is_named()
    {
        var schema = new TableSchema(0, [new(1, "i", false, IcebergType.Parse("int")), new(2, "f", false, IcebergType.Parse("float"))]);
        var spec = new PartitionSpec(3, [new(1, 1000, "i", new IdentityTransform()), new(2, 1001, "f_kept", new IdentityTransform())]);
        var emptied = new PartitionSpec(3, [spec.Fields[0], new(2, 1001, "f_kept", new VoidTransform())]);
        var shorter = new PartitionSpec(3, [spec.Fields[0]]);
        var writer = new ManifestWriter(ManifestContent.Data, schema, shorter, shorter.PartitionType(schema), 1);
        writer.Add(SampleManifests.File("x", new PartitionTuple(3, [34])));
        var (bytes, manifest) = writer.Finish(Location);

        var wrong = Assert.Throws<IcebergFormatException>(() => ManifestReader.Read(bytes, SampleManifests.Committed(manifest, 1), spec, spec.PartitionType(schema)));

        Assert.Contains($"{Location}: field 102 (partition) has no field 1001 (f_kept), which partition spec 3 has.", wrong.Message, StringComparison.Ordinal);
        var entry = Assert.Single(ManifestReader.Read(bytes, SampleManifests.Committed(manifest, 1), emptied, emptied.PartitionType(schema)));
        Assert.Equal(new PartitionTuple(3, [34, null]), entry.File.Partition);
    }

    [Fact]
    public void Damaged_manifest_is_an_error_that_names_it_and_nothing_else()
    {
        var writer = new ManifestWriter(ManifestContent.Data, SampleManifests.Schema, SampleManifests.Spec, SampleManifests.PartitionType, 77);
        foreach (var file in SampleManifests.Files(ManifestContent.Data).Sample(20, new Rnd(1234567, 7), 20))
        {
            writer.Add(file);
        }

        var (bytes, manifest) = writer.Finish(Location);
        SampleManifests.Damage(bytes, seed: 5, damaged =>
        {
            try
            {
                foreach (var entry in ManifestReader.Read(damaged, SampleManifests.Committed(manifest, 9), SampleManifests.Spec, SampleManifests.PartitionType))
                {
                    _ = Facts(entry.File);
                }
            }
            catch (IcebergFormatException wrong)
            {
                Assert.StartsWith(Location, wrong.Message, StringComparison.Ordinal);
            }
        });
    }

    private static object Facts(DataFile file) => (
        (file.Content, file.Location, file.Format, file.Partition, file.RecordCount, file.SizeInBytes, file.SortOrderId, file.ReferencedDataFile),
        (Text(file.Metrics.ColumnSizes), Text(file.Metrics.ValueCounts), Text(file.Metrics.NullValueCounts), Text(file.Metrics.NanValueCounts)),
        (Text(file.Metrics.LowerBounds), Text(file.Metrics.UpperBounds)),
        (file.SplitOffsets is null ? null : string.Join(',', file.SplitOffsets), file.EqualityIds is null ? null : string.Join(',', file.EqualityIds)));

    private static string? Text(ColumnCounts? counts)
    {
        var all = counts?.ToDictionary();
        Assert.All(all ?? new Dictionary<int, long>(), pair => Assert.Equal(pair.Value, counts![pair.Key]));
        return all is null ? null : string.Join(',', all);
    }

    private static string? Text(ColumnBounds? bounds)
    {
        var all = bounds?.ToDictionary();
        Assert.All(all ?? new Dictionary<int, byte[]>(), pair => Assert.Equal(pair.Value, bounds![pair.Key]!.Value.ToArray()));
        return all is null ? null : string.Join(',', all.Select(pair => $"{pair.Key}={Convert.ToHexString(pair.Value)}"));
    }

    private static object Decoded(IcebergStruct type, int at, ReadOnlyMemory<byte>? bound) =>
        SingleValue.TryDecode(type.Fields[at].Type, bound!.Value.Span, out var value) ? value : throw new InvalidOperationException();

    private static ManifestWriter Writer() =>
        new(ManifestContent.Data, SampleManifests.Schema, PartitionSpec.Unpartitioned, new IcebergStruct([]), 77);

    private static IReadOnlyList<ManifestEntry> Read(ReadOnlyMemory<byte> bytes, ManifestFile manifest) =>
        ManifestReader.Read(bytes, manifest, PartitionSpec.Unpartitioned, new IcebergStruct([]));
}
