using System.Buffers;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Lake.Tests.Avro;

[Trait("Category", "Quick")]
public sealed class AvroFileTests
{
    private static readonly AvroSchema Schema = AvroSchema.Parse(
        """{"type":"record","name":"entry","fields":[{"name":"id","type":"long","field-id":1},{"name":"tags","type":["null",{"type":"array","items":"string","element-id":3}],"default":null,"field-id":2}]}""");

    [Fact]
    public void A_file_comes_back_with_header_schema_and_items_under_a_sync_marker_of_its_own()
    {
        var bytes = Written(100_000);
        var file = AvroFile.Open(bytes, "entries.avro");
        Assert.Equal("null", file.Codec);
        Assert.Equal("null", file.MetadataText("avro.codec"));
        Assert.Equal("2", file.MetadataText("format-version"));
        Assert.Null(file.MetadataText("absent"));
        Assert.Equal(Schema.ToString(), file.Schema.ToString());
        Assert.True(file.Blocks().Count() > 1);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(id => (long)id), Ids(file));

        var empty = AvroFile.Open(new AvroFileWriter(Schema, new Dictionary<string, string>(StringComparer.Ordinal)).Finish(), "empty.avro");
        Assert.Empty(empty.Blocks());
        Assert.Empty(Ids(empty));

        Assert.False(Written(1).Span.SequenceEqual(Written(1).Span));
    }

    [Fact]
    public void Blocks_are_read_by_the_codec_that_the_header_names_or_null()
    {
        var file = AvroFile.Open(Packed("deflate", data => ForeignAvro.Deflated(data)), "packed.avro");
        Assert.Equal("deflate", file.Codec);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(id => (long)id), Ids(file));

        Assert.Equal(1_000, Ids(AvroFile.Open(Packed(codec: null, data => data), "plain.avro")).Count);

        Assert.Equal(
            "snappy.avro: header: the codec \"snappy\" is not read here; null and deflate are.",
            Assert.Throws<AvroDataException>(() => AvroFile.Open(Packed("snappy", data => data), "snappy.avro")).Message);

        Assert.Throws<ArgumentException>(() => new AvroFileWriter(Schema, new Dictionary<string, string>(StringComparer.Ordinal) { ["avro.codec"] = "deflate" }));
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused_wherever_it_ends()
    {
        var whole = Written(3).ToArray();
        var header = AvroFile.Open(Written(0), "").Blocks().Count() + Written(0).Length;
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            if (length == header)
            {
                continue; // A file may have no block at all.
            }

            var error = Assert.Throws<AvroDataException>(() => Ids(AvroFile.Open(cut, "cut.avro")));
            Assert.StartsWith("cut.avro: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_no_avro_file_or_has_other_blocks_is_refused_by_name()
    {
        var bytes = Written(3).ToArray();
        bytes[^1] ^= 1;
        Assert.Equal("x.avro: block 1: ", Assert.Throws<AvroDataException>(() => Ids(AvroFile.Open(bytes, "x.avro"))).Message[..17]);

        var file = AvroFile.Open(Written(3), "x.avro");
        var error = Assert.Throws<AvroDataException>(() => file.ReadAll((ref reader) => reader.ReadLong()));
        Assert.Contains("bytes follow", error.Message, StringComparison.Ordinal);

        Assert.StartsWith("x.parquet: this is no Avro file", Assert.Throws<AvroDataException>(() => AvroFile.Open("PAR1"u8.ToArray(), "x.parquet")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_unpacks_to_more_than_a_machine_has_is_refused()
    {
        var file = AvroFile.Open(Packed("deflate", _ => ForeignAvro.Deflated(new byte[1024 * 1024], times: 65)), "bomb.avro");
        Assert.Contains("unpacks to more than", Assert.Throws<AvroDataException>(() => Ids(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_blocks_together_unpack_to_more_than_it_may_is_refused()
    {
        var one = Packed("deflate", _ => ForeignAvro.Deflated(new byte[1024 * 1024], times: 60));
        var block = one[(one.AsSpan().IndexOf(ForeignAvro.Sync) + ForeignAvro.Sync.Length)..];
        var file = AvroFile.Open((byte[])[.. one, .. block, .. block, .. block, .. block], "bomb.avro");

        Assert.StartsWith("bomb.avro: the file unpacks to more than 268435456 bytes", Assert.Throws<AvroDataException>(() => file.Blocks().Count()).Message, StringComparison.Ordinal);
        Assert.Equal(4, AvroFile.Open((byte[])[.. one, .. block, .. block, .. block], "four.avro").Blocks().Count());
    }

    private static ReadOnlyMemory<byte> Written(int count)
    {
        var writer = new AvroFileWriter(Schema, new Dictionary<string, string>(StringComparer.Ordinal) { ["format-version"] = "2" });
        for (var i = 0; i < count; i++)
        {
            writer.Append(i, Encode);
        }

        return writer.Finish();
    }

    private static void Encode(AvroWriter writer, int id)
    {
        writer.WriteLong(id);
        writer.WriteLong(id % 2);
        if (id % 2 == 1)
        {
            writer.WriteBlockCount(1);
            writer.WriteString($"tag {id}");
            writer.WriteEnd();
        }
    }

    private static IReadOnlyList<long> Ids(AvroFile file)
    {
        var tags = ((AvroRecord)file.Schema).Fields[1].Type;
        return file.ReadAll((ref reader) =>
        {
            var id = reader.ReadLong();
            reader.Skip(tags);
            return id;
        });
    }

    // A file of one block as another writer makes it.
    private static byte[] Packed(string? codec, Func<byte[], byte[]> pack)
    {
        var items = new ArrayBufferWriter<byte>();
        for (var i = 0; i < 1_000; i++)
        {
            Encode(new AvroWriter(items), i);
        }

        return ForeignAvro.Of(Schema.ToString(), codec, 1_000, pack(items.WrittenSpan.ToArray()));
    }
}
