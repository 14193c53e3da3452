using System.Globalization;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Tests.Types;

public sealed class DecimalTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("-99.99", 4, 2)]
    [InlineData("0.00", 4, 2)]
    [InlineData("-0.05", 4, 2)]
    [InlineData("999999999", 9, 0)]
    [InlineData("-0.000000001", 9, 9)]
    [InlineData("-9999999999999999.99", 18, 2)]
    [InlineData("1.00", 18, 2)]
    [InlineData("99999999999999999999999999999999999999", 38, 0)]
    [InlineData("-99999999999999999999999999999999999999", 38, 0)]
    [InlineData("-0.00000000000000000000000000000000000001", 38, 38)]
    [InlineData("-1234567890123456789012345678.9012345678", 38, 10)]
    public void Decimal_of_every_width_is_exact(string text, int precision, int scale)
    {
        using var result = db.Connection.Query($"SELECT '{text}'::DECIMAL({precision},{scale})");
        var type = result.Columns[0].Type;
        Assert.Equal((DuckDbTypeId.Decimal, precision, scale), (type.Id, type.Precision, type.Scale));
        var value = result.NextChunk()![0].GetDecimal(0);
        Assert.Equal((text, scale), (value.ToString(), value.Scale));
    }

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("-12.30")]
    public void System_decimal_keeps_its_digits(string text) => Assert.Equal(text, DuckDbDecimal.From(decimal.Parse(text, CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void Scale_changes_without_loss_or_not_at_all()
    {
        Assert.Equal(new DuckDbDecimal(120, 2), new DuckDbDecimal(12, 1).Rescale(2));
        Assert.Equal(new DuckDbDecimal(12, 1), new DuckDbDecimal(120, 2).Rescale(1));
        Assert.Throws<OverflowException>(() => new DuckDbDecimal(125, 2).Rescale(1));
    }
}
