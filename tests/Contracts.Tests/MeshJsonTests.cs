using System.Text.Json;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Streams;

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

    [Theory]
    [InlineData("""{"items":[null]}""", "items[0]")]
    [InlineData("""{"items":[{"tags":["a"]},{"tags":["a","b",null]}]}""", "items[1].tags[2]")]
    [InlineData("""{"facts":{"a":"1","b":null}}""", "facts.b")]
    [InlineData("""{"groups":{"a":[["x"],["y",null]]}}""", "groups.a[1][1]")]
    [InlineData("""{"inner":{"items":[{},null]}}""", "inner.items[1]")]
    [InlineData("""{"array":[null]}""", "array[0]")]
    public void Null_among_elements_that_cannot_be_null_is_refused_by_its_place(string json, string field)
    {
        var refused = Assert.Throws<JsonRuleException>(() => JsonSerializer.Deserialize<Basket>(json, MeshJson.Options));

        Assert.Equal(field, refused.Field);
        Assert.Equal($"{field}: is null. Leave it out, or give a value.", refused.Message);
    }

    // Without the member that is meant a form is about everything, or for real.
    [Theory]
    [InlineData(typeof(AccessRequestForm), """{"products":["orders.orders"],"purpose":"p","column":["a"]}""")]
    [InlineData(typeof(AccessDecisionForm), """{"reason":"r","untill":"2026-12-01T00:00:00Z"}""")]
    [InlineData(typeof(AccessRenewalForm), """{"untill":"2026-12-01T00:00:00Z"}""")]
    [InlineData(typeof(RetirementRequest), """{"retires_at":"2026-12-01T00:00:00Z","major":1}""")]
    [InlineData(typeof(BackfillRequest), """{"from":"2026-01-01","to":"2026-01-02","dryRun":true}""")]
    [InlineData(typeof(WindowRequest), """{"windw":"2001-01-01"}""")]
    [InlineData(typeof(DeclassificationForm), """{"product":"orders.orders","version":"1.0.0","reason":"r","column":["a"]}""")]
    [InlineData(typeof(PolicyTighteningForm), """{"rules":"r","reason":"r","prodct":"orders.orders"}""")]
    [InlineData(typeof(PolicyVoteForm), """{"is_for":true,"sha256":"s","base":1,"reason":"r","effective":"2026-12-01T00:00:00Z"}""")]
    [InlineData(typeof(SkipForm), """{"event_id":"1","reason":"r","handlr":"h"}""")]
    public void Form_of_a_person_with_a_member_that_it_does_not_have_is_refused(Type form, string json) =>
        Assert.Contains("could not be mapped", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, form, MeshJson.Options)).Message, StringComparison.Ordinal);

    [Fact]
    public void Null_among_elements_that_may_be_null_is_taken() =>
        Assert.Equal([null, "a"], JsonSerializer.Deserialize<Basket>("""{"notes":[null,"a"]}""", MeshJson.Options)!.Notes);

    private sealed record Item(IReadOnlyList<string>? Tags = null);

    private sealed record Basket
    {
        public IReadOnlyList<Item> Items { get; init; } = [];

        public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

        public Dictionary<string, List<string[]>>? Groups { get; init; }

        public Item[] Array { get; init; } = [];

        public IReadOnlyList<string?> Notes { get; init; } = [];

        public Basket? Inner { get; init; }
    }

    private sealed record Sample(string FirstName, string? Nick, int Number = 7);
}
