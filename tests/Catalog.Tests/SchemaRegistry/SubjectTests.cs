using System.Net;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class SubjectTests(CatalogFixture catalog)
{
    private const string Widened = """{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"more","type":"int","default":0}]}""";

    [SkippableFact]
    public async Task Schemas_are_numbered_once_and_versions_by_subject()
    {
        var (one, other) = (RegistryCall.Subject(), RegistryCall.Subject());
        var first = await catalog.SchemaAsync(one, RegistryCall.Order);
        Assert.Equal(first, await catalog.SchemaAsync(one, RegistryCall.Order.Replace(",", " , ", StringComparison.Ordinal)));
        Assert.Equal(first, await catalog.SchemaAsync(other, RegistryCall.Order));
        var second = await catalog.SchemaAsync(one, Widened);

        Assert.NotEqual(first, second);
        Assert.Equal("[1,2]", (await catalog.RegistryGetAsync($"/subjects/{one}/versions")).Body!.ToJsonString());
        var latest = (await catalog.RegistryGetAsync($"/subjects/{one}/versions/latest")).Body!;
        Assert.Equal((one, 2, second, Widened), (latest["subject"]!.GetValue<string>(), latest["version"]!.GetValue<int>(), latest["id"]!.GetValue<int>(), latest["schema"]!.GetValue<string>()));
        Assert.Null(latest["schemaType"]);
        Assert.Equal(latest.ToJsonString(), (await catalog.RegistryGetAsync($"/subjects/{one}/versions/-1")).Body!.ToJsonString());
        Assert.Equal(RegistryCall.Order, (await catalog.RegistryGetAsync($"/subjects/{one}/versions/1")).Body!["schema"]!.GetValue<string>());
        Assert.Equal(Widened, (await catalog.RegistryGetAsync($"/subjects/{one}/versions/2/schema")).Body!.ToJsonString());

        var byId = (await catalog.RegistryGetAsync($"/schemas/ids/{first}?subject={one}&fetchMaxId=true")).Body!;
        Assert.Equal(RegistryCall.Order, byId["schema"]!.GetValue<string>());
        Assert.True(byId["maxId"]!.GetValue<int>() >= second);
        Assert.Equal(byId["schema"]!.GetValue<string>(), (await catalog.RegistryGetAsync($"/schemas/guids/{byId["guid"]}")).Body!["schema"]!.GetValue<string>());
        var places = (await catalog.RegistryGetAsync($"/schemas/ids/{first}/versions?offset=0&limit=-1")).Body!.AsArray().Select(place => $"{place!["subject"]} {place["version"]}").ToList();
        Assert.Contains($"{one} 1", places);
        Assert.Contains($"{other} 1", places);
        Assert.Contains(one, (await catalog.RegistryGetAsync($"/schemas/ids/{first}/subjects")).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Two_who_register_the_same_schema_get_one_id()
    {
        var schema = $$"""{"type":"record","name":"R{{Guid.NewGuid():N}}","fields":[]}""";
        var (one, other) = (RegistryCall.Subject(), RegistryCall.Subject());
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => catalog.SchemaAsync(i % 2 == 0 ? one : other, schema)));
        Assert.Single(ids.Distinct());
        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{one}/versions")).Body!.ToJsonString());
        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{other}/versions")).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task Many_who_register_different_schemas_get_versions_without_gaps()
    {
        var subject = RegistryCall.Subject();
        await catalog.RegistryAsync(HttpMethod.Put, $"/config/{subject}", catalog.Administrator(), """{"compatibility":"NONE"}""");
        var name = $"R{Guid.NewGuid():N}";
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => catalog.SchemaAsync(subject, $$"""{"type":"fixed","name":"{{name}}","size":{{i}}}""")));
        Assert.Equal("[1,2,3,4,5,6,7,8,9,10,11,12]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions")).Body!.ToJsonString());
    }

    [SkippableTheory]
    [InlineData("a%2Fb%20c", "a/b c")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("k%C3%A4se:%2B%2B", "käse:++")]
    [InlineData("a+b", "a+b")]
    [InlineData("%3A.%3Ain-context", "in-context")]
    public async Task Subjects_are_what_their_paths_encode(string encoded, string name)
    {
        var unique = Guid.NewGuid().ToString("N");
        var id = await catalog.SchemaAsync(encoded + unique, RegistryCall.Order);
        Assert.Equal(name + unique, (await catalog.RegistryGetAsync($"/subjects/{encoded}{unique}/versions/1")).Body!["subject"]!.GetValue<string>());
        Assert.Contains(name + unique, (await catalog.RegistryGetAsync("/subjects?deleted=false&deleted_only=false&offset=0&limit=-1")).Body!.AsArray().Select(subject => subject!.GetValue<string>()));
        Assert.Contains(name + unique, (await catalog.RegistryGetAsync($"/schemas/ids/{id}/subjects")).Body!.AsArray().Select(subject => subject!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Lists_have_beginnings_and_pages()
    {
        var beginning = $"list-{Guid.NewGuid():N}";
        foreach (var suffix in new[] { "c", "a", "b" })
        {
            await catalog.SchemaAsync($"{beginning}-{suffix}", RegistryCall.Order);
        }

        Assert.Equal($"""["{beginning}-a","{beginning}-b","{beginning}-c"]""", (await catalog.RegistryGetAsync($"/subjects?subjectPrefix={beginning}")).Body!.ToJsonString());
        Assert.Equal($"""["{beginning}-b"]""", (await catalog.RegistryGetAsync($"/subjects?subjectPrefix=:*:{beginning}&offset=1&limit=1")).Body!.ToJsonString());
        Assert.Equal(3, (await catalog.RegistryGetAsync($"/schemas?subjectPrefix={beginning}&latestOnly=True")).Body!.AsArray().Count);
    }

    [SkippableFact]
    public async Task What_was_deleted_softly_is_hidden_and_its_id_is_not()
    {
        var subject = RegistryCall.Subject();
        var id = await catalog.SchemaAsync(subject, $$"""{"type":"record","name":"R{{Guid.NewGuid():N}}","fields":[]}""");
        await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{subject}", catalog.Administrator());

        Assert.Equal(HttpStatusCode.NotFound, (await catalog.RegistryGetAsync($"/subjects/{subject}/versions")).Status);
        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions?deleted=True")).Body!.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1?deleted=true")).Status);
        var (status, schema) = await catalog.RegistryGetAsync($"/schemas/ids/{id}");
        Assert.Equal(HttpStatusCode.OK, status);

        Assert.Equal(id, await catalog.SchemaAsync(subject, schema!["schema"]!.GetValue<string>()));
        Assert.Equal("[2]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions")).Body!.ToJsonString());

        await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{subject}", catalog.Administrator());
        await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{subject}?permanent=true", catalog.Administrator());
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.RegistryGetAsync($"/schemas/ids/{id}")).Status);
        await catalog.SchemaAsync(subject, schema["schema"]!.GetValue<string>());
        Assert.Equal("[3]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions")).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task A_schema_is_looked_up_by_what_it_says()
    {
        var subject = RegistryCall.Subject();
        const string Written = """{"name":"Order","namespace":"shop","type":"record","z":1,"a":2,"fields":[{"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A"]}}]}""";
        const string Otherwise = """{"name":"shop.Order","type":"record","a":2,"z":1,"fields":[{"type":{"type":"enum","name":"shop.Kind","symbols":["A"]},"name":"kind"}]}""";
        await catalog.SchemaAsync(subject, Written);

        var (status, found) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}?normalize=False&deleted=False", catalog.Analyst(), RegistryCall.Request(Written));
        Assert.Equal((HttpStatusCode.OK, 1, Written), (status, found!["version"]!.GetValue<int>(), found["schema"]!.GetValue<string>()));
        Assert.Equal(40403, (await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}", catalog.Analyst(), RegistryCall.Request(Otherwise))).Body!["error_code"]!.GetValue<int>());

        var normal = RegistryCall.Subject();
        foreach (var text in new[] { Written, Otherwise })
        {
            await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{normal}/versions?normalize=True", catalog.Administrator(), RegistryCall.Request(text));
            Assert.Equal(1, (await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{normal}?normalize=true", catalog.Analyst(), RegistryCall.Request(text))).Body!["version"]!.GetValue<int>());
        }

        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{normal}/versions")).Body!.ToJsonString());
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Schemas_are_normalized_by_the_setting_of_all_and_of_a_subject(bool isOfAll)
    {
        const string Written = """{"type":"record","name":"Order","z":1,"m":3,"a":2,"fields":[]}""";
        const string Otherwise = """{"m":3,"fields":[],"name":"Order","type":"record","z":1,"a":2}""";
        var (subject, other) = (RegistryCall.Subject(), RegistryCall.Subject());
        await catalog.SchemaAsync(other, Written);
        try
        {
            var (set, _) = await catalog.RegistryAsync(HttpMethod.Put, isOfAll ? "/config" : $"/config/{subject}", catalog.Administrator(), """{"compatibility":"BACKWARD","normalize":true}""");
            Assert.Equal(HttpStatusCode.OK, set);

            var id = await catalog.SchemaAsync(subject, Written);
            Assert.Equal(id, await catalog.SchemaAsync(subject, Otherwise));
            foreach (var text in new[] { Written, Otherwise })
            {
                var (status, found) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}?normalize=False", catalog.Analyst(), RegistryCall.Request(text));
                Assert.Equal((HttpStatusCode.OK, id), (status, found!["id"]?.GetValue<int>()));
            }

            // What is there from before is found as it was written, and a subject's own setting counts before that of all.
            Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{other}", catalog.Analyst(), RegistryCall.Request(Written))).Status);
            await catalog.RegistryAsync(HttpMethod.Put, $"/config/{other}", catalog.Administrator(), """{"normalize":false}""");
            Assert.NotEqual(id, await catalog.SchemaAsync(other, Otherwise));
        }
        finally
        {
            await catalog.RegistryAsync(HttpMethod.Delete, "/config", catalog.Administrator());
        }
    }

    [SkippableFact]
    public async Task References_bring_their_types()
    {
        var (level, customer, order) = (RegistryCall.Subject(), RegistryCall.Subject(), RegistryCall.Subject());
        await catalog.SchemaAsync(level, """{"type":"enum","name":"shop.Level","symbols":["A"]}""");
        await catalog.SchemaAsync(customer, """{"type":"record","name":"shop.Customer","fields":[{"name":"level","type":"Level"}]}""", references: $$"""[{"name":"l","subject":"{{level}}","version":1}]""");
        var references = $$"""[{"name":"l","subject":"{{level}}","version":1},{"name":"c","subject":"{{customer}}","version":1}]""";
        var id = await catalog.SchemaAsync(order, """{"type":"record","name":"shop.Order","fields":[{"name":"by","type":"Customer"},{"name":"level","type":"Level"}]}""", references: references);

        var answer = (await catalog.RegistryGetAsync($"/schemas/ids/{id}")).Body!;
        Assert.Equal(references, answer["references"]!.ToJsonString());
        Assert.Equal($"[{id}]", (await catalog.RegistryGetAsync($"/subjects/{customer}/versions/1/referencedby")).Body!.ToJsonString());
        var resolved = (await catalog.RegistryGetAsync($"/schemas/ids/{id}?format=resolved")).Body!["schema"]!.GetValue<string>();
        Assert.Contains("\"symbols\":[\"A\"]", resolved, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_reference_to_the_latest_version_is_kept_as_the_version_that_it_is()
    {
        var (level, order) = (RegistryCall.Subject(), RegistryCall.Subject());
        await catalog.SchemaAsync(level, """{"type":"enum","name":"shop.Level","symbols":["A"]}""");
        await catalog.SchemaAsync(level, """{"type":"enum","name":"shop.Level","symbols":["A","B"],"default":"A"}""");
        await catalog.SchemaAsync(level, """{"type":"enum","name":"shop.Level","symbols":["A","B","C"],"default":"A"}""");
        await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{level}/versions/3", catalog.Administrator());
        const string Order = """{"type":"record","name":"shop.Order","fields":[{"name":"level","type":"Level"}]}""";
        string Reference(int version) => $$"""[{"name":"shop.Level","subject":"{{level}}","version":{{version}}}]""";

        var id = await catalog.SchemaAsync(order, Order, references: Reference(-1));

        Assert.Equal(Reference(2), (await catalog.RegistryGetAsync($"/schemas/ids/{id}")).Body!["references"]!.ToJsonString());
        Assert.Equal(id, await catalog.SchemaAsync(order, Order, references: Reference(2)));
        var (_, found) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{order}", catalog.Analyst(), RegistryCall.Request(Order, Reference(-1)));
        Assert.Equal(id, found!["id"]!.GetValue<int>());
    }

    [SkippableFact]
    public async Task A_new_schema_does_not_refer_to_a_version_that_was_deleted_softly()
    {
        var (level, order, other) = (RegistryCall.Subject(), RegistryCall.Subject(), RegistryCall.Subject());
        await catalog.SchemaAsync(level, """{"type":"enum","name":"shop.Level","symbols":["A"]}""");
        await catalog.SchemaAsync(level, """{"type":"enum","name":"shop.Level","symbols":["A","B"],"default":"A"}""");
        await catalog.SchemaAsync(other, "\"string\"");
        await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{level}/versions/1", catalog.Administrator());
        string Request(int version) => RegistryCall.Request(
            """{"type":"record","name":"shop.Order","fields":[{"name":"level","type":"Level"}]}""", $$"""[{"name":"shop.Level","subject":"{{level}}","version":{{version}}}]""");

        foreach (var path in (string[])[$"/subjects/{order}/versions", $"/compatibility/subjects/{order}/versions", $"/compatibility/subjects/{other}/versions/1"])
        {
            var (status, refusal) = await catalog.RegistryAsync(HttpMethod.Post, path, catalog.Administrator(), Request(1));
            Assert.Equal(
                (HttpStatusCode.UnprocessableEntity, 42201, $"Invalid schema of type AVRO, details: No schema reference found for subject \"{level}\" and version 1"),
                (status, refusal!["error_code"]!.GetValue<int>(), refusal["message"]!.GetValue<string>()));
        }

        // It may be looked for: an existing schema may have been registered before the deletion.
        Assert.Equal(40403, (await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{other}", catalog.Analyst(), Request(1))).Body!["error_code"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{order}/versions", catalog.Administrator(), Request(2))).Status);
    }

    [SkippableFact]
    public async Task A_schema_in_its_normal_form_still_refers_to_its_types()
    {
        var (level, order) = (RegistryCall.Subject(), RegistryCall.Subject());
        await catalog.SchemaAsync(level, """{"type":"enum","name":"shop.Level","symbols":["A"]}""");
        var request = RegistryCall.Request(
            """{"fields":[{"type":"Level","name":"level"}],"type":"record","namespace":"shop","name":"Order"}""", $$"""[{"name":"shop.Level","subject":"{{level}}","version":1}]""");

        var (status, registered) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{order}/versions?normalize=true", catalog.Administrator(), request);

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var path in new[] { $"/schemas/ids/{registered!["id"]}?format=resolved", $"/subjects/{order}/versions/1" })
        {
            var (found, body) = await catalog.RegistryGetAsync(path);
            Assert.True(found == HttpStatusCode.OK, $"{path}: {body?.ToJsonString()}");
        }

        Assert.Equal("{\"is_compatible\":true}", (await catalog.RegistryAsync(HttpMethod.Post, $"/compatibility/subjects/{order}/versions/latest", catalog.Analyst(), request)).Body!.ToJsonString());
        Assert.Equal(1, (await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{order}?normalize=true", catalog.Analyst(), request)).Body!["version"]!.GetValue<int>());
    }

    [SkippableTheory]
    [InlineData("application/vnd.schemaregistry.v1+json")]
    [InlineData("application/vnd.schemaregistry+json")]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    public async Task Bodies_come_under_any_of_their_names(string mediaType)
    {
        var (status, _) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{RegistryCall.Subject()}/versions", catalog.Administrator(), RegistryCall.Request(RegistryCall.Order), mediaType);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [SkippableFact]
    public async Task The_registry_says_what_it_is()
    {
        Assert.Equal("{}", (await catalog.RegistryGetAsync("")).Body!.ToJsonString());
        Assert.Equal("{}", (await catalog.RegistryGetAsync("/")).Body!.ToJsonString());
        Assert.Equal("""["AVRO"]""", (await catalog.RegistryGetAsync("/schemas/types")).Body!.ToJsonString());
        Assert.Equal("""["."]""", (await catalog.RegistryGetAsync("/contexts")).Body!.ToJsonString());
        Assert.Equal("[]", (await catalog.RegistryGetAsync("/associations/resources/-/orders.events?resourceType=topic&associationType=value")).Body!.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryGetAsync("/v1/metadata/id")).Status);
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryGetAsync("/v1/metadata/version")).Status);
    }
}
