using MeshStarter.Platform.Sql.Formats;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Texts of JSON in the form that Trino 476 gave them.</summary>
[Trait("Category", "Quick")]
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"b":1, "a":{"d":1,"c":2}}""", """{"a":{"c":2,"d":1},"b":1}""")]
    [InlineData("""{"b":1, "a":2, "a":3}""", """{"a":3,"b":1}""")]
    [InlineData("[1.0, 100, 1e-7, 1E2, -0, 1.10]", "[1.0,100,1.0E-7,100.0,0,1.1]")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("[12345678.9, -0.000125, 1.5e300, 0.1]", "[1.23456789E7,-1.25E-4,1.5E300,0.1]")]
    [InlineData("""  "\u00e4\/'" """, "\"ä/'\"")]
    [InlineData("null", "null")]
    public void Text_is_written_in_one_form(string text, string expected) => Assert.Equal(expected, JsonText.Canonical(text));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("[1, 2")]
    [InlineData("{'a': 1}")]
    public void Other_text_is_none(string text) => Assert.Null(JsonText.Canonical(text));
}
