using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Expressions;

/// <summary>Files that can be left out are left out.</summary>
[Trait("Category", "Quick")]
public sealed class PruningTests
{
    [Theory]
    [InlineData("day", "timestamptz", "Less", "2026-01-02T00:00:00Z", "2026-01-01", true)]
    [InlineData("day", "timestamptz", "Less", "2026-01-02T00:00:00Z", "2026-01-02", false)]
    [InlineData("day", "timestamptz", "LessOrEqual", "2026-01-02T00:00:00Z", "2026-01-02", true)]
    [InlineData("day", "timestamptz", "GreaterOrEqual", "2026-01-02T12:00:00Z", "2026-01-02", true)]
    [InlineData("day", "timestamptz", "GreaterOrEqual", "2026-01-02T00:00:00Z", "2026-01-01", false)]
    [InlineData("day", "timestamptz", "Greater", "2026-01-01T23:59:59.999999Z", "2026-01-01", false)]
    [InlineData("day", "timestamptz", "Equal", "2026-01-02T12:00:00Z", "2026-01-02", true)]
    [InlineData("day", "timestamptz", "Equal", "2026-01-02T12:00:00Z", "2026-01-03", false)]
    [InlineData("day", "timestamptz", "NotEqual", "2026-01-02T12:00:00Z", "2026-01-02", true)]
    public void Day_of_a_condition_on_a_time_is_the_only_one_that_is_read(string transform, string type, string test, string literal, string day, bool isRead) =>
        Assert.Equal(isRead, MayMatch(transform, type, Enum.Parse<PredicateTest>(test), DateTimeOffset.Parse(literal), DateOnly.Parse(day).DayNumber - 719_162));

    [Fact]
    public void Partition_is_left_out_where_its_identity_bucket_or_truncated_value_has_no_row_of_the_condition()
    {
        Assert.False(MayMatch("identity", "string", PredicateTest.NotEqual, "a", "a"));
        Assert.True(MayMatch("identity", "string", PredicateTest.NotEqual, "a", "b"));
        Assert.False(MayMatch("identity", "string", PredicateTest.NotEqual, "a", null));
        Assert.True(MayMatch("identity", "double", PredicateTest.Equal, 0d, -0d));
        Assert.True(MayMatch("identity", "double", PredicateTest.Greater, 5d, double.NaN));

        Assert.True(MayMatch("bucket[16]", "long", PredicateTest.Equal, 34L, (2017239379 & int.MaxValue) % 16));
        Assert.False(MayMatch("bucket[16]", "long", PredicateTest.Equal, 34L, ((2017239379 & int.MaxValue) % 16) + 1));
        Assert.True(MayMatch("bucket[16]", "long", PredicateTest.Less, 34L, 0));
        Assert.False(MayMatch("bucket[16]", "long", PredicateTest.NotNull, null, null));
        Assert.False(MayMatch("bucket[16]", "long", PredicateTest.IsNull, null, 3));

        Assert.True(MayMatch("truncate[3]", "string", PredicateTest.StartsWith, "iceb", "ice"));
        Assert.False(MayMatch("truncate[3]", "string", PredicateTest.StartsWith, "iceb", "icy"));
        Assert.True(MayMatch("truncate[3]", "string", PredicateTest.StartsWith, "ic", "icy"));
        Assert.False(MayMatch("truncate[3]", "string", PredicateTest.StartsWith, "id", "icy"));
        Assert.False(MayMatch("truncate[3]", "string", PredicateTest.NotStartsWith, "ic", "icy"));
        Assert.True(MayMatch("truncate[3]", "string", PredicateTest.NotStartsWith, "iceb", "ice"));
        Assert.False(MayMatch("truncate[10]", "int", PredicateTest.Less, 20, 20));
        Assert.True(MayMatch("truncate[10]", "int", PredicateTest.Less, 21, 20));

        Assert.True(MayMatch("day", "timestamptz", PredicateTest.Equal, DateTimeOffset.Parse("1969-12-31T12:00:00Z"), -1));
        Assert.True(MayMatch("day", "timestamptz", PredicateTest.Equal, DateTimeOffset.Parse("1969-12-31T12:00:00Z"), 0));
        Assert.False(MayMatch("day", "timestamptz", PredicateTest.Equal, DateTimeOffset.Parse("1969-12-31T12:00:00Z"), 1));

        Assert.True(MayMatch("identity", "int", PredicateTest.Equal, 1, "two"));
    }

    [Fact]
    public void Statistics_leave_out_what_is_outside_and_what_has_no_values()
    {
        var file = new DataFile
        {
            Location = "f",
            Format = DataFile.Parquet,
            Partition = PartitionTuple.Unpartitioned,
            RecordCount = 10,
            SizeInBytes = 1,
            Metrics = new ColumnMetrics
            {
                ValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = 10, [2] = 10, [3] = 10 }),
                NullValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = 0, [2] = 10, [3] = 0 }),
                NanValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [3] = 10 }),
                LowerBounds = ColumnBounds.Of(new Dictionary<int, byte[]> { [1] = SingleValue.Encode(IcebergType.Parse("int"), 5) }),
                UpperBounds = ColumnBounds.Of(new Dictionary<int, byte[]> { [1] = SingleValue.Encode(IcebergType.Parse("int"), 9) }),
            },
        };
        var schema = new TableSchema(0, [new(1, "a", false, IcebergType.Parse("long")), new(2, "n", false, IcebergType.Parse("string")), new(3, "f", false, IcebergType.Parse("double"))]);

        Assert.False(May(Predicate.Equal("a", 4)));
        Assert.True(May(Predicate.Equal("a", 5)));
        Assert.False(May(Predicate.Greater("a", 9)));
        Assert.True(May(Predicate.GreaterOrEqual("a", 9)));
        Assert.False(May(Predicate.Less("a", 5)));
        Assert.True(May(Predicate.NotEqual("a", 5)));
        Assert.False(May(Predicate.IsNull("a")));
        Assert.False(May(Predicate.NotNull("n")));
        Assert.True(May(Predicate.IsNull("n")));
        Assert.False(May(Predicate.Equal("n", "x")));
        Assert.True(May(Predicate.IsNaN("f")));
        Assert.False(May(Predicate.Not(Predicate.IsNaN("f"))));
        Assert.False(May(Predicate.Less("f", 5)));
        Assert.True(May(Predicate.Or(Predicate.Equal("a", 4), Predicate.IsNull("n"))));
        Assert.False(May(Predicate.And(Predicate.Equal("a", 5), Predicate.NotNull("n"))));
        Assert.False(May(Predicate.Or()));

        bool May(Predicate predicate) => new FileRanges().MayMatch(PredicateBinder.Bind(predicate, schema), file);
    }

    [Fact]
    public void Uuids_are_left_out_only_where_both_orders_agree()
    {
        var low = Guid.Parse("10000000-0000-0000-0000-000000000000");
        var high = Guid.Parse("90000000-0000-0000-0000-000000000000");

        Assert.False(new ValueRange(false, false, true, low, high).MayMatch(PredicateTest.Equal, [Guid.Parse("a0000000-0000-0000-0000-000000000000")]));
        Assert.True(new ValueRange(false, false, true, low, high).MayMatch(PredicateTest.Equal, [Guid.Parse("80000000-0000-0000-0000-000000000000")]));
        // The bounds of a writer to whom 9… is less than 1….
        Assert.True(new ValueRange(false, false, true, high, low).MayMatch(PredicateTest.Equal, [Guid.Parse("a0000000-0000-0000-0000-000000000000")]));
        Assert.True(new ValueRange(false, false, true, high, low).MayMatch(PredicateTest.Less, [low]));
    }

    /// <summary>The least ints have the greatest multiples, and the files of a column that is a long by now have them, too.</summary>
    [Theory]
    [InlineData(PredicateTest.Equal, -2_147_483_648L, true)]
    [InlineData(PredicateTest.Equal, -2_147_483_647L, true)]
    [InlineData(PredicateTest.Equal, -2_147_483_640L, false)]
    [InlineData(PredicateTest.Equal, -2_147_483_650L, false)]
    [InlineData(PredicateTest.Less, -2_147_483_640L, true)]
    [InlineData(PredicateTest.LessOrEqual, -2_147_483_648L, true)]
    [InlineData(PredicateTest.Greater, -2_147_483_649L, true)]
    [InlineData(PredicateTest.GreaterOrEqual, -2_147_483_647L, true)]
    public void Partition_of_the_least_ints_is_read_of_longs(PredicateTest test, long literal, bool isRead)
    {
        var partition = new TruncateTransform(10).Apply(IcebergType.Parse("int"), int.MinValue);

        Assert.Equal(2_147_483_646, partition);
        Assert.Equal(isRead, MayMatch("truncate[10]", "long", test, literal, 2_147_483_646L));
    }

    private static bool MayMatch(string transform, string type, PredicateTest test, object? literal, object? partition)
    {
        var schema = new TableSchema(0, [new(1, "c", false, IcebergType.Parse(type))]);
        var spec = new PartitionSpec(0, [new(1, 1000, "p", Transform.Parse(transform))]);
        var bound = PredicateBinder.Bind(new ColumnPredicate("c", test, literal is null ? [] : [literal]), schema);
        return PartitionRanges.MayMatch(PartitionProjection.Of(bound, spec, spec.PartitionType(schema)), new PartitionTuple(0, [partition]));
    }
}
