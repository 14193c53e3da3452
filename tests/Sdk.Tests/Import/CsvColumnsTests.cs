using System.Globalization;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

[Trait("Category", "Quick")]
public sealed class CsvColumnsTests : FolderTests
{
    private const string TimeFormat = "M/d/yyyy H:mm";

    [Theory]
    [InlineData("e481f51cbdc54678b7cc49136f2d6af7")]
    [InlineData("e481f51c-bdc5-4678-b7cc-49136f2d6af7")]
    [InlineData("E481F51CBDC54678B7CC49136F2D6AF7")]
    public void Id_is_read_in_both_forms(string text) => Assert.Equal(new Guid("e481f51c-bdc5-4678-b7cc-49136f2d6af7"), Read(text, CsvColumns.Id("value")));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("e481f51cbdc54678b7cc49136f2d6af")]
    [InlineData("g481f51cbdc54678b7cc49136f2d6af7")]
    [InlineData(" e481f51cbdc54678b7cc49136f2d6af7")]
    [InlineData("{e481f51c-bdc5-4678-b7cc-49136f2d6af7}")]
    [InlineData("+481f51c-bdc5-4678-b7cc-49136f2d6af7")]
    [InlineData("0x81f51c-bdc5-4678-b7cc-49136f2d6af7")]
    public void Unreadable_id_is_a_problem(string text) =>
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not an id of 32 hexadecimal digits", Problem(text, CsvColumns.Id("value")));

    [Theory]
    [InlineData("12.34", 1234)]
    [InlineData("12", 1200)]
    [InlineData("12.5", 1250)]
    [InlineData("12.3400", 1234)]
    [InlineData("-0.01", -1)]
    [InlineData("0", 0)]
    [InlineData("999999999.99", 99999999999)]
    public void Money_has_two_decimals(string text, long cents) => Assert.Equal(cents / 100m, Read(text, CsvColumns.Money("value")));

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e400")]
    [InlineData("1e2")]
    [InlineData("12.345")]
    [InlineData("1.00000000000000000000000000000001")]
    [InlineData("0.00000000000000000000000000000000000001")]
    [InlineData("1000000000")]
    [InlineData("-1000000000.01")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("1,000.00")]
    [InlineData("12,50")]
    [InlineData("$5")]
    public void Amount_that_is_none_is_a_problem(string text)
    {
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not an amount with at most two decimals", Problem($"\"{text}\"", CsvColumns.Money("value")));
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not an amount of at least 0 with at most two decimals", Problem($"\"{text}\"", CsvColumns.Price("value")));
    }

    [Fact]
    public void Price_is_not_below_zero()
    {
        Assert.Equal(0m, Read("0", CsvColumns.Price("value")));
        Assert.Equal("orders.csv:2: value: \"-0.01\" is not an amount of at least 0 with at most two decimals", Problem("-0.01", CsvColumns.Price("value")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.0")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("NaN")]
    [InlineData("")]
    public void Number_below_its_minimum_or_none_is_a_problem(string text) =>
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not a whole number of at least 1", Problem(text, CsvColumns.Whole("value", minimum: 1)));

    [Theory]
    [InlineData("1003")]
    [InlineData("01003")]
    [InlineData("0")]
    public void Code_is_digits_with_or_without_leading_zeros(string text) => Assert.Equal(text, Read(text, CsvColumns.Digits("value", length: 5)));

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("12a")]
    [InlineData("-123")]
    [InlineData("\u0661\u0662")]
    public void Code_of_anything_else_is_a_problem(string text) =>
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not a code of 1 to 5 digits", Problem(text, CsvColumns.Digits("value", length: 5)));

    [Fact]
    public void Word_outside_the_list_is_named_with_the_list()
    {
        var column = CsvColumns.OneOf("value", ["shipped", "delivered"]);

        Assert.Equal("shipped", Read("shipped", column));
        Assert.Equal("orders.csv:2: value: \"lost\" is not one of shipped, delivered", Problem("lost", column));
        Assert.Equal("orders.csv:2: value: \"Shipped\" is not one of shipped, delivered", Problem("Shipped", column));
    }

    [Fact]
    public void Wall_clock_time_is_read_without_a_zone()
    {
        Assert.Equal(new DateTime(2017, 10, 2, 10, 56, 0, DateTimeKind.Unspecified), Read("10/2/2017 10:56", CsvColumns.Time("value", TimeFormat)));
        Assert.Equal(DateTimeKind.Unspecified, Read("10/2/2017 10:56", CsvColumns.Time("value", TimeFormat)).Kind);
        Assert.Equal(new DateTime(1850, 1, 1, 12, 0, 0, DateTimeKind.Unspecified), Read("1/1/1850 12:00", CsvColumns.Time("value", TimeFormat)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2017-10-02 10:56")]
    [InlineData("13/2/2017 10:56")]
    [InlineData("2/29/2017 10:56")]
    [InlineData("10/2/2017 24:00")]
    [InlineData("10/2/2017 10:56 ")]
    [InlineData("yesterday")]
    [InlineData("12/31/9999 23:59")]
    [InlineData("1/1/0001 0:00")]
    public void Unreadable_time_is_a_problem(string text) =>
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not a time as {TimeFormat}", Problem(text, CsvColumns.Time("value", TimeFormat)));

    [Fact]
    public void Value_that_may_be_empty_is_null_then_and_a_problem_where_it_must_be_there_or_breaks_its_rule()
    {
        Assert.Null(Read("", CsvColumns.Time("value", TimeFormat).OrEmpty()));
        Assert.Null(Read("", CsvColumns.Whole("value", minimum: 1).OrEmpty()));
        Assert.Equal(7, Read("7", CsvColumns.Whole("value", minimum: 1).OrEmpty()));
        Assert.Equal("orders.csv:2: value: \"0\" is not a whole number of at least 1", Problem("0", CsvColumns.Whole("value", minimum: 1).OrEmpty()));
        Assert.Equal("orders.csv:2: value: \" \" is not a whole number of at least 1", Problem(" ", CsvColumns.Whole("value", minimum: 1).OrEmpty()));

        Assert.Null(Read("", CsvColumns.OptionalText("value")));
        Assert.Equal("abc", Read("abc", CsvColumns.Text("value", length: 3)));
        Assert.Equal("orders.csv:2: value: \"\" is not a text of 1 to 3 characters", Problem("", CsvColumns.Text("value", length: 3)));
        Assert.Equal("orders.csv:2: value: \"abcd\" is not a text of 1 to 3 characters", Problem("abcd", CsvColumns.Text("value", length: 3)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\U0001F600")]
    public void Shown_value_is_cut_at_forty_characters_and_between_them(string character) => Assert.Equal(
        $"orders.csv:2: value: \"{string.Concat(Enumerable.Repeat(character, 40))}…\" is not a whole number of at least 0",
        Problem(string.Concat(Enumerable.Repeat(character, 41)), CsvColumns.Whole("value", minimum: 0)));

    [Theory]
    [InlineData("\u001b[2Jx", "\\u001b[2Jx")]
    [InlineData("a\tb", "a\\u0009b")]
    [InlineData("a\u009bb", "a\\u009bb")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("\ufeff1", "\\ufeff1")]
    [InlineData("1\U000e0031", "1\\ue0031")]
    public void Control_characters_are_escaped(string text, string shown) =>
        Assert.Equal($"orders.csv:2: value: \"{shown}\" is not a whole number of at least 0", Problem(text, CsvColumns.Whole("value", minimum: 0)));

    [Fact]
    public void Personal_value_is_left_out()
    {
        Assert.Equal("orders.csv:2: value: is not a whole number of at least 0", Problem("somebody@example.org", CsvColumns.Whole("value", minimum: 0) with { IsPersonal = true }));
        Assert.Equal("orders.csv:2: value: is not a whole number of at least 0", Problem("somebody@example.org", (CsvColumns.Whole("value", minimum: 0) with { IsPersonal = true }).OrEmpty()));
    }

    [Fact]
    public void Values_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };
        try
        {
            Assert.Equal(-12.34m, Read("-12.34", CsvColumns.Money("value")));
            Assert.Equal(-3, Read("-3", CsvColumns.Whole("value", minimum: -5)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private T Read<T>(string value, CsvValueColumn<T> column)
    {
        var row = Row(value, column);
        Assert.Null(row.Problem);
        return row.Get(column);
    }

    private string? Problem(string value, CsvColumn column) => Row(value, column).Problem;

    private CsvRow Row(string value, CsvColumn column) => Assert.Single(Folder.Csv(
        $"id,value\n1,{value}\n", new CsvFormat("orders.csv") { Key = [CsvColumns.Whole("id", minimum: 1)], Columns = [column] }).Rows());
}
