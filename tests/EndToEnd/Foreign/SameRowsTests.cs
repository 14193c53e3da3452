using System.Text.Json;
using Xunit.Sdk;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>The comparison that all tests with a foreign reader rest on distinguishes rows.</summary>
public sealed class SameRowsTests
{
    private const string Row = """{"id":1,"text":"käse","at":"2026-01-31T12:30:00Z","part":{"a":1.5,"b":[null,true]}}""";

    [Theory]
    [InlineData("""{"part":{"b":[null,true],"a":1.50},"at":"2026-01-31T12:30:00.000000Z","text":"k\u00e4se","id":1.0}""")]
    [InlineData("""{"part":{"b":[null,true],"a":15e-1},"at":"2026-01-31T12:30:00.000Z","text":"käse","id":1}""")]
    public void The_same_row_written_otherwise_is_the_same(string other) => SameRows.Equal([JsonElement.Parse(Row)], [JsonElement.Parse(other)], "other");

    [Theory]
    [InlineData("\"id\":1,", "\"id\":2,")]
    [InlineData("\"id\":1,", "\"id\":\"1\",")]
    [InlineData("käse", "kase")]
    [InlineData("12:30:00Z", "12:30:01Z")]
    [InlineData("12:30:00Z", "12:30:00.000001Z")]
    [InlineData("12:30:00Z", "12:30:00")]
    [InlineData("1.5", "1.25")]
    [InlineData("[null,true]", "[true,null]")]
    [InlineData(",\"text\":\"käse\"", "")]
    public void Another_row_is_not_the_same(string what, string other) =>
        Assert.Throws<TrueException>(() => SameRows.Equal([JsonElement.Parse(Row)], [JsonElement.Parse(Row.Replace(what, other, StringComparison.Ordinal))], "other"));

    [Fact]
    public void A_row_too_few_or_twice_is_not_the_same()
    {
        Assert.Throws<TrueException>(() => SameRows.Equal([JsonElement.Parse(Row)], [], "other"));
        Assert.Throws<TrueException>(() => SameRows.Equal([JsonElement.Parse(Row)], [JsonElement.Parse(Row), JsonElement.Parse(Row)], "other"));
    }
}
