using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;

namespace MeshStarter.Lake.Tests.Iceberg;

[Trait("Category", "Quick")]
public sealed class TableMetadataTests
{
    [Fact]
    public void Metadata_of_formats_2_and_3_is_written_as_it_was_read_with_all_members()
    {
        var written = TableMetadata.Parse(Utf8(MetadataSamples.Format2), "v2").ToUtf8();

        AssertSame(MetadataSamples.Format2, written);

        var third = TableMetadata.Parse(Utf8(MetadataSamples.Format3), "v3").ToUtf8();

        AssertSame(MetadataSamples.Format3, third);
    }

    [Fact]
    public void Metadata_of_format_1_is_read_as_lists_and_written_for_old_readers_too()
    {
        var metadata = TableMetadata.Parse(Utf8(MetadataSamples.Format1), "v1");

        Assert.Null(metadata.TableUuid);
        Assert.Equal("file:///lake/old", metadata.Location);
        Assert.Equal([0], metadata.Schemas.Select(schema => schema.SchemaId));
        Assert.Equal("x", metadata.CurrentSchema.FindField(1)!.Name);
        Assert.Equal([new PartitionField(1, 1000, "x", new IdentityTransform()), new PartitionField(2, 1001, "y_bucket", new BucketTransform(4))], metadata.DefaultSpec.Fields);
        Assert.Equal(1001, metadata.LastPartitionId);
        Assert.Equal([SortOrder.Unsorted], metadata.SortOrders);
        Assert.Equal(SnapshotReference.Branch(7), metadata.Reference("main"));
        Assert.Equal(["file:///lake/old/m1.avro"], metadata.CurrentSnapshot!.Manifests);
        Assert.Equal(0, metadata.CurrentSnapshot.SequenceNumber);

        var written = JsonNode.Parse(metadata.ToUtf8().Span)!;

        Assert.Equal(written["schemas"]![0]!.ToJsonString(), written["schema"]!.ToJsonString());
        Assert.Equal(written["partition-specs"]![0]!["fields"]!.ToJsonString(), written["partition-spec"]!.ToJsonString());
        Assert.Null(written["last-sequence-number"]);
    }

    [Fact]
    public void Ids_of_64_bits_stay_exact_and_a_snapshot_is_found_by_time()
    {
        var metadata = TableMetadata.Parse(Utf8(MetadataSamples.Format2), "v2");

        Assert.Equal(9_223_372_036_854_775_807, metadata.CurrentSnapshotId);
        Assert.Contains("9223372036854775807", Encoding.UTF8.GetString(metadata.ToUtf8().Span), StringComparison.Ordinal);

        Assert.Null(metadata.SnapshotAt(1_515_100_955_769));
        Assert.Equal(3_051_729_675_574_597_004, metadata.SnapshotAt(1_515_100_955_770)!.SnapshotId);
        Assert.Equal(9_223_372_036_854_775_807, metadata.SnapshotAt(long.MaxValue)!.SnapshotId);
    }

    [Fact]
    public void Current_snapshot_of_minus_one_is_none()
    {
        var json = JsonNode.Parse(MetadataSamples.Format2)!;
        (json["current-snapshot-id"], json["refs"], json["snapshots"], json["snapshot-log"]) = (-1, new JsonObject(), new JsonArray(), new JsonArray());

        var metadata = TableMetadata.Parse(Utf8(json.ToJsonString()), "none");

        Assert.Null(metadata.CurrentSnapshot);
        Assert.Empty(metadata.References);
    }

    [Fact]
    public void Metadata_packed_by_gzip_is_read()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(MetadataSamples.Format2));
        }

        Assert.Equal(2, TableMetadata.Parse(packed.ToArray(), "v2.gz.metadata.json").FormatVersion);
    }

    [Theory]
    [InlineData("format-version", "4", "format-version")]
    [InlineData("format-version", "\"2\"", "format-version")]
    [InlineData("table-uuid", "\"one\"", "table-uuid")]
    [InlineData("table-uuid", "null", "table-uuid")]
    [InlineData("location", "7", "location")]
    [InlineData("last-column-id", "1e99", "last-column-id")]
    [InlineData("last-sequence-number", "0", "snapshots")]
    [InlineData("current-schema-id", "9", "current-schema-id")]
    [InlineData("default-spec-id", "9", "default-spec-id")]
    [InlineData("default-sort-order-id", "9", "default-sort-order-id")]
    [InlineData("current-snapshot-id", "12", "current-snapshot-id")]
    [InlineData("schemas", "[]", "current-schema-id")]
    [InlineData("schemas", "{}", "schemas")]
    [InlineData("schemas", """[{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"a","required":true,"type":"long"},{"id":1,"name":"b","required":true,"type":"long"}]}]""", "schemas[0]")]
    [InlineData("schemas", """[{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"a","required":true,"type":"lung"}]}]""", "schemas[0].fields[0].type")]
    [InlineData("schemas", """[{"type":"struct","schema-id":1,"fields":[{"id":1,"name":"a","required":true,"type":"decimal(39,2)"}]}]""", "schemas[0].fields[0].type")]
    [InlineData("schemas", """[{"type":"struct","schema-id":1,"identifier-field-ids":[2],"fields":[{"id":1,"name":"a","required":true,"type":"long"}]}]""", "schemas[0].identifier-field-ids[0]")]
    [InlineData("refs", """{"b":{"snapshot-id":1,"type":"branch"}}""", "refs.b")]
    [InlineData("refs", """{"b":{"snapshot-id":3051729675574597004,"type":"twig"}}""", "refs.b.type")]
    [InlineData("properties", """{"a":1}""", "properties.a")]
    [InlineData("snapshot-log", """[{"timestamp-ms":1515100955770,"snapshot-id":1},{"timestamp-ms":5,"snapshot-id":1}]""", "snapshot-log")]
    public void A_wrong_member_is_named(string member, string value, string place)
    {
        var json = JsonNode.Parse(MetadataSamples.Format2)!;
        json[member] = JsonNode.Parse(value);

        var exception = Assert.Throws<IcebergFormatException>(() => TableMetadata.Parse(Utf8(json.ToJsonString()), "file"));

        Assert.StartsWith($"file.{place}:", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1,2")]
    [InlineData("""{"format-version":2,"format-version":2}""")]
    [InlineData("""{"format-version":2,"location":"\ud800"}""")]
    [InlineData("""{"format-version":2,"\ud800":1}""")]
    public void What_is_no_metadata_is_an_error_that_names_the_file(string text) =>
        Assert.StartsWith("00001.metadata.json", Assert.Throws<IcebergFormatException>(() => TableMetadata.Parse(Utf8(text), "00001.metadata.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_schema_of_a_hundred_levels_or_a_thousand_fields_is_read()
    {
        var metadata = TableMetadata.Parse(Utf8(MetadataSamples.WithFields(MetadataSamples.NestedFields(100))), "deep");

        Assert.Equal(100, metadata.CurrentSchema.HighestFieldId);
        Assert.Equal(metadata.CurrentSchema, TableMetadata.Parse(metadata.ToUtf8(), "again").CurrentSchema);

        Assert.Equal(1000, TableMetadata.Parse(Utf8(MetadataSamples.WithFields(MetadataSamples.ManyFields(1000))), "wide").CurrentSchema.Fields.Count);
    }

    [Theory]
    [InlineData(129)]
    [InlineData(10_000)]
    public void A_schema_that_nests_too_deep_is_an_error(int levels) =>
        Assert.Throws<IcebergFormatException>(() => TableMetadata.Parse(Utf8(MetadataSamples.WithFields(MetadataSamples.NestedFields(levels))), "too deep"));

    [Theory]
    [InlineData("1< 2<1 3<2 4<3", 4, "4 3 2 1")]
    [InlineData("4<3 2<1 3<2 1<", 4, "4 3 2 1")]
    [InlineData("1< 2<1 5<2 3<1 4<3", 4, "4 3 1")]
    [InlineData("3<2 4<3", 4, "4 3")]
    [InlineData("1<2 2<1", 1, "1 2")]
    public void Line_of_a_snapshot_is_that_of_its_parents_in_whatever_order_they_are(string snapshots, long of, string line)
    {
        var metadata = TableMetadata.Parse(Utf8(MetadataSamples.Format2), "v2") with
        {
            Snapshots = [.. snapshots.Split(' ').Select(text => text.Split('<')).Select(ids => new Snapshot
            {
                SnapshotId = long.Parse(ids[0], CultureInfo.InvariantCulture),
                ParentSnapshotId = ids[1].Length == 0 ? null : long.Parse(ids[1], CultureInfo.InvariantCulture),
                TimestampMs = 0,
            })],
        };

        Assert.Equal(line, string.Join(' ', metadata.LineOf(metadata.SnapshotById(of)).Select(snapshot => snapshot.SnapshotId)));
    }

    private static void AssertSame(string expected, ReadOnlyMemory<byte> actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.Span)), $"{expected}\n{Encoding.UTF8.GetString(actual.Span)}");

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
