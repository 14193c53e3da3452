using System.Globalization;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

public sealed class CsvRowTests : IDisposable
{
    private const string TimeFormat = "M/d/yyyy H:mm";

    private static readonly TimeZoneInfo SaoPaulo = WallClock.Zone("America/Sao_Paulo");

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("e481f51cbdc54678b7cc49136f2d6af7")]
    [InlineData("e481f51c-bdc5-4678-b7cc-49136f2d6af7")]
    [InlineData("E481F51CBDC54678B7CC49136F2D6AF7")]
    public void Id_is_read_in_both_forms(string text)
    {
        var row = Row(text);

        Assert.Equal((new Guid("e481f51c-bdc5-4678-b7cc-49136f2d6af7"), null), (row.Uuid("value"), row.Problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("e481f51cbdc54678b7cc49136f2d6af")]
    [InlineData("g481f51cbdc54678b7cc49136f2d6af7")]
    [InlineData(" e481f51cbdc54678b7cc49136f2d6af7")]
    [InlineData("{e481f51c-bdc5-4678-b7cc-49136f2d6af7}")]
    [InlineData("+481f51c-bdc5-4678-b7cc-49136f2d6af7")]
    [InlineData("0x81f51c-bdc5-4678-b7cc-49136f2d6af7")]
    public void Unreadable_id_is_a_problem(string text)
    {
        var row = Row(text);

        Assert.Equal(Guid.Empty, row.Uuid("value"));
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not an id of 32 hexadecimal digits", row.Problem);
    }

    [Theory]
    [InlineData("12.34", 1234)]
    [InlineData("12", 1200)]
    [InlineData("12.5", 1250)]
    [InlineData("12.3400", 1234)]
    [InlineData("-0.01", -1)]
    [InlineData("999999999.99", 99999999999)]
    public void Money_has_two_decimals(string text, long cents)
    {
        var row = Row(text);

        Assert.Equal((cents / 100m, null), (row.Money("value"), row.Problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("Infinity")]
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
        var row = Row($"\"{text}\"");

        Assert.Equal(0m, row.Money("value"));
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not an amount with at most two decimals", row.Problem);
    }

    [Theory]
    [InlineData("0", "\"0\" is not a whole number of at least 1")]
    [InlineData("1.0", "\"1.0\" is not a whole number of at least 1")]
    [InlineData("99999999999", "\"99999999999\" is not a whole number of at least 1")]
    [InlineData("", "\"\" is not a whole number of at least 1")]
    public void Number_below_its_minimum_or_none_is_a_problem(string text, string problem)
    {
        var row = Row(text);

        Assert.Equal(0, row.Whole("value", minimum: 1));
        Assert.Equal("orders.csv:2: value: " + problem, row.Problem);
    }

    [Fact]
    public void Word_outside_the_list_is_named_with_the_list()
    {
        var row = Row("lost");

        row.OneOf("value", ["shipped", "delivered"]);

        Assert.Equal("orders.csv:2: value: \"lost\" is not one of shipped, delivered", row.Problem);
    }

    [Fact]
    public void Wall_clock_time_is_read_as_an_instant()
    {
        var row = Row("10/2/2017 10:56");

        Assert.Equal(new DateTimeOffset(2017, 10, 2, 13, 56, 0, TimeSpan.Zero), row.Instant("value", TimeFormat, SaoPaulo));
        Assert.Equal(new DateOnly(2017, 10, 2), row.Day("value", TimeFormat));
        Assert.Null(row.Problem);
    }

    [Fact]
    public void Empty_time_is_null_and_no_problem()
    {
        var row = Row("");

        Assert.Equal((null, null, null), (row.Instant("value", TimeFormat, SaoPaulo), row.Day("value", TimeFormat), row.Problem));
    }

    [Theory]
    [InlineData("2017-10-02 10:56")]
    [InlineData("13/2/2017 10:56")]
    [InlineData("2/29/2017 10:56")]
    [InlineData("10/2/2017 24:00")]
    [InlineData("yesterday")]
    [InlineData("12/31/9999 23:59")]
    [InlineData("1/1/0001 0:00")]
    public void Unreadable_time_is_a_problem(string text)
    {
        var row = Row(text);

        Assert.Null(row.Instant("value", TimeFormat, SaoPaulo));
        Assert.Equal($"orders.csv:2: value: \"{text}\" is not a time as {TimeFormat}", row.Problem);
    }

    [Fact]
    public void Time_before_zones_had_whole_minutes_is_read()
    {
        var row = Row("1/1/1850 12:00");

        var instant = row.Instant("value", TimeFormat, SaoPaulo)!.Value;

        Assert.Null(row.Problem);
        Assert.Equal(new DateOnly(1850, 1, 1), WallClock.Day(instant, SaoPaulo));
    }

    [Fact]
    public void Shown_value_is_cut_at_forty_characters()
    {
        var row = Row(new string('x', 41));

        row.Whole("value");

        Assert.Equal($"orders.csv:2: value: \"{new string('x', 40)}\" is not a whole number", row.Problem);
    }

    [Fact]
    public void Row_with_a_character_that_no_text_has_is_a_problem() =>
        Assert.Equal("orders.csv:2: holds the character U+0000, which no text has", Row("a\0b").Problem);

    [Fact]
    public void Shown_value_is_cut_between_characters()
    {
        var row = Row(string.Concat(Enumerable.Repeat("\U0001F600", 41)));

        row.Whole("value");

        Assert.Equal($"orders.csv:2: value: \"{string.Concat(Enumerable.Repeat("\U0001F600", 40))}\" is not a whole number", row.Problem);
    }

    [Theory]
    [InlineData("\u001b[2Jx", "\\u001b[2Jx")]
    [InlineData("a\tb", "a\\u0009b")]
    [InlineData("a\u009bb", "a\\u009bb")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("a\u2028b", "a\\u2028b")]
    public void Control_characters_are_escaped(string text, string shown)
    {
        var row = Row(text);

        row.Whole("value");

        Assert.Equal($"orders.csv:2: value: \"{shown}\" is not a whole number", row.Problem);
    }

    [Fact]
    public void Personal_value_is_left_out()
    {
        var row = Row("somebody@example.org", personal: "value");

        row.Whole("value");

        Assert.Equal("orders.csv:2: value: is not a whole number", row.Problem);
    }

    [Fact]
    public void First_problem_stays()
    {
        var row = Assert.Single(_folder.Write("a,b\nx,y\n").Rows("a", "b"));

        row.Whole("b");
        row.Whole("a");
        row.Reject("a", "came twice");

        Assert.Equal("orders.csv:2: b: \"y\" is not a whole number", row.Problem);
    }

    [Fact]
    public void Text_that_must_be_there_is_a_problem_when_empty()
    {
        var row = Row("");

        Assert.Null(row.Optional("value"));
        Assert.Null(row.Problem);
        row.Text("value");
        Assert.Equal("orders.csv:2: value: \"\" must not be empty", row.Problem);
    }

    [Fact]
    public void Values_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };
        try
        {
            Assert.Equal(-12.34m, Row("-12.34").Money("value"));
            Assert.Equal(-3, Row("-3").Whole("value"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private CsvRow Row(string value, params string[] personal) => Assert.Single(_folder.Write($"id,value\n1,{value}\n", personal).Rows("id", "value"));
}
