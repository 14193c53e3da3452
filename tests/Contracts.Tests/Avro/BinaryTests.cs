using System.Buffers;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Tests.Avro;

public sealed class BinaryTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(-64, "7f")]
    [InlineData(64, "8001")]
    [InlineData(int.MaxValue, "feffffff0f")]
    [InlineData(long.MaxValue, "feffffffffffffffff01")]
    [InlineData(long.MinValue, "ffffffffffffffffff01")]
    public void A_long_is_a_zig_zag_varint(long value, string hex)
    {
        var bytes = Written(writer => writer.WriteLong(value));
        Assert.Equal(hex, Convert.ToHexStringLower(bytes));
        Assert.Equal(value, new AvroReader(bytes).ReadLong());
    }

    [Fact]
    public void Values_come_back_as_they_were_written()
    {
        var bytes = Written(writer =>
        {
            writer.WriteBoolean(true);
            writer.WriteInt(-3);
            writer.WriteFloat(1.5f);
            writer.WriteDouble(double.NegativeZero);
            writer.WriteBytes([1, 2]);
            writer.WriteString("käse 😀");
            writer.WriteFixed([9, 8, 7]);
            writer.WriteBlockCount(2);
            writer.WriteLong(5);
            writer.WriteLong(6);
            writer.WriteEnd();
        });
        var reader = new AvroReader(bytes);
        Assert.True(reader.ReadBoolean());
        Assert.Equal(-3, reader.ReadInt());
        Assert.Equal(1.5f, reader.ReadFloat());
        Assert.True(double.IsNegative(reader.ReadDouble()));
        Assert.Equal([1, 2], reader.ReadBytes().ToArray());
        Assert.Equal("käse 😀", reader.ReadString());
        Assert.Equal([9, 8, 7], reader.ReadFixed(3).ToArray());
        var left = 0;
        Assert.True(reader.NextItem(ref left));
        Assert.Equal(5, reader.ReadLong());
        Assert.True(reader.NextItem(ref left));
        Assert.Equal(6, reader.ReadLong());
        Assert.False(reader.NextItem(ref left));
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData("", "\"int\"", "ends within a number")]
    [InlineData("80", "\"long\"", "ends within a number")]
    [InlineData("ffffffffffffffffff02", "\"long\"", "more than 64 bits")]
    [InlineData("ffffffffffffffffffff01", "\"long\"", "more than 64 bits")]
    [InlineData("8080808010", "\"int\"", "more")]
    [InlineData("02", "\"boolean\"", "0 or 1")]
    [InlineData("000000", "\"float\"", "ends where 4 bytes")]
    [InlineData("06aabb", "\"bytes\"", "a length of 3 bytes is stated, and 2 follow")]
    [InlineData("01", "\"string\"", "a length of -1")]
    [InlineData("feffffffffffffffff01", "\"string\"", "is stated")]
    [InlineData("04", """["null","int"]""", "no branch 2")]
    [InlineData("01", """["null","int"]""", "no branch -1")]
    [InlineData("02", """{"type":"enum","name":"e","symbols":["A"]}""", "no symbol 1")]
    [InlineData("aabb", """{"type":"fixed","name":"f","size":3}""", "ends where 3 bytes")]
    [InlineData("feffffffffffffffff01", """{"type":"array","items":"int"}""", "at most 0 can follow")]
    [InlineData("ffffffffffffffffff0100", """{"type":"array","items":"int"}""", "no positive form")]
    [InlineData("0302", """{"type":"array","items":"int"}""", "a length of 1 bytes is stated, and 0 follow")]
    [InlineData("feffffffffffffffff01", """{"type":"array","items":"null"}""", "at most 1000000 can follow")]
    [InlineData("08", """{"type":"map","values":"int"}""", "at most 0 can follow")]
    public void Damaged_bytes_are_refused_with_the_reason(string hex, string json, string reason)
    {
        var schema = AvroSchema.Parse(json);
        var error = Assert.Throws<AvroDataException>(() => Skip(Convert.FromHexString(hex), schema));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("At byte ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Assert.Contains("not UTF-8", Assert.Throws<AvroDataException>(() => new AvroReader([2, 0xFF]).ReadString()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_is_passed_over_by_its_schema()
    {
        var schema = AvroSchema.Parse(
            """
            {"type":"record","name":"r","fields":[{"name":"a","type":["null","string"]},{"name":"b","type":{"type":"array","items":"long"}},
              {"name":"c","type":{"type":"map","values":"double"}},{"name":"d","type":{"type":"fixed","name":"f","size":2}},{"name":"e","type":{"type":"array","items":"null"}}]}
            """);
        var bytes = Written(writer =>
        {
            writer.WriteLong(1);
            writer.WriteString("text");
            writer.WriteLong(-2);
            writer.WriteLong(2);
            writer.WriteLong(1);
            writer.WriteLong(2);
            writer.WriteBlockCount(1);
            writer.WriteLong(3);
            writer.WriteEnd();
            writer.WriteBlockCount(1);
            writer.WriteString("k");
            writer.WriteDouble(1);
            writer.WriteEnd();
            writer.WriteFixed([1, 2]);
            writer.WriteBlockCount(100);
            writer.WriteEnd();
            writer.WriteLong(77);
        });
        var reader = new AvroReader(bytes);
        reader.Skip(schema);
        Assert.Equal(77, reader.ReadLong());
    }

    [Fact]
    public void Types_that_take_no_bytes_cost_no_time()
    {
        // Each level doubles what the one below represents: 2^100 nulls in all.
        var json = """{"type":"record","name":"r0","fields":[]}""";
        for (var i = 1; i <= 100; i++)
        {
            json = $$"""{"type":"record","name":"r{{i}}","fields":[{"name":"a","type":{{json}}},{"name":"b","type":"r{{i - 1}}"}]}""";
        }

        var schema = AvroSchema.Parse($$"""{"type":"array","items":{{json}}}""");
        var bytes = Written(writer =>
        {
            writer.WriteBlockCount(1_000_000);
            writer.WriteEnd();
        });
        Assert.Equal(bytes.Length, Skip(bytes, schema));
    }

    [Fact]
    public void A_list_within_itself_is_refused_before_the_stack_ends()
    {
        var schema = AvroSchema.Parse("""{"type":"record","name":"node","fields":[{"name":"next","type":["null","node"]}]}""");
        var bytes = Enumerable.Repeat((byte)2, 1_000_000).ToArray();
        Assert.Contains("nested deeper", Assert.Throws<AvroDataException>(() => Skip(bytes, schema)).Message, StringComparison.Ordinal);
        Assert.Equal(101, Skip([.. Enumerable.Repeat((byte)2, 100), 0], schema));
    }

    private static int Skip(byte[] bytes, AvroSchema schema)
    {
        var reader = new AvroReader(bytes);
        reader.Skip(schema);
        return reader.Position;
    }

    private static byte[] Written(Action<AvroWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new AvroWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }
}
