using System.Text.Json;

namespace MeshStarter.Contracts.Tests;

public sealed class MeshJsonTests
{
    [Fact]
    public void What_is_null_is_left_out_and_may_be_absent()
    {
        var json = JsonSerializer.Serialize(new Sample("a", null), MeshJson.Options);
        Assert.Equal("""{"first_name":"a","number":7}""", json);
        Assert.Equal(new Sample("a", null), JsonSerializer.Deserialize<Sample>("""{"first_name":"a"}""", MeshJson.Options));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"first_name":null}""")]
    [InlineData("""{"FirstName":"a"}""")]
    [InlineData("""{"first_name":"a","first_name":"b"}""")]
    [InlineData("""{"first_name":"a","number":"7"}""")]
    [InlineData("""{"first_name":"a","number":null}""")]
    public void What_is_no_such_record_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Sample>(json, MeshJson.Options));

    [Fact]
    public void Options_of_a_framework_follow_the_same_rules()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        MeshJson.Apply(options);
        Assert.Equal("""{"first_name":"a","number":7}""", JsonSerializer.Serialize(new Sample("a", null), options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Sample>("{}", options));
    }

    private sealed record Sample(string FirstName, string? Nick, int Number = 7);
}
