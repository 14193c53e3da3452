using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Values;

public sealed class PartitionTests
{
    [Theory]
    [InlineData("year", "date", 47, "2017")]
    [InlineData("year", "date", -1, "1969")]
    [InlineData("month", "date", 574, "2017-11")]
    [InlineData("month", "date", -1, "1969-12")]
    [InlineData("day", "timestamp", 17_486, "2017-11-16")]
    [InlineData("day", "timestamp", int.MaxValue, "2147483647")]
    [InlineData("hour", "timestamp", 419_686, "2017-11-16-22")]
    [InlineData("hour", "timestamp", -1, "1969-12-31-23")]
    [InlineData("bucket[4]", "long", 3, "3")]
    [InlineData("identity", "date", 17_486, "2017-11-16")]
    [InlineData("identity", "timestamptz", 1_510_871_468_000_001L, "2017-11-16T22-31-08.000001")]
    [InlineData("identity", "timestamp", 253_402_300_799_999_999L, "9999-12-31T23-59-59.999999")]
    [InlineData("identity", "timestamp", 253_402_300_800_000_000L, "253402300800000000")]
    [InlineData("identity", "timestamp", -62_135_596_799_999_999L, "0001-01-01T00-00-00.000001")]
    [InlineData("identity", "double", -1.5, "-1.5")]
    [InlineData("identity", "boolean", true, "true")]
    [InlineData("identity", "string", null, "null")]
    public void Value_is_written_as_people_read_it(string transform, string source, object? value, string text)
    {
        var made = Transform.Parse(transform);

        Assert.Equal(text, PartitionPath.Text(made, made.ResultType(IcebergType.Parse(source)), value));
    }

    [Fact]
    public void Path_has_a_folder_for_each_field_and_no_odd_character()
    {
        var schema = new TableSchema(0, [new(1, "a", false, IcebergType.Parse("string")), new(2, "b", false, IcebergType.Parse("decimal(9, 2)"))]);
        var spec = new PartitionSpec(3, [new(1, 1000, "the part", new IdentityTransform()), new(2, 1001, "b", new IdentityTransform())]);

        Assert.Equal("the_part=.._x_y_20_/b=-10.65", PartitionPath.Of(spec, spec.PartitionType(schema), new PartitionTuple(3, ["../x y%20*", (Int128)(-1065)])));
        Assert.Equal("", PartitionPath.Of(PartitionSpec.Unpartitioned, new IcebergStruct([]), PartitionTuple.Unpartitioned));
        Assert.True(PartitionPath.Of(spec, spec.PartitionType(schema), new PartitionTuple(3, [new string('x', 5000), null])).Length < 100);
    }

    [Fact]
    public void Tuples_are_equal_by_spec_and_values_and_their_floats_by_bits_but_for_nan()
    {
        Assert.Equal(Tuple(1, "a", 2L, new byte[] { 1 }, null), Tuple(1, "a", 2L, new byte[] { 1 }, null));
        Assert.Equal(Tuple(1, "a", 2L, new byte[] { 1 }, null).GetHashCode(), Tuple(1, "a", 2L, new byte[] { 1 }, null).GetHashCode());
        Assert.NotEqual(Tuple(1, "a"), Tuple(2, "a"));
        Assert.NotEqual(Tuple(1, "a"), Tuple(1, "b"));
        Assert.NotEqual(Tuple(1, new byte[] { 1 }), Tuple(1, new byte[] { 2 }));
        Assert.NotEqual(Tuple(1, "a"), Tuple(1, (object?)null));
        Assert.NotEqual(Tuple(1, "a"), Tuple(1, "a", "b"));

        Assert.NotEqual(Tuple(1, 0d), Tuple(1, -0d));
        Assert.NotEqual(Tuple(1, 0f), Tuple(1, -0f));
        Assert.Equal(Tuple(1, double.NaN), Tuple(1, BitConverter.Int64BitsToDouble(0x7FF8000000000001)));
        Assert.Equal(Tuple(1, float.NaN), Tuple(1, BitConverter.Int32BitsToSingle(0x7FC00001)));
    }

    private static PartitionTuple Tuple(int spec, params object?[] values) => new(spec, values);
}
