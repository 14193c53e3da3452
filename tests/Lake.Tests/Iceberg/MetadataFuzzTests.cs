using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Tests.Iceberg;

/// <summary>No bytes, however damaged, do anything but be read or be refused.</summary>
public sealed class MetadataFuzzTests
{
    private static readonly int Damages = Rounds.Of(5_000);

    private static readonly byte[][] Files = [.. new[] { MetadataSamples.Format1, MetadataSamples.Format2, MetadataSamples.Format3 }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Commits =
    [
        Encoding.UTF8.GetBytes("""
            {"requirements":[{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null},{"type":"assert-table-uuid","uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1"}],
             "updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":7,"sequence-number":1,"timestamp-ms":1700000000000,"manifest-list":"file:///x.avro","summary":{"operation":"append"},"schema-id":0}},
             {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":7},{"action":"set-properties","updates":{"a":"b"}},{"action":"remove-snapshots","snapshot-ids":[7]}]}
            """),
        Encoding.UTF8.GetBytes("""
            {"requirements":[],"updates":[{"action":"add-schema","schema":{"type":"struct","fields":[{"id":4,"name":"m","required":false,"type":{"type":"map","key-id":5,"key":"string","value-id":6,"value":"decimal(10,2)","value-required":false}}]}},
             {"action":"set-current-schema","schema-id":-1},{"action":"add-spec","spec":{"fields":[{"source-id":1,"name":"b","transform":"bucket[4]"}]}},{"action":"set-default-spec","spec-id":-1},
             {"action":"add-sort-order","sort-order":{"order-id":3,"fields":[{"source-id":1,"transform":"identity","direction":"asc","null-order":"nulls-first"}]}},{"action":"set-default-sort-order","sort-order-id":-1}]}
            """),
    ];

    [Fact]
    [Trait("Category", "Property")]
    public void Damaged_metadata_is_read_or_refused_and_what_is_read_is_written_and_read_again()
    {
        var random = new Random(20260131);
        var read = 0;
        for (var i = 0; i < Damages; i++)
        {
            var bytes = Mutation.Of(Files, random);
            try
            {
                var metadata = TableMetadata.Parse(bytes, "damaged");
                read++;
                var written = metadata.ToUtf8();
                Assert.Equal(written.ToArray(), TableMetadata.Parse(written, "again").ToUtf8().ToArray());
            }
            catch (IcebergFormatException exception)
            {
                Assert.StartsWith("damaged", exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, Damages / 200, Damages);
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Damaged_commit_is_done_or_refused_and_what_is_done_is_a_table()
    {
        var random = new Random(20260201);
        var table = CommitTable.New();
        var done = 0;
        for (var i = 0; i < Damages; i++)
        {
            var bytes = Mutation.Of(Commits, random);
            try
            {
                using var document = IcebergJson.Parse(bytes, "commit");
                var next = TableCommit.Parse(document.RootElement).Apply(table, "file:///lake/t/metadata/0.json", CommitTable.Now);
                done++;
                var written = next.ToUtf8();
                Assert.Equal(written.ToArray(), TableMetadata.Parse(written, "again").ToUtf8().ToArray());
            }
            catch (IcebergException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }

        Assert.InRange(done, Damages / 200, Damages);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Endless_nesting_is_refused(string opening)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, 1_000_000)));

        Assert.Throws<IcebergFormatException>(() => TableMetadata.Parse(bytes, "deep"));
    }

    [Fact]
    public void Unknown_members_nested_to_the_limit_are_written_again()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500));
        var text = MetadataSamples.Format2.TrimEnd()[..^1] + $",\"deep\":{deep}}}";

        var written = TableMetadata.Parse(Encoding.UTF8.GetBytes(text), "deep").ToUtf8();

        using var document = JsonDocument.Parse(written, new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.Equal(deep, document.RootElement.GetProperty("deep").GetRawText());
    }

    [Fact]
    public void Gzip_that_unpacks_without_end_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            var blanks = new byte[1 << 20];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < 300; i++)
            {
                gzip.Write(blanks);
            }
        }

        Assert.Contains("unpacks to more than", Assert.Throws<IcebergFormatException>(() => TableMetadata.Parse(packed.ToArray(), "bomb")).Message, StringComparison.Ordinal);
    }
}
