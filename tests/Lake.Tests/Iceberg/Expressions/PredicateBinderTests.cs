using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Tests.Iceberg.Expressions;

public sealed class PredicateBinderTests
{
    private static readonly TableSchema Schema = new(0,
    [
        new(1, "i", false, IcebergType.Parse("int")),
        new(2, "d", false, IcebergType.Parse("decimal(9, 2)")),
        new(3, "day", false, IcebergType.Parse("date")),
        new(4, "at", false, IcebergType.Parse("timestamptz")),
        new(5, "wall", false, IcebergType.Parse("timestamp")),
        new(6, "f", false, IcebergType.Parse("float")),
        new(7, "text", false, IcebergType.Parse("string")),
        new(8, "s", false, new IcebergStruct([new(9, "x", false, IcebergType.Parse("long"))])),
        new(10, "l", false, new IcebergList(11, false, IcebergType.Parse("int"))),
        new(12, "time", false, IcebergType.Parse("time")),
    ]);

    [Fact]
    public void Value_between_two_of_the_columns_is_rounded_so_that_no_row_is_lost_and_one_beyond_them_is_above_or_below_all()
    {
        Assert.Equal((PredicateTest.LessOrEqual, 1), Bound(Predicate.Less("i", 1.5)));
        Assert.Equal((PredicateTest.Greater, 1), Bound(Predicate.GreaterOrEqual("i", 1.5m)));
        Assert.Equal((PredicateTest.LessOrEqual, -2), Bound(Predicate.LessOrEqual("i", -1.5f)));
        Assert.Equal((PredicateTest.LessOrEqual, (Int128)123), Bound(Predicate.Less("d", 1.239)));
        Assert.Equal((PredicateTest.Equal, (Int128)(-120)), Bound(Predicate.Equal("d", -1.2m)));
        Assert.Equal((PredicateTest.Equal, (Int128)100), Bound(Predicate.Equal("d", 1)));
        Assert.Equal((PredicateTest.LessOrEqual, -1), Bound(Predicate.Less("day", new DateTime(1969, 12, 31, 12, 0, 0))));
        Assert.Equal(BoundPredicate.False.MayMatch(null!), PredicateBinder.Bind(Predicate.Equal("i", 1.5), Schema).MayMatch(null!));
        Assert.Equal((PredicateTest.LessOrEqual, 0.1f), Bound(Predicate.Less("f", 0.1)));

        Assert.Equal(PredicateTest.NotNull, Only(Predicate.Less("i", 5_000_000_000L)).Test);
        Assert.Equal(PredicateTest.NotNull, Only(Predicate.Greater("i", double.NegativeInfinity)).Test);
        Assert.Equal(PredicateTest.NotNull, Only(Predicate.NotEqual("i", ulong.MaxValue)).Test);
        Assert.Equal(PredicateTest.NotNull, Only(Predicate.Less("i", double.NaN)).Test);
        Assert.False(PredicateBinder.Bind(Predicate.Greater("i", 5_000_000_000L), Schema).MayMatch(null!));
    }

    [Fact]
    public void Times_are_stored_as_in_the_specification()
    {
        Assert.Equal((PredicateTest.Equal, 17_486), Bound(Predicate.Equal("day", new DateOnly(2017, 11, 16))));
        Assert.Equal((PredicateTest.Equal, 1_510_871_468_000_001L), Bound(Predicate.Equal("at", new DateTimeOffset(2017, 11, 16, 14, 31, 8, 0, 1, TimeSpan.FromHours(-8)))));
        Assert.Equal((PredicateTest.Equal, 17_486 * 86_400_000_000L), Bound(Predicate.Equal("wall", new DateOnly(2017, 11, 16))));
        Assert.Equal((PredicateTest.Equal, 81_068_000_000L), Bound(Predicate.Equal("time", new TimeOnly(22, 31, 8))));
        Assert.Equal((PredicateTest.LessOrEqual, -1L), Bound(Predicate.Less("at", DateTimeOffset.UnixEpoch.AddTicks(-1))));
    }

    [Fact]
    public void Negation_goes_down_to_the_tests()
    {
        var bound = Assert.IsType<BoundAny>(PredicateBinder.Bind(Predicate.Not(Predicate.And(Predicate.Less("i", 5), Predicate.Or(Predicate.IsNull("text"), Predicate.StartsWith("text", "a")))), Schema));

        Assert.Equal(PredicateTest.GreaterOrEqual, Assert.IsType<BoundTest>(bound.Conditions[0]).Test);
        Assert.Equal([PredicateTest.NotNull, PredicateTest.NotStartsWith], Assert.IsType<BoundAll>(bound.Conditions[1]).Conditions.Cast<BoundTest>().Select(test => test.Test));
        Assert.Equal(PredicateTest.Equal, Only(Predicate.Not(Predicate.Not(Predicate.Equal("i", 1)))).Test);
        Assert.True(PredicateBinder.Bind(Predicate.Not(Predicate.Or()), Schema).IsTrue);
    }

    [Fact]
    public void Column_in_a_struct_is_found_by_its_full_name() => Assert.Equal(9, Only(Predicate.Equal("s.x", 1)).Reference);

    [Fact]
    public void What_does_not_fit_the_table_is_refused_by_name()
    {
        Refused(Predicate.Equal("nope", 1), "nope");
        Refused(Predicate.Equal("l.element", 1), "l.element");
        Refused(Predicate.Equal("i", "1"), "String");
        Refused(Predicate.Equal("text", 1), "Int32");
        Refused(Predicate.Equal("at", new DateTime(2017, 1, 1)), "DateTime");
        Refused(Predicate.Equal("s", 1), "column s");
        Refused(Predicate.IsNaN("i"), "NaN");
        Refused(Predicate.StartsWith("i", "1"), "prefix");
        Refused(new ColumnPredicate("i", PredicateTest.Less, []), "one value");
        Refused(Enumerable.Range(0, 200).Aggregate(Predicate.True, static (inner, _) => Predicate.Not(inner)), "nested");

        static void Refused(Predicate predicate, string reason) =>
            Assert.Contains(reason, Assert.Throws<IcebergException>(() => PredicateBinder.Bind(predicate, Schema)).Message, StringComparison.OrdinalIgnoreCase);
    }

    private static (PredicateTest Test, object Value) Bound(Predicate predicate) => Only(predicate) is var test ? (test.Test, test.Values[0]) : default;

    private static BoundTest Only(Predicate predicate) => Assert.IsType<BoundTest>(PredicateBinder.Bind(predicate, Schema));
}
