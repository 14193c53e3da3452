using System.Text;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Tests.Types;

public sealed class ScalarTypeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    public static TheoryData<string, object?, string> Values => new()
    {
        { "true", true, "BOOLEAN" },
        { "(-128)::TINYINT", sbyte.MinValue, "TINYINT" },
        { "127::TINYINT", sbyte.MaxValue, "TINYINT" },
        { "(-32768)::SMALLINT", short.MinValue, "SMALLINT" },
        { "(-2147483648)::INTEGER", int.MinValue, "INTEGER" },
        { "2147483647::INTEGER", int.MaxValue, "INTEGER" },
        { "(-9223372036854775808)::BIGINT", long.MinValue, "BIGINT" },
        { "9223372036854775807::BIGINT", long.MaxValue, "BIGINT" },
        { "255::UTINYINT", byte.MaxValue, "UTINYINT" },
        { "65535::USMALLINT", ushort.MaxValue, "USMALLINT" },
        { "4294967295::UINTEGER", uint.MaxValue, "UINTEGER" },
        { "18446744073709551615::UBIGINT", ulong.MaxValue, "UBIGINT" },
        { "'-170141183460469231731687303715884105728'::HUGEINT", Int128.MinValue, "HUGEINT" },
        { "'170141183460469231731687303715884105727'::HUGEINT", Int128.MaxValue, "HUGEINT" },
        { "(-1)::HUGEINT", Int128.NegativeOne, "HUGEINT" },
        { "(-18446744073709551617)::HUGEINT", -(Int128)ulong.MaxValue - 2, "HUGEINT" },
        { "'340282366920938463463374607431768211455'::UHUGEINT", UInt128.MaxValue, "UHUGEINT" },
        { "1.5::FLOAT", 1.5f, "FLOAT" },
        { "'-inf'::FLOAT", float.NegativeInfinity, "FLOAT" },
        { "'nan'::DOUBLE", double.NaN, "DOUBLE" },
        { "1.7976931348623157e308::DOUBLE", double.MaxValue, "DOUBLE" },
        { "''", "", "VARCHAR" },
        { "'twelve bytes'", "twelve bytes", "VARCHAR" },
        { "'thirteen byte'", "thirteen byte", "VARCHAR" },
        { "'ação 日本 🦆 naïve ' || repeat('é', 3000)", "ação 日本 🦆 naïve " + new string('é', 3000), "VARCHAR" },
        { "'a' || chr(0) || 'b'", "a\0b", "VARCHAR" },
        { "'{\"a\": [1, null]}'::JSON", "{\"a\": [1, null]}", "JSON" },
        { "'00000000-0000-0000-0000-000000000000'::UUID", Guid.Empty, "UUID" },
        { "'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID", Guid.AllBitsSet, "UUID" },
        { "'7f000000-0001-0203-8405-060708090a0b'::UUID", Guid.Parse("7f000000-0001-0203-8405-060708090a0b"), "UUID" },
        { "'80000000-0001-0203-8405-060708090a0b'::UUID", Guid.Parse("80000000-0001-0203-8405-060708090a0b"), "UUID" },
        { "'0'::BIT", "0", "BIT" },
        { "'10101'::BIT", "10101", "BIT" },
        { "'1111111100000000101'::BIT", "1111111100000000101", "BIT" },
        { "'blue'::ENUM('red', 'it''s', 'blue')", "blue", "ENUM('red', 'it''s', 'blue')" },
        { "INTERVAL '14 months -3 days 04:05:06.789'", new DuckDbInterval(14, -3, 14706789000), "INTERVAL" },
        { "NULL::INTEGER", null, "INTEGER" },
        { "NULL", null, "\"NULL\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_is_read_as_written(string sql, object? expected, string type)
    {
        using var result = db.Connection.Query($"SELECT {sql} AS v, {sql} AS w");
        Assert.Equal(["v", "w"], result.Columns.Select(column => column.Name));
        Assert.Equal(type is "\"NULL\"" ? "INTEGER" : type, result.Columns[0].Type.ToString());
        var chunk = result.NextChunk();
        Assert.NotNull(chunk);
        Assert.Equal(expected, chunk[0].GetValue(0));
        Assert.Equal(expected, chunk[1].GetValue(0));
        Assert.Null(result.NextChunk());
    }

    [Fact]
    public void Blob_is_read_as_written()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        Assert.Equal(bytes, db.Value($"SELECT from_hex('{Convert.ToHexString(bytes)}')"));
        Assert.Equal(Array.Empty<byte>(), db.Value("SELECT ''::BLOB"));
    }

    [Fact]
    public void Json_is_known_as_json_and_bytes_of_a_string_are_the_text_in_utf8()
    {
        using var result = db.Connection.Query("SELECT '1'::JSON, '1'");
        Assert.Equal([true, false], result.Columns.Select(column => column.Type.IsJson));

        using var texts = db.Connection.Query("SELECT unnest(['', 'é', 'a longer text than twelve'])");
        var column = texts.NextChunk()![0];
        Assert.True(column.GetStringBytes(0).IsEmpty);
        Assert.True(column.GetStringBytes(1).SequenceEqual("é"u8));
        Assert.Equal("a longer text than twelve", Encoding.UTF8.GetString(column.GetStringBytes(2)));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    public void Enum_of_any_size_is_read_by_its_width(int size)
    {
        db.Connection.Execute($"CREATE OR REPLACE TYPE e AS ENUM (SELECT 'v' || range FROM range({size}))");
        var rows = db.Rows($"SELECT v, v::e FROM (SELECT 'v' || range AS v FROM range({size}))");
        Assert.Equal(size, rows.Count);
        Assert.All(rows, row => Assert.Equal(row[0], row[1]));
    }

    [Theory]
    [InlineData("SELECT 1::VARIANT", "VARIANT")]
    [InlineData("SELECT 'POINT(1 2)'::GEOMETRY", "GEOMETRY")]
    public void Type_that_cannot_be_read_is_refused_by_name(string sql, string name)
    {
        using var result = db.Connection.Query(sql);
        Assert.Equal(name, result.Columns[0].Type.ToString());
        var chunk = result.NextChunk()!;
        var refusal = Assert.Throws<NotSupportedException>(() => chunk[0].GetValue(0));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }
}
