using System.Net;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

[Collection(CatalogCollection.Name)]
public sealed class LevelTests(CatalogFixture catalog)
{
    private const string Added = """{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"more","type":"int"}]}""";
    private const string Dropped = """{"type":"record","name":"Order","fields":[]}""";

    [SkippableTheory]
    [InlineData("NONE", true, true)]
    [InlineData("BACKWARD", false, true)]
    [InlineData("backward_transitive", false, true)]
    [InlineData("FORWARD", true, false)]
    [InlineData("FORWARD_TRANSITIVE", true, false)]
    [InlineData("FULL", false, false)]
    [InlineData("FULL_TRANSITIVE", false, false)]
    public async Task A_subject_is_held_to_its_own_level(string level, bool takesAdded, bool takesDropped)
    {
        var subject = RegistryCall.Subject();
        await catalog.SchemaAsync(subject, RegistryCall.Order);
        var (status, set) = await catalog.RegistryAsync(HttpMethod.Put, $"/config/{subject}", catalog.Administrator(), $$"""{"compatibility":"{{level}}"}""");
        Assert.Equal((HttpStatusCode.OK, level.ToUpperInvariant()), (status, set!["compatibility"]!.GetValue<string>()));
        var kept = (await catalog.RegistryGetAsync($"/config/{subject}")).Body!;
        Assert.Equal((level.ToUpperInvariant(), level.ToUpperInvariant()), (kept["compatibilityLevel"]!.GetValue<string>(), kept["compatibility"]!.GetValue<string>()));

        Assert.Equal((takesAdded, takesDropped), (await IsCompatibleAsync(subject, Added), await IsCompatibleAsync(subject, Dropped)));
        var (registered, _) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions", catalog.Administrator(), RegistryCall.Request(Added));
        Assert.Equal(takesAdded ? HttpStatusCode.OK : HttpStatusCode.Conflict, registered);
    }

    [SkippableFact]
    public async Task A_subject_without_a_level_has_that_of_all()
    {
        var subject = RegistryCall.Subject();
        await catalog.SchemaAsync(subject, RegistryCall.Order);
        Assert.Equal("BACKWARD", (await catalog.RegistryGetAsync("/config")).Body!["compatibilityLevel"]!.GetValue<string>());
        Assert.Equal("BACKWARD", (await catalog.RegistryGetAsync($"/config/{subject}?defaultToGlobal=True")).Body!["compatibilityLevel"]!.GetValue<string>());
        Assert.Equal("READWRITE", (await catalog.RegistryGetAsync($"/mode/{subject}?defaultToGlobal=true")).Body!["mode"]!.GetValue<string>());
        Assert.False(await IsCompatibleAsync(subject, Added));

        await catalog.RegistryAsync(HttpMethod.Put, $"/config/{subject}", catalog.Administrator(), """{"compatibility":"NONE","compatibilityGroup":"major"}""");
        Assert.Equal("major", (await catalog.RegistryGetAsync($"/config/{subject}")).Body!["compatibilityGroup"]!.GetValue<string>());
        Assert.Equal("NONE", (await catalog.RegistryAsync(HttpMethod.Delete, $"/config/{subject}", catalog.Administrator())).Body!["compatibilityLevel"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.RegistryGetAsync($"/config/{subject}")).Status);
    }

    [SkippableFact]
    public async Task A_check_returns_its_reasons_to_callers_who_ask()
    {
        var subject = RegistryCall.Subject();
        Assert.True(await IsCompatibleAsync(subject, Added));
        await catalog.SchemaAsync(subject, RegistryCall.Order);

        var (_, plain) = await catalog.RegistryAsync(HttpMethod.Post, $"/compatibility/subjects/{subject}/versions/latest?normalize=False&verbose=False", catalog.Analyst(), RegistryCall.Request(Added));
        Assert.Equal("""{"is_compatible":false}""", plain!.ToJsonString());
        var (_, verbose) = await catalog.RegistryAsync(HttpMethod.Post, $"/compatibility/subjects/{subject}/versions?normalize=True&verbose=True", catalog.Analyst(), RegistryCall.Request(Added));
        Assert.StartsWith("{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE'", verbose!["messages"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        var (_, fits) = await catalog.RegistryAsync(HttpMethod.Post, $"/compatibility/subjects/{subject}/versions/1?verbose=true", catalog.Analyst(), RegistryCall.Request(Dropped));
        Assert.Equal("""{"is_compatible":true,"messages":[]}""", fits!.ToJsonString());
    }

    private async Task<bool> IsCompatibleAsync(string subject, string schema)
    {
        var (status, body) = await catalog.RegistryAsync(HttpMethod.Post, $"/compatibility/subjects/{subject}/versions/latest", catalog.Analyst(), RegistryCall.Request(schema));
        Assert.Equal(HttpStatusCode.OK, status);
        return body!["is_compatible"]!.GetValue<bool>();
    }
}
