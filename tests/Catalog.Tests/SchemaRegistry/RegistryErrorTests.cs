using System.Net;
using System.Text;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

/// <summary>The table of error codes, one row after another.</summary>
[Collection(CatalogCollection.Name)]
public sealed class RegistryErrorTests(CatalogFixture catalog)
{
    private static readonly string Other = """{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"more","type":"int"}]}""";

    [SkippableFact]
    public async Task Caller_without_a_token_is_refused()
    {
        foreach (var path in new[] { "", "/subjects", "/schemas/ids/1", "/config", "/associations/resources/-/x", "/nothing" })
        {
            var (status, body) = await catalog.RegistryAsync(HttpMethod.Get, path, token: null);
            Assert.Equal((HttpStatusCode.Unauthorized, 40101), (status, body!["error_code"]!.GetValue<int>()));
        }
    }

    [SkippableFact]
    public async Task What_is_not_there_has_its_number()
    {
        var subject = RegistryCall.Subject();
        await IsAsync(HttpMethod.Get, $"/subjects/{subject}/versions", 404, 40401, $"Subject '{subject}' not found.");
        await IsAsync(HttpMethod.Get, $"/subjects/{subject}/versions/latest", 404, 40401, $"Subject '{subject}' not found.");
        await IsAsync(HttpMethod.Post, $"/subjects/{subject}", 404, 40401, $"Subject '{subject}' not found.", RegistryCall.Request(RegistryCall.Order));
        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}", 404, 40401, $"Subject '{subject}' not found.");
        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}/versions/1", 404, 40401, $"Subject '{subject}' not found.");
        await IsAsync(HttpMethod.Get, $"/config/{subject}", 404, 40408, $"Subject '{subject}' does not have subject-level compatibility configured");
        await IsAsync(HttpMethod.Get, $"/mode/{subject}", 404, 40409, $"Subject '{subject}' does not have subject-level mode configured");
        await IsAsync(HttpMethod.Delete, $"/config/{subject}", 404, 40401, $"Subject '{subject}' not found.");

        await catalog.SchemaAsync(subject, RegistryCall.Order);
        await IsAsync(HttpMethod.Get, $"/subjects/{subject}/versions/3", 404, 40402, "Version 3 not found.");
        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}/versions/3", 404, 40402, "Version 3 not found.");
        await IsAsync(HttpMethod.Post, $"/compatibility/subjects/{subject}/versions/3", 404, 40402, "Version 3 not found.", RegistryCall.Request(RegistryCall.Order));
        await IsAsync(HttpMethod.Post, $"/subjects/{subject}", 404, 40403, "Schema not found", RegistryCall.Request("\"int\""));
        await IsAsync(HttpMethod.Get, "/schemas/ids/999999", 404, 40403, "Schema 999999 not found");
        await IsAsync(HttpMethod.Get, "/schemas/ids/x", 404, 40403, "Schema x not found");
        await IsAsync(HttpMethod.Get, "/schemas/guids/7e2b5f7c-0000-4000-8000-000000000000", 404, 40403, "Schema 7e2b5f7c-0000-4000-8000-000000000000 not found");
        await IsAsync(HttpMethod.Get, "/nothing", 404, 404, null);
        await IsAsync(HttpMethod.Patch, "/subjects", 405, 405, null);
    }

    [SkippableTheory]
    [InlineData("""{"compatibility":"NONE","compatibilityGroup":"a\u0000"}""", "compatibilityGroup: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("""{"compatibility":"NONE","defaultMetadata":{"tags":["\ud800"]}}""", "defaultMetadata.tags[0]: holds half of a surrogate pair, which is no text. Send the whole character.")]
    public async Task Text_that_cannot_be_kept_is_refused_by_its_place(string body, string message) =>
        await IsAsync(HttpMethod.Put, $"/config/{RegistryCall.Subject()}", 400, 400, message, body);

    [SkippableTheory]
    [InlineData("PUT", "/config/{0}", """{"compatibility":"NONE","compatibilityGroup":"ÿ"}""", "compatibilityGroup: holds bytes that are not UTF-8. Send JSON in UTF-8.")]
    [InlineData("POST", "/subjects/{0}/versions", """{"schema":"ÿ"}""", "schema: holds bytes that are not UTF-8. Send JSON in UTF-8.")]
    public async Task Text_in_another_encoding_is_refused_by_its_place(string method, string path, string body, string message)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));

        var (status, answer) = await catalog.SendRawAsync(new HttpMethod(method), "/schema-registry" + string.Format(null, path, RegistryCall.Subject()), catalog.Administrator(), content);

        Assert.Equal((HttpStatusCode.BadRequest, message), (status, answer!["message"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Deletion_goes_in_two_steps()
    {
        var subject = RegistryCall.Subject();
        await catalog.SchemaAsync(subject, RegistryCall.Order);
        await catalog.SchemaAsync(subject, """{"type":"record","name":"Order","fields":[]}""");

        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}/versions/1?permanent=true", 404, 40407, $"Subject '{subject}' Version 1 was not deleted first before being permanently deleted");
        Assert.Equal("1", (await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{subject}/versions/1", catalog.Administrator())).Body!.ToJsonString());
        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}/versions/1", 404, 40406, $"Subject '{subject}' Version 1 was soft deleted.Set permanent=true to delete permanently");
        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}?permanent=true", 404, 40405, $"Subject '{subject}' was not deleted first before being permanently deleted");
        Assert.Equal("[2]", (await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{subject}", catalog.Administrator())).Body!.ToJsonString());
        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}", 404, 40404, $"Subject '{subject}' was soft deleted.Set permanent=true to delete permanently");
        Assert.Equal("[1,2]", (await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{subject}?permanent=True", catalog.Administrator())).Body!.ToJsonString());
        await IsAsync(HttpMethod.Delete, $"/subjects/{subject}?permanent=true", 404, 40401, $"Subject '{subject}' not found.");
    }

    [SkippableFact]
    public async Task A_schema_that_conflicts_is_refused_with_what_it_conflicts_with()
    {
        var subject = RegistryCall.Subject();
        await catalog.SchemaAsync(subject, RegistryCall.Order);
        await IsAsync(
            HttpMethod.Post,
            $"/subjects/{subject}/versions",
            409,
            40901,
            $"Schema being registered is incompatible with an earlier schema for subject \"{subject}\", details: [{{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'more' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'more'}}, {{oldSchemaVersion: 1}}, {{oldSchema: '{RegistryCall.Order}'}}, {{validateFields: 'false', compatibility: 'BACKWARD'}}]",
            RegistryCall.Request(Other));
    }

    [SkippableTheory]
    [InlineData("""{"schema":""}""", 42201)]
    [InlineData("""{"schema":"{"}""", 42201)]
    [InlineData("""{"schema":"\"text\""}""", 42201)]
    [InlineData("""{"schema":"{\"type\":\"record\",\"name\":\"a b\",\"fields\":[]}"}""", 42201)]
    [InlineData("""{"schema":"syntax = \"proto3\";","schemaType":"PROTOBUF"}""", 42201)]
    [InlineData("""{"schema":"{}","schemaType":"JSON"}""", 42201)]
    [InlineData("""{"schema":"\"int\"","references":[{"name":"a.B","subject":"nowhere","version":1}]}""", 42201)]
    [InlineData("""{"schema":"\"int\"","references":[{"name":"a.B","subject":"nowhere","version":-1}]}""", 42201)]
    [InlineData("""{"schema":"\"int\"","references":[{"name":"a.B","subject":"nowhere","version":0}]}""", 400)]
    [InlineData("""{"schema":"\"int\"","id":7}""", 42205)]
    [InlineData("""{"schema":"\"int\"","version":7}""", 42202)]
    [InlineData("""{"schema":"\"int\"","references":{}}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("not JSON", 400)]
    public async Task A_request_that_holds_no_schema_has_its_number(string body, int code)
    {
        var subject = RegistryCall.Subject();
        await IsAsync(HttpMethod.Post, $"/subjects/{subject}/versions", code / (code > 1_000 ? 100 : 1), code, message: null, body);
        await IsAsync(HttpMethod.Get, $"/subjects/{subject}/versions", 404, 40401, message: null);
    }

    [SkippableTheory]
    [InlineData("/subjects/{0}/versions/0", 42202)]
    [InlineData("/subjects/{0}/versions/-2", 42202)]
    [InlineData("/subjects/{0}/versions/99999999999", 42202)]
    [InlineData("/subjects/%20/versions", 42208)]
    [InlineData("/subjects/__GLOBAL/versions", 42208)]
    [InlineData("/subjects/:.other:x/versions", 42208)]
    public async Task A_name_or_number_that_is_none_has_its_number(string path, int code) =>
        await IsAsync(HttpMethod.Get, string.Format(null, path, RegistryCall.Subject()), 422, code, message: null);

    [SkippableFact]
    public async Task Levels_and_modes_that_are_none_have_their_numbers_and_a_read_only_subject_takes_nothing()
    {
        var subject = RegistryCall.Subject();
        await IsAsync(HttpMethod.Put, $"/config/{subject}", 422, 42203, message: null, """{"compatibility":"SIDEWAYS"}""");
        await IsAsync(HttpMethod.Put, $"/config/{subject}", 422, 42203, message: null, """{"compatibility":3}""");
        await IsAsync(HttpMethod.Put, $"/config/{subject}", 422, 42203, message: null, "{}");
        await IsAsync(HttpMethod.Put, $"/mode/{subject}", 422, 42204, message: null, """{"mode":"SOMETIMES"}""");
        await IsAsync(HttpMethod.Put, "/config", 422, 42203, message: null, """{"compatibility":""}""");

        await catalog.RegistryAsync(HttpMethod.Put, $"/mode/{subject}", catalog.Administrator(), """{"mode":"READONLY"}""");
        await IsAsync(HttpMethod.Post, $"/subjects/{subject}/versions", 422, 42205, $"Subject {subject} is in read-only mode", RegistryCall.Request(RegistryCall.Order));
        Assert.Equal("READONLY", (await catalog.RegistryAsync(HttpMethod.Delete, $"/mode/{subject}", catalog.Administrator())).Body!["mode"]!.GetValue<string>());
        await catalog.SchemaAsync(subject, RegistryCall.Order);
    }

    [SkippableFact]
    public async Task What_others_refer_to_stays()
    {
        var (customer, order) = (RegistryCall.Subject(), RegistryCall.Subject());
        await catalog.SchemaAsync(customer, """{"type":"record","name":"shop.Customer","fields":[]}""");
        await catalog.SchemaAsync(order, """{"type":"record","name":"shop.Order","fields":[{"name":"by","type":"shop.Customer"}]}""", references: $$"""[{"name":"shop.Customer","subject":"{{customer}}","version":1}]""");

        const string Message = "One or more references exist to the schema {{magic=1,keytype=SCHEMA,subject={0},version=1}}.";
        await IsAsync(HttpMethod.Delete, $"/subjects/{customer}", 422, 42206, string.Format(null, Message, customer));
        await IsAsync(HttpMethod.Delete, $"/subjects/{customer}/versions/1", 422, 42206, string.Format(null, Message, customer));
        await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{order}", catalog.Administrator());
        Assert.Equal("[1]", (await catalog.RegistryAsync(HttpMethod.Delete, $"/subjects/{customer}", catalog.Administrator())).Body!.ToJsonString());
        await IsAsync(HttpMethod.Delete, $"/subjects/{customer}?permanent=true", 422, 42206, message: null);
    }

    [SkippableFact]
    public async Task An_import_brings_its_ids_along()
    {
        var subject = RegistryCall.Subject();
        var schema = $$"""{"type":"record","name":"I{{Guid.NewGuid():N}}","fields":[]}""";
        var id = 1_000_000 + Random.Shared.Next(1_000_000_000);
        await catalog.RegistryAsync(HttpMethod.Put, $"/mode/{subject}", catalog.Administrator(), """{"mode":"IMPORT"}""");
        var request = $$"""{"schema":{{System.Text.Json.JsonSerializer.Serialize(schema)}},"id":{{id}},"version":5}""";
        var (status, body) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions", catalog.Administrator(), request);
        Assert.Equal((HttpStatusCode.OK, id, 5), (status, body!["id"]!.GetValue<int>(), body["version"]!.GetValue<int>()));
        await IsAsync(HttpMethod.Post, $"/subjects/{subject}/versions", 422, 42207, message: null, request.Replace($"{id}", $"{id + 1}", StringComparison.Ordinal));
        await IsAsync(HttpMethod.Post, $"/subjects/{subject}/versions", 422, 42207, message: null, $$"""{"schema":"\"long\"","id":{{id}}}""");
        await IsAsync(HttpMethod.Put, $"/mode/{subject}", 422, 42205, $"Cannot import since found existing subjects: {subject}", """{"mode":"IMPORT"}""");
    }

    [SkippableFact]
    public async Task Imports_are_the_platform_administrators()
    {
        var subject = $"orders.free-{Guid.NewGuid():N}-value";
        var owner = catalog.Owner("orders");
        var (status, body) = await catalog.RegistryAsync(HttpMethod.Put, $"/mode/{subject}", owner, """{"mode":"IMPORT"}""");
        Assert.Equal((HttpStatusCode.Forbidden, 40301), (status, body!["error_code"]!.GetValue<int>()));

        await catalog.RegistryAsync(HttpMethod.Put, $"/mode/{subject}", catalog.Administrator(), """{"mode":"IMPORT"}""");
        (status, body) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions", owner, Numbered(id: 77_000_077, version: 1));
        Assert.Equal((HttpStatusCode.Forbidden, 40301), (status, body!["error_code"]!.GetValue<int>()));
    }

    [SkippableTheory]
    [InlineData(2_000_000_001, 1, 42207)]
    [InlineData(int.MaxValue, 1, 42207)]
    [InlineData(int.MaxValue + 1L, 1, 42207)]
    [InlineData(long.MaxValue, 1, 42207)]
    [InlineData(77_000_078, int.MaxValue, 42202)]
    [InlineData(77_000_079, int.MaxValue + 1L, 42202)]
    public async Task An_import_has_upper_bounds(long id, long version, int code)
    {
        var subject = RegistryCall.Subject();
        await catalog.RegistryAsync(HttpMethod.Put, $"/mode/{subject}", catalog.Administrator(), """{"mode":"IMPORT"}""");
        await IsAsync(HttpMethod.Post, $"/subjects/{subject}/versions", 422, code, message: null, Numbered(id, version));
    }

    [SkippableFact]
    public async Task New_ids_do_not_follow_an_imported_one()
    {
        var subject = RegistryCall.Subject();
        await catalog.RegistryAsync(HttpMethod.Put, $"/mode/{subject}", catalog.Administrator(), """{"mode":"IMPORT"}""");
        var (status, body) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions", catalog.Administrator(), Numbered(2_000_000_000, 1));
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());

        var next = await catalog.SchemaAsync(RegistryCall.Subject(), Record());
        Assert.InRange(next, 1, 1_000_000_000);

        // The ids that come next are taken by an import: they are passed over.
        foreach (var taken in (int[])[next + 1, next + 2])
        {
            (status, body) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions", catalog.Administrator(), Numbered(taken, version: 10 + taken - next));
            Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        }

        Assert.InRange(await catalog.SchemaAsync(RegistryCall.Subject(), Record()), next + 3, 1_000_000_000);
    }

    private static string Record() => $$"""{"type":"record","name":"I{{Guid.NewGuid():N}}","fields":[]}""";

    private static string Numbered(long id, long version) => $$"""{"schema":{{System.Text.Json.JsonSerializer.Serialize(Record())}},"id":{{id}},"version":{{version}}}""";

    private async Task IsAsync(HttpMethod method, string path, int status, int code, string? message, string? body = null)
    {
        var (actual, answer) = await catalog.RegistryAsync(method, path, catalog.Administrator(), body);
        Assert.True((int)actual == status, $"{method} {path}: {(int)actual} {answer?.ToJsonString()}");
        Assert.Equal(code, answer!["error_code"]!.GetValue<int>());
        Assert.Equal(message ?? answer["message"]!.GetValue<string>(), answer["message"]!.GetValue<string>());
        Assert.NotEmpty(answer["message"]!.GetValue<string>());
    }
}
