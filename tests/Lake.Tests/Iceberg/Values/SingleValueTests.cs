using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Values;

public sealed class SingleValueTests
{
    [Theory]
    [InlineData("boolean", true, "01")]
    [InlineData("boolean", false, "00")]
    [InlineData("int", 34, "22000000")]
    [InlineData("date", -1, "ffffffff")]
    [InlineData("long", 34L, "2200000000000000")]
    [InlineData("timestamptz", 1510871468000001L, "01c3262d215e0500")]
    [InlineData("float", -0.0f, "00000080")]
    [InlineData("double", 1.0, "000000000000f03f")]
    [InlineData("string", "é🎉", "c3a9f09f8e89")]
    public void Value_has_the_bytes_of_the_specification(string type, object value, string hex)
    {
        var bytes = SingleValue.Encode(IcebergType.Parse(type), value);

        Assert.Equal(hex, Convert.ToHexStringLower(bytes));
        Assert.True(SingleValue.TryDecode(IcebergType.Parse(type), bytes, out var decoded));
        Assert.Equal(value, decoded);
    }

    [Theory]
    [InlineData("1420", "058c")]
    [InlineData("0", "00")]
    [InlineData("-1", "ff")]
    [InlineData("127", "7f")]
    [InlineData("128", "0080")]
    [InlineData("-128", "80")]
    [InlineData("-129", "ff7f")]
    [InlineData("99999999999999999999999999999999999999", "4b3b4ca85a86c47a098a223fffffffff")]
    public void Decimal_takes_the_fewest_bytes(string unscaled, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(SingleValue.Encode(new IcebergDecimal(38, 2), Int128.Parse(unscaled))));

    [Fact]
    public void Uuid_is_written_big_end_first_and_a_value_of_another_type_is_refused()
    {
        var id = Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7");

        Assert.Equal("f79c3e09677c4bbda4793f349cb785e7", Convert.ToHexStringLower(SingleValue.Encode(IcebergType.Parse("uuid"), id)));

        Assert.Throws<IcebergException>(() => SingleValue.Encode(IcebergType.Parse("int"), 1L));
        Assert.Throws<IcebergException>(() => SingleValue.Encode(new IcebergFixed(2), new byte[3]));
        Assert.Throws<IcebergException>(() => SingleValue.Encode(IcebergType.Parse("variant"), "x"));
    }

    [Theory]
    [InlineData("long", "22000000", 34L)]
    [InlineData("double", "0000c03f", 1.5)]
    [InlineData("timestamp", "01000000", 86_400_000_000L)]
    public void Bound_from_before_its_column_was_widened_is_read(string type, string hex, object value)
    {
        Assert.True(SingleValue.TryDecode(IcebergType.Parse(type), Convert.FromHexString(hex), out var decoded));
        Assert.Equal(value, decoded);
    }

    [Theory]
    [InlineData("int", "2200000000000000")]
    [InlineData("int", "")]
    [InlineData("boolean", "")]
    [InlineData("uuid", "00")]
    [InlineData("decimal(38, 2)", "")]
    [InlineData("decimal(38, 2)", "0000000000000000000000000000000000")]
    [InlineData("fixed[2]", "00")]
    [InlineData("string", "c3")]
    [InlineData("variant", "00")]
    public void Bytes_that_are_no_value_of_the_type_are_not_taken_for_one(string type, string hex) =>
        Assert.False(SingleValue.TryDecode(IcebergType.Parse(type), Convert.FromHexString(hex), out _));

    [Fact]
    [Trait("Category", "Property")]
    public void Every_value_is_read_as_it_was_written() => Prop.ForAll(SampleValues.TypedValues().ToArbitrary(), static sample =>
    {
        Assert.True(SingleValue.TryDecode(sample.Type, SingleValue.Encode(sample.Type, sample.Value), out var decoded));
        Assert.Equal(sample.Value, decoded);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(125)));

    [Fact]
    [Trait("Category", "Property")]
    public void Texts_are_ordered_as_their_utf8_is() => Prop.ForAll(SampleValues.Texts().Two().ToArbitrary(), static texts =>
        Math.Sign(ValueOrder.Instance.Compare(texts.Item1, texts.Item2)) == Math.Sign(Encoding.UTF8.GetBytes(texts.Item1).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(texts.Item2))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(125)));

    [Fact]
    public void Floating_values_are_ordered_with_minus_zero_before_zero_and_nan_last_and_values_without_a_sign_as_unsigned_bytes()
    {
        object[] values = [double.NaN, 0d, double.PositiveInfinity, -0d, 1d, double.NegativeInfinity, -1d];

        Assert.Equal([double.NegativeInfinity, -1d, -0d, 0d, 1d, double.PositiveInfinity, double.NaN], values.Order(ValueOrder.Instance).Cast<double>());
        Assert.True(double.IsNegative((double)values.Order(ValueOrder.Instance).ElementAt(2)));

        Assert.True(ValueOrder.Instance.Compare(Guid.Parse("7fffffff-0000-0000-0000-000000000000"), Guid.Parse("80000000-0000-0000-0000-000000000000")) < 0);
        Assert.True(ValueOrder.Instance.Compare(new byte[] { 0x7F }, new byte[] { 0x80 }) < 0);
        Assert.True(ValueOrder.Instance.Compare(new byte[] { 1 }, new byte[] { 1, 0 }) < 0);
    }
}
