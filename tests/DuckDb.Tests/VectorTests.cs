namespace MeshStarter.DuckDb.Tests;

public sealed class VectorTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public void Wrong_getter_is_refused_by_both_names()
    {
        using var result = db.Connection.Query("SELECT 1::DECIMAL(18,2)");
        var column = result.NextChunk()![0];
        var refusal = Assert.Throws<InvalidCastException>(() => column.GetInt64(0));
        Assert.Equal("The column is DECIMAL(18,2), not BigInt.", refusal.Message);
        Assert.Throws<InvalidCastException>(() => column.GetString(0));
        Assert.Throws<InvalidCastException>(() => column.Elements);
        Assert.Throws<InvalidCastException>(() => column.GetTimestampRaw(0));
    }

    [Theory]
    [InlineData("TINYINT", sbyte.MinValue)]
    [InlineData("SMALLINT", short.MinValue)]
    [InlineData("INTEGER", int.MinValue)]
    [InlineData("BIGINT", long.MinValue)]
    public void Whole_number_of_any_size_is_read(string type, long least)
    {
        using var result = db.Connection.Query($"SELECT CAST('{least}' AS {type})");
        Assert.Equal(least, result.NextChunk()![0].GetWhole(0));
    }

    [Fact]
    public void Null_is_refused_as_a_value()
    {
        using var result = db.Connection.Query("SELECT NULL::INTEGER, NULL::VARCHAR, NULL::INTEGER[]");
        var chunk = result.NextChunk()!;
        Assert.True(chunk[0].IsNull(0));
        Assert.Throws<InvalidOperationException>(() => chunk[0].GetInt32(0));
        Assert.Throws<InvalidOperationException>(() => chunk[1].GetString(0));
        Assert.Throws<InvalidOperationException>(() => chunk[2].GetList(0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Row_outside_is_refused(int row)
    {
        using var result = db.Connection.Query("SELECT range, 'text ' || range FROM range(3)");
        var chunk = result.NextChunk()!;
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk[0].GetInt64(row));
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk[0].IsNull(row));
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk[1].GetString(row));
    }

    [Fact]
    public void Span_has_the_stored_values()
    {
        using var result = db.Connection.Query("SELECT i, i::DECIMAL(9,2), DATE '1970-01-01' + i::INTEGER, i % 2 = 0 FROM range(2000) t(i)");
        var chunk = result.NextChunk()!;
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), chunk[0].GetSpan<long>().ToArray());
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => i * 100), chunk[1].GetSpan<int>().ToArray());
        Assert.Equal(Enumerable.Range(0, 2000), chunk[2].GetSpan<int>().ToArray());
        Assert.Equal(1, chunk[3].GetSpan<byte>()[0]);
        Assert.Contains("Int64", Assert.Throws<InvalidCastException>(() => chunk[0].GetSpan<int>()).Message, StringComparison.Ordinal);
    }
}
