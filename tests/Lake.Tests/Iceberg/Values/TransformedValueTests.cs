using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Values;

public sealed class TransformedValueTests
{
    // The table of the specification's appendix B.
    public static TheoryData<string, object, int> Hashes => new()
    {
        { "int", 34, 2017239379 },
        { "long", 34L, 2017239379 },
        { "decimal(9, 2)", (Int128)1420, -500754589 },
        { "date", 17_486, -653330422 },
        { "time", 81_068_000_000L, -662762989 },
        { "timestamp", 1_510_871_468_000_000L, -2047944441 },
        { "timestamp", 1_510_871_468_000_001L, -1207196810 },
        { "timestamptz", 1_510_871_468_000_000L, -2047944441 },
        { "timestamptz", 1_510_871_468_000_001L, -1207196810 },
        { "timestamp_ns", 1_510_871_468_000_000_000L, -2047944441 },
        { "timestamptz_ns", 1_510_871_468_000_001_001L, -1207196810 },
        { "string", "iceberg", 1210000089 },
        { "uuid", Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7"), 1488055340 },
        { "fixed[4]", new byte[] { 0, 1, 2, 3 }, -188683207 },
        { "binary", new byte[] { 0, 1, 2, 3 }, -188683207 },
    };

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Hash_is_the_specifications(string type, object value, int hash)
    {
        Assert.Equal(hash, TransformedValue.Hash(IcebergType.Parse(type), value));
        Assert.Equal((hash & int.MaxValue) % 16, new BucketTransform(16).Apply(IcebergType.Parse(type), value));
    }

    [Theory]
    [InlineData("int", 10, 1, 0)]
    [InlineData("int", 10, -1, -10)]
    [InlineData("int", 10, -10, -10)]
    [InlineData("long", 10, 1L, 0L)]
    [InlineData("long", 10, -1L, -10L)]
    [InlineData("string", 3, "iceberg", "ice")]
    [InlineData("string", 2, "🎉é!", "🎉é")]
    [InlineData("string", 3, "ab", "ab")]
    public void Truncate_is_the_specifications(string type, int width, object value, object expected) =>
        Assert.Equal(expected, new TruncateTransform(width).Apply(IcebergType.Parse(type), value));

    [Fact]
    public void Truncate_of_decimals_and_bytes_is_the_specifications()
    {
        Assert.Equal((Int128)1050, new TruncateTransform(50).Apply(IcebergType.Parse("decimal(9, 2)"), (Int128)1065));
        Assert.Equal((Int128)(-1100), new TruncateTransform(50).Apply(IcebergType.Parse("decimal(9, 2)"), (Int128)(-1065)));
        Assert.Equal(new byte[] { 1, 2, 3 }, new TruncateTransform(3).Apply(IcebergType.Parse("binary"), new byte[] { 1, 2, 3, 4, 5 }));
    }

    [Theory]
    [InlineData("year", "date", 17_486, 47)]
    [InlineData("month", "date", 17_486, 574)]
    [InlineData("day", "date", 17_486, 17_486)]
    [InlineData("year", "date", -1, -1)]
    [InlineData("month", "date", -1, -1)]
    [InlineData("month", "date", -32, -2)]
    [InlineData("year", "timestamptz", -1L, -1)]
    [InlineData("month", "timestamp", -1L, -1)]
    [InlineData("day", "timestamp", -1L, -1)]
    [InlineData("hour", "timestamp", -1L, -1)]
    [InlineData("day", "timestamp", -86_400_000_000L, -1)]
    [InlineData("hour", "timestamptz", 1_510_871_468_000_000L, 419_686)]
    [InlineData("hour", "timestamptz_ns", -1L, -1)]
    [InlineData("day", "timestamp_ns", 1_510_871_468_000_001_001L, 17_486)]
    public void Part_of_a_time_counts_from_1970_and_rounds_down(string transform, string type, object value, int expected) =>
        Assert.Equal(expected, Transform.Parse(transform).Apply(IcebergType.Parse(type), value));

    [Fact]
    [Trait("Category", "Property")]
    public void Years_and_months_are_the_calendars() => Prop.ForAll(Gen.Choose(-719_162, 2_932_896).ToArbitrary(), static day =>
    {
        var date = DateOnly.FromDayNumber(day + 719_162);
        Assert.Equal(date.Year - 1970, Transform.Parse("year").Apply(IcebergType.Parse("date"), day));
        Assert.Equal(((date.Year - 1970) * 12) + date.Month - 1, Transform.Parse("month").Apply(IcebergType.Parse("date"), day));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(500)));

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Days_beyond_any_calendar_have_parts_too(int day)
    {
        var year = Assert.IsType<int>(Transform.Parse("year").Apply(IcebergType.Parse("date"), day));
        var month = Assert.IsType<int>(Transform.Parse("month").Apply(IcebergType.Parse("date"), day));

        Assert.Equal(day / 365.2425, year, 1.0);
        Assert.Equal(year, (int)Math.Floor(month / 12.0));
    }

    [Fact]
    public void Null_stays_null_void_is_always_null_and_a_transform_that_cannot_be_applied_is_refused_by_name()
    {
        foreach (var transform in new[] { "identity", "bucket[4]", "truncate[4]", "void" })
        {
            Assert.Null(Transform.Parse(transform).Apply(IcebergType.Parse("int"), null));
        }

        Assert.Null(Transform.Parse("void").Apply(IcebergType.Parse("int"), 5));

        Assert.Contains("bucket[4]", Assert.Throws<IcebergException>(() => Transform.Parse("bucket[4]").Apply(IcebergType.Parse("double"), 1d)).Message, StringComparison.Ordinal);
        Assert.Contains("zorder", Assert.Throws<IcebergException>(() => Transform.Parse("zorder").Apply(IcebergType.Parse("int"), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_number_has_the_same_bucket_as_int_and_as_long() => Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), static number =>
        TransformedValue.Hash(IcebergType.Parse("int"), number) == TransformedValue.Hash(IcebergType.Parse("long"), (long)number)).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("Category", "Property")]
    public void Truncated_value_is_not_above_its_source() => Prop.ForAll(SampleValues.TypedValues().Zip(Gen.Choose(1, 1000)).ToArbitrary(), static sample =>
    {
        var ((type, value), width) = sample;
        var truncate = new TruncateTransform(width);
        if (!truncate.Accepts(type) || value is int.MinValue or long.MinValue)
        {
            return;
        }

        Assert.True(ValueOrder.Instance.Compare(truncate.Apply(type, value), value) <= 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(125)));

    // Vectors of the reference implementation (smhasher) for seed 0.
    [Theory]
    [InlineData("", 0u)]
    [InlineData("00", 0x514E28B7)]
    [InlineData("0000", 0x30F4C306)]
    [InlineData("000000", 0x85F0B427)]
    [InlineData("00000000", 0x2362F9DE)]
    [InlineData("ffffffff", 0x76293B50)]
    public void Hash_of_every_length_of_tail_is_murmurs(string hex, uint hash) => Assert.Equal(hash, (uint)Murmur3.Hash(Convert.FromHexString(hex)));
}
