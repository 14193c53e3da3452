using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Tests.Types;

public sealed class TimeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    public static TheoryData<string, object> Values => new()
    {
        { "DATE '1970-01-01'", new DateOnly(1970, 1, 1) },
        { "DATE '0001-01-01'", DateOnly.MinValue },
        { "DATE '9999-12-31'", DateOnly.MaxValue },
        { "DATE '1969-12-31'", new DateOnly(1969, 12, 31) },
        { "TIME '00:00:00'", TimeOnly.MinValue },
        { "TIME '23:59:59.999999'", new TimeOnly(23, 59, 59, 999, 999) },
        { "'23:59:59.123456789'::TIME_NS", 86399123456789L },
        { "TIMETZ '12:34:56.789+05:30'", new DuckDbTimeTz(45296789000, 19800) },
        { "TIMETZ '00:00:00-15:59'", new DuckDbTimeTz(0, -57540) },
        { "TIMESTAMP '1969-12-31 23:59:59.999999'", new DateTime(1969, 12, 31, 23, 59, 59, 999, 999) },
        { "TIMESTAMP '0001-01-01 00:00:00'", DateTime.MinValue },
        { "TIMESTAMP '9999-12-31 23:59:59.999999'", new DateTime(9999, 12, 31, 23, 59, 59, 999, 999) },
        { "TIMESTAMP_S '1900-02-28 01:02:03'", new DateTime(1900, 2, 28, 1, 2, 3) },
        { "TIMESTAMP_MS '1900-02-28 01:02:03.004'", new DateTime(1900, 2, 28, 1, 2, 3, 4) },
        { "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", new DateTime(1969, 12, 31, 23, 59, 59, 999, 999).AddTicks(9) },
        { "TIMESTAMPTZ '2017-11-24 00:00:00-02:00'", new DateTimeOffset(2017, 11, 24, 2, 0, 0, TimeSpan.Zero) },
        { "TIMESTAMPTZ '1900-01-01 00:00:00.000001+00'", new DateTimeOffset(1900, 1, 1, 0, 0, 0, 0, 1, TimeSpan.Zero) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Time_is_read_as_written(string sql, object expected) => Assert.Equal(expected, db.Value($"SELECT {sql}"));

    [Theory]
    [InlineData("DATE")]
    [InlineData("TIMESTAMP")]
    [InlineData("TIMESTAMP_S")]
    [InlineData("TIMESTAMP_MS")]
    [InlineData("TIMESTAMP_NS")]
    [InlineData("TIMESTAMPTZ")]
    public void Infinity_is_not_finite_and_never_another_date(string type)
    {
        using var result = db.Connection.Query($"SELECT unnest(['infinity'::{type}, '-infinity'::{type}, '2020-01-01'::{type}])");
        var column = result.NextChunk()![0];
        Assert.Throws<OverflowException>(() => column.GetValue(0));
        Assert.Throws<OverflowException>(() => column.GetValue(1));
        Assert.NotNull(column.GetValue(2));
        if (type == "DATE")
        {
            Assert.Equal((DuckDbInfinity.Date, DuckDbInfinity.NegativeDate), (column.GetDateDays(0), column.GetDateDays(1)));
        }
        else
        {
            Assert.Equal((DuckDbInfinity.Timestamp, DuckDbInfinity.NegativeTimestamp), (column.GetTimestampRaw(0), column.GetTimestampRaw(1)));
        }
    }

    [Theory]
    [InlineData("DATE '0044-03-15 (BC)'")]
    [InlineData("DATE '10000-01-01'")]
    [InlineData("TIMESTAMP '10000-01-01 00:00:00'")]
    [InlineData("TIMESTAMP '290309-12-22 (BC) 00:00:00'")]
    [InlineData("TIME '24:00:00'")]
    public void Time_outside_of_dotnet_overflows_but_is_there_raw(string sql)
    {
        using var result = db.Connection.Query($"SELECT {sql}");
        var column = result.NextChunk()![0];
        Assert.Throws<OverflowException>(() => column.GetValue(0));
        Assert.NotEqual(0, column.Type.Id switch
        {
            DuckDbTypeId.Date => column.GetDateDays(0),
            DuckDbTypeId.Time => column.GetTimeMicros(0),
            _ => column.GetTimestampMicros(0),
        });
    }
}
