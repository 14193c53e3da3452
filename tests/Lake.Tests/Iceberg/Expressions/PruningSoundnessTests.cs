using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Lake.Tests.Iceberg.Values;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Expressions;

/// <summary>Nothing is left out that has a row of the condition: of any file, any partition, any condition.</summary>
public sealed class PruningSoundnessTests
{
    private static readonly IReadOnlyList<IcebergType> Types = [.. SampleValues.Types.Where(type => type.ToString() is not ("timestamp_ns" or "timestamptz_ns"))];

    [Fact]
    [Trait("Category", "Property")]
    public void File_with_a_row_of_the_condition_is_never_left_out() => Prop.ForAll(Samples().ToArbitrary(), static sample =>
    {
        var (type, rows, test) = sample;
        var file = FileOf(type, rows);
        if (rows.Any(row => Oracle.Passes(test, row)))
        {
            Assert.True(new FileRanges().MayMatch(test, file));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(750)));

    [Fact]
    [Trait("Category", "Property")]
    public void Partition_with_a_row_of_the_condition_is_never_left_out() => Prop.ForAll(Samples().Zip(Gen.Elements(Transforms)).ToArbitrary(), static sample =>
    {
        var ((type, rows, test), text) = sample;
        var transform = Transform.Parse(text);
        if (!transform.Accepts(type))
        {
            return;
        }

        var schema = new TableSchema(0, [new(1, "c", false, type)]);
        var spec = new PartitionSpec(0, [new(1, 1000, "p", transform)]);
        var types = spec.PartitionType(schema);
        var projected = PartitionProjection.Of(test, spec, types);
        var partitions = rows.Select(row => new PartitionTuple(0, [transform is UnknownTransform ? "x" : transform.Apply(type, row)])).ToList();
        var summaries = transform is UnknownTransform ? null : new PartitionSummaries(types);
        partitions.ForEach(partition => summaries?.Add(partition));
        var manifest = new ManifestFile { Location = "m", Partitions = summaries?.Finish() };
        for (var at = 0; at < rows.Count; at++)
        {
            if (Oracle.Passes(test, rows[at]))
            {
                Assert.True(PartitionRanges.MayMatch(projected, partitions[at]), $"{test} {rows[at]} {text}");
                Assert.True(PartitionRanges.MayMatch(projected, manifest));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(1250)));

    private static readonly string[] Transforms = ["identity", "bucket[4]", "truncate[1]", "truncate[3]", "truncate[10]", "year", "month", "day", "hour", "void", "zorder"];

    private static Gen<(IcebergType Type, List<object?> Rows, BoundTest Test)> Samples() =>
        from type in Gen.Elements(Types.ToArray())
        from count in Gen.Choose(1, 5)
        from rows in Gen.Frequency((1, Gen.Constant<object?>(null)), (5, SampleValues.Of(type).Select(static value => (object?)value))).ListOf(count)
        from test in Tests(type, rows)
        select (type, rows.ToList(), test);

    private static Gen<BoundTest> Tests(IcebergType type, IReadOnlyCollection<object?> rows)
    {
        // Half the time a value that is there.
        var value = Gen.OneOf(SampleValues.Of(type), Gen.Elements(rows.OfType<object>().DefaultIfEmpty("").ToArray()).Where(found => found is not "" || type.ToString() == "string"));
        var known = rows.OfType<object>().Any() ? value : SampleValues.Of(type);
        return
            from test in Gen.Elements(Enum.GetValues<PredicateTest>().Where(test => IsFor(test, type)).ToArray())
            from count in test is PredicateTest.In or PredicateTest.NotIn ? Gen.Choose(1, 4) : Gen.Constant(test is PredicateTest.IsNull or PredicateTest.NotNull or PredicateTest.IsNaN or PredicateTest.NotNaN ? 0 : 1)
            from values in known.ListOf(count)
            select new BoundTest(1, type, test, values.ToList());
    }

    private static bool IsFor(PredicateTest test, IcebergType type) => test switch
    {
        PredicateTest.IsNaN or PredicateTest.NotNaN => type.ToString() is "float" or "double",
        PredicateTest.StartsWith or PredicateTest.NotStartsWith => type.ToString() is "string" or "binary",
        _ => true,
    };

    // Statistics as a careful writer makes them, with texts cut as the reference implementation cuts them.
    private static DataFile FileOf(IcebergType type, List<object?> rows)
    {
        var plain = rows.OfType<object>().Where(row => row is not (double.NaN or float.NaN)).Order(ValueOrder.Instance).ToList();
        var nans = rows.Count(row => row is double.NaN or float.NaN);
        return new DataFile
        {
            Location = "f",
            Format = DataFile.Parquet,
            Partition = PartitionTuple.Unpartitioned,
            RecordCount = rows.Count,
            SizeInBytes = 1,
            Metrics = new ColumnMetrics
            {
                ValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = rows.Count }),
                NullValueCounts = ColumnCounts.Of(new Dictionary<int, long> { [1] = rows.Count(row => row is null) }),
                NanValueCounts = type.ToString() is "float" or "double" ? ColumnCounts.Of(new Dictionary<int, long> { [1] = nans }) : null,
                LowerBounds = plain.Count == 0 ? null : ColumnBounds.Of(new Dictionary<int, byte[]> { [1] = SingleValue.Encode(type, plain[0] is string text ? TransformedValue.FirstCodePoints(text, 2) : plain[0]) }),
                UpperBounds = plain.Count == 0 ? null : ColumnBounds.Of(new Dictionary<int, byte[]> { [1] = SingleValue.Encode(type, plain[^1]) }),
            },
        };
    }
}

/// <summary>SQL's decision about one value.</summary>
file static class Oracle
{
    public static bool Passes(BoundTest test, object? value) => (test.Test, value) switch
    {
        (PredicateTest.IsNull, _) => value is null,
        (_, null) => false,
        (PredicateTest.NotNull, _) => true,
        (PredicateTest.IsNaN, _) => value is double.NaN or float.NaN,
        (PredicateTest.NotNaN, _) => value is not (double.NaN or float.NaN),
        (PredicateTest.Equal, _) => Order(value, test.Values[0]) == 0,
        (PredicateTest.NotEqual, _) => Order(value, test.Values[0]) != 0,
        (PredicateTest.Less, _) => Order(value, test.Values[0]) < 0,
        (PredicateTest.LessOrEqual, _) => Order(value, test.Values[0]) <= 0,
        (PredicateTest.Greater, _) => Order(value, test.Values[0]) > 0,
        (PredicateTest.GreaterOrEqual, _) => Order(value, test.Values[0]) >= 0,
        (PredicateTest.In, _) => test.Values.Any(one => Order(value, one) == 0),
        (PredicateTest.NotIn, _) => test.Values.All(one => Order(value, one) != 0),
        (PredicateTest.StartsWith, _) => Begins(value, test.Values[0]),
        _ => !Begins(value, test.Values[0]),
    };

    private static int Order(object value, object other) => ValueOrder.Instance.Compare(Plain(value), Plain(other));

    private static object Plain(object value) => value is -0d or 0d ? 0d : value is -0f or 0f ? 0f : value;

    private static bool Begins(object value, object prefix) => value is string text
        ? text.StartsWith((string)prefix, StringComparison.Ordinal)
        : ((byte[])value).AsSpan().StartsWith((byte[])prefix);
}
