using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

[Collection(CatalogCollection.Name)]
public sealed class ProductSubjectTests(CatalogFixture catalog)
{
    private const string Wider = """
        - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: customer_email, type: STRING, description: Where the shop writes to, tags: [pii.email] }
          - { name: note, type: STRING, description: What else }
        """;

    [SkippableFact]
    public async Task A_registered_product_has_its_schema_and_contract_in_the_registry()
    {
        var product = await RegisteredAsync();

        var (status, latest) = await catalog.RegistryGetAsync($"/subjects/{product.Name}-value/versions/latest");

        Assert.Equal(HttpStatusCode.OK, status);
        var schema = JsonNode.Parse(latest!["schema"]!.GetValue<string>())!;
        Assert.Equal((product.Domain, "orders"), (schema["namespace"]!.GetValue<string>(), schema["name"]!.GetValue<string>()));
        Assert.Equal(["order_id", "customer_email"], schema["fields"]!.AsArray().Select(field => field!["name"]!.GetValue<string>()));
        var properties = latest["metadata"]!["properties"]!;
        Assert.Equal((product.Name, "1.0.0"), (properties["mesh.product"]!.GetValue<string>(), properties["mesh.version"]!.GetValue<string>()));
        var contract = JsonNode.Parse(properties["mesh.contract"]!.GetValue<string>())!;
        Assert.Equal("orders-team@company.com", contract["owner"]!.GetValue<string>());
        Assert.Equal("5 minutes", contract["quality"]!["freshness_sla"]!.GetValue<string>());
        Assert.Equal(contract.ToJsonString(), (await catalog.RegistryGetAsync($"/subjects/{product.Name}-value/versions/1/contract")).Body!.ToJsonString());
        Assert.Equal(product.Name, (await catalog.RegistryGetAsync($"/schemas/ids/{latest["id"]}?subject={product.Name}-value")).Body!["metadata"]!["properties"]!["mesh.product"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task The_plain_name_represents_the_default_major_version()
    {
        var product = await RegisteredAsync();
        var (plain, first, second) = ($"{product.Name}-value", $"{product.Name}_v1-value", $"{product.Name}_v2-value");
        Assert.Equal(first, (await catalog.RegistryGetAsync($"/config/{plain}")).Body!["alias"]!.GetValue<string>());
        var subjects = (await catalog.RegistryGetAsync($"/subjects?subjectPrefix={product.Domain}")).Body!.ToJsonString();
        Assert.Equal($"""["{plain}","{first}"]""", subjects);

        await catalog.RegisteredAsync(product with { Version = "1.1.0", Columns = Wider });
        Assert.Equal("[1,2]", (await catalog.RegistryGetAsync($"/subjects/{plain}/versions")).Body!.ToJsonString());
        await catalog.RegisteredAsync(product with { Version = "2.0.0", Columns = "- { name: order_id, type: UUID, required: true, description: d }" });

        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{plain}/versions")).Body!.ToJsonString());
        Assert.Equal(second, (await catalog.RegistryGetAsync($"/config/{plain}")).Body!["alias"]!.GetValue<string>());
        Assert.Equal("[1,2]", (await catalog.RegistryGetAsync($"/subjects/{first}/versions")).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task Only_what_the_contract_holds_is_taken_and_only_from_its_service_and_its_owner()
    {
        var product = await RegisteredAsync();
        var subject = $"{product.Name}-value";
        var held = (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1")).Body!;
        var own = RegistryCall.Request(held["schema"]!.GetValue<string>());

        foreach (var token in new[] { catalog.Service(product.Domain), catalog.Owner(product.Domain) })
        {
            var (status, again) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions?normalize=False", token, own);
            Assert.Equal((HttpStatusCode.OK, held["id"]!.GetValue<int>()), (status, again!["id"]!.GetValue<int>()));
            Assert.Equal(42205, await CodeAsync(HttpMethod.Post, $"/subjects/{subject}/versions", token, RegistryCall.Request(RegistryCall.Order)));
            Assert.Equal(42205, await CodeAsync(HttpMethod.Delete, $"/subjects/{subject}", token));
            Assert.Equal(42205, await CodeAsync(HttpMethod.Delete, $"/subjects/{product.Name}_v1-value/versions/1", token));
            Assert.Equal(42205, await CodeAsync(HttpMethod.Put, $"/mode/{subject}", token, """{"mode":"READONLY"}"""));
            Assert.Equal(42205, await CodeAsync(HttpMethod.Put, $"/config/{subject}", token, """{"compatibility":"FULL"}"""));
        }

        foreach (var token in new[] { catalog.Administrator(), catalog.Service("payments"), catalog.Owner("payments"), catalog.Analyst() })
        {
            Assert.Equal(40301, await CodeAsync(HttpMethod.Post, $"/subjects/{subject}/versions", token, own));
            Assert.Equal(40301, await CodeAsync(HttpMethod.Post, $"/subjects/{product.Name}_v7-value/versions", token, own));
        }
    }

    [SkippableFact]
    public async Task Names_of_products_subjects_are_kept_for_products()
    {
        var product = new TestProduct { SchemaEvolution = "backward_compatible" };
        foreach (var token in new[] { catalog.Owner(product.Domain), catalog.Service(product.Domain), catalog.Administrator() })
        {
            Assert.Equal(42205, await CodeAsync(HttpMethod.Post, $"/subjects/{product.Name}_v1-value/versions", token, RegistryCall.Request(RegistryCall.Order)));
        }

        await catalog.RegisteredAsync(product);
        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{product.Name}-value/versions")).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task Mode_that_was_set_before_the_product_was_there_ends_with_its_registration()
    {
        var product = new TestProduct { SchemaEvolution = "backward_compatible" };
        var subject = $"{product.Name}_v1-value";
        await catalog.RegistryAsync(HttpMethod.Put, $"/mode/{subject}", catalog.Administrator(), """{"mode":"READONLY"}""");

        await catalog.RegisteredAsync(product);

        Assert.Equal("READWRITE", (await catalog.RegistryGetAsync($"/mode/{subject}?defaultToGlobal=true")).Body!["mode"]!.GetValue<string>());
        var held = (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1")).Body!["schema"]!.GetValue<string>();
        var (status, _) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{subject}/versions", catalog.Owner(product.Domain), RegistryCall.Request(held));
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [SkippableFact]
    public async Task Each_major_version_is_found_by_callers_that_its_own_contract_permits()
    {
        var product = await RegisteredAsync();
        await catalog.RegisteredAsync(product with { Version = "2.0.0", Classification = "restricted" });

        Assert.Equal($"""["{product.Name}_v1-value"]""", (await catalog.RegistryGetAsync($"/subjects?subjectPrefix={product.Domain}")).Body!.ToJsonString());
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.RegistryGetAsync($"/subjects/{product.Name}_v2-value/versions/1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryGetAsync($"/subjects/{product.Name}_v2-value/versions/1", catalog.Owner(product.Domain))).Status);
    }

    [SkippableFact]
    public async Task Version_that_holds_only_contracts_that_the_caller_may_not_find_is_not_there()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = "approved", Product = "vault", Classification = "restricted" });
        await catalog.RegisteredAsync(product with { Version = "1.1.0", Classification = "internal", Columns = Wider });
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{product.Name}?version=1.0.0", catalog.Analyst())).Status);
        var subject = $"{product.Name}_v1-value";
        var first = (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1", catalog.Owner(product.Domain))).Body!;
        Assert.Equal("1.0.0", first["metadata"]!["properties"]!["mesh.version"]!.GetValue<string>());

        foreach (var (path, code) in new[]
            {
                ($"/subjects/{subject}/versions/1", 40402), ($"/subjects/{subject}/versions/1/schema", 40402), ($"/subjects/{subject}/versions/1/contract", 40402),
                ($"/subjects/{subject}/versions/1/referencedby", 40402), ($"/schemas/ids/{first["id"]}?subject={subject}", 40403), ($"/schemas/guids/{first["guid"]}", 40403),
            })
        {
            Assert.Equal((path, code), (path, await CodeAsync(HttpMethod.Get, path, catalog.Analyst())));
        }

        Assert.Equal(40402, await CodeAsync(HttpMethod.Post, $"/compatibility/subjects/{subject}/versions/1", catalog.Analyst(), RegistryCall.Request("\"int\"")));
        var reference = RegistryCall.Request($"\"{product.Name}\"", $$"""[{"name":"o","subject":"{{subject}}","version":1}]""");
        Assert.Equal(42201, await CodeAsync(HttpMethod.Post, $"/compatibility/subjects/{new TestProduct().Domain}.notes-value/versions/latest", catalog.Analyst(), reference));
        Assert.Equal("[2]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions")).Body!.ToJsonString());
        Assert.Equal(2, Assert.Single((await catalog.RegistryGetAsync($"/schemas?subjectPrefix={product.Name}_v")).Body!.AsArray())!["version"]!.GetValue<int>());
        Assert.Equal("1.1.0", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/latest/contract")).Body!["version"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Schema_that_refers_to_a_product_is_in_use_when_the_product_was_removed_and_is_back()
    {
        var product = await RegisteredAsync();
        var (owner, subject, user) = (catalog.Owner(product.Domain), $"{product.Name}_v1-value", $"{product.Domain}.basket-value");
        var references = $$"""[{"name":"o","subject":"{{subject}}","version":1}]""";
        var schema = $$"""{"type":"record","name":"Basket","fields":[{"name":"order","type":"{{product.Name}}"}]}""";
        var id = await catalog.SchemaAsync(user, schema, owner, references);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}/majors/1", owner)).Status);

        await catalog.RegisteredAsync(product);

        Assert.Contains("order_id", (await catalog.RegistryGetAsync($"/schemas/ids/{id}?format=resolved")).Body!["schema"]!.GetValue<string>(), StringComparison.Ordinal);
        var (status, found) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{user}", catalog.Analyst(), RegistryCall.Request(schema, references));
        Assert.Equal((HttpStatusCode.OK, id), (status, found!["id"]?.GetValue<int>()));
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1?deleted=true")).Status);
        Assert.Equal("[2]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions")).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task The_contract_sets_the_level()
    {
        var product = await RegisteredAsync(evolution: "backward_compatible");
        var subject = $"{product.Name}-value";
        var service = catalog.Service(product.Domain);
        Assert.Equal("BACKWARD", (await catalog.RegistryGetAsync($"/config/{subject}")).Body!["compatibilityLevel"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryAsync(HttpMethod.Put, $"/config/{subject}", service, """{"compatibility":"BACKWARD"}""")).Status);
        Assert.Equal(42205, await CodeAsync(HttpMethod.Put, $"/config/{subject}", service, """{"compatibility":"NONE"}"""));
        Assert.Equal(42205, await CodeAsync(HttpMethod.Put, $"/config/{subject}", service, """{"compatibility":"BACKWARD","normalize":true}"""));
        Assert.Equal(42205, await CodeAsync(HttpMethod.Delete, $"/config/{subject}", service));
        Assert.Equal(40301, await CodeAsync(HttpMethod.Put, $"/config/{subject}", catalog.Administrator(), """{"compatibility":"NONE"}"""));
    }

    [SkippableFact]
    public async Task A_version_that_does_not_keep_its_schema_evolution_is_refused()
    {
        const string Columns = """
            - { name: order_id, type: UUID, required: true, description: Names the order }
              - { name: quantity, type: INTEGER, required: true, description: How many }
            """;
        var product = new TestProduct { SchemaEvolution = "forward_compatible", Columns = Columns };
        await catalog.RegisteredAsync(product);
        var (status, problem) = await catalog.RegisterAsync(product with { Version = "1.1.0", Columns = Columns.Replace("INTEGER", "BIGINT", StringComparison.Ordinal) });

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("The type at path '/fields/1/type' in the old schema does not read the type in the new schema", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("1.0.0", (await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst())).Body["version"]!.GetValue<string>());
        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{product.Name}-value/versions")).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task A_schema_of_a_product_that_the_caller_may_not_find_is_not_there_by_its_ids()
    {
        var product = await RegisteredAsync(classification: "restricted");
        var (_, held) = await catalog.RegistryGetAsync($"/subjects/{product.Name}-value/versions/1", catalog.Owner(product.Domain));
        var id = held!["id"]!.GetValue<int>();

        foreach (var path in new[] { $"/schemas/ids/{id}", $"/schemas/guids/{held["guid"]}" })
        {
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await catalog.RegistryGetAsync(path)).Status, (await catalog.RegistryGetAsync(path, catalog.Owner(product.Domain))).Status));
        }
    }

    [SkippableFact]
    public async Task A_schema_does_not_refer_to_a_product_that_the_caller_may_not_find()
    {
        var product = await RegisteredAsync(classification: "restricted");
        var domain = new TestProduct().Domain;
        var (path, compatibility) = ($"/subjects/{domain}.notes-value/versions", $"/compatibility/subjects/{domain}.notes-value/versions/latest");
        foreach (var subject in new[] { $"{product.Name}-value", $"{product.Name}_v1-value" })
        {
            var request = RegistryCall.Request($"\"{product.Domain}.orders\"", $$"""[{"name":"o","subject":"{{subject}}","version":1}]""");
            var (_, refused) = await catalog.RegistryAsync(HttpMethod.Post, path, catalog.Service(domain), request);
            Assert.Equal($"Invalid schema of type AVRO, details: No schema reference found for subject \"{subject}\" and version 1", refused!["message"]?.GetValue<string>());
            Assert.Equal(42201, await CodeAsync(HttpMethod.Post, compatibility, catalog.Analyst(), request));
        }

        var own = RegistryCall.Request($"\"{product.Domain}.orders\"", $$"""[{"name":"o","subject":"{{product.Name}}_v1-value","version":1}]""");
        var (status, registered) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{product.Domain}.notes-value/versions", catalog.Owner(product.Domain), own);
        Assert.Equal(HttpStatusCode.OK, status);
        var resolved = $"/schemas/ids/{registered!["id"]}?format=resolved";
        Assert.Contains("customer_email", (await catalog.RegistryGetAsync(resolved, catalog.Owner(product.Domain))).Body!["schema"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("customer_email", (await catalog.RegistryGetAsync(resolved)).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_check_does_not_compare_with_types_of_a_product_that_the_caller_may_not_find()
    {
        var product = await RegisteredAsync(classification: "restricted");
        var (owner, subject) = (catalog.Owner(product.Domain), $"{product.Domain}.notes-value");
        var references = $$"""[{"name":"o","subject":"{{product.Name}}_v1-value","version":1}]""";
        await catalog.SchemaAsync(subject, $"\"{product.Domain}.orders\"", owner, references);

        foreach (var guess in new[] { "\"int\"", $$"""{"type":"record","name":"{{product.Domain}}.orders","fields":[]}""" })
        {
            foreach (var place in new[] { "versions", "versions/latest", "versions/1" })
            {
                var path = $"/compatibility/subjects/{subject}/{place}";
                Assert.Equal(40402, await CodeAsync(HttpMethod.Post, path, catalog.Analyst(), RegistryCall.Request(guess)));
                Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryAsync(HttpMethod.Post, path, owner, RegistryCall.Request(guess))).Status);
            }
        }
    }

    [SkippableFact]
    public async Task Refused_registration_shows_no_types_of_a_product_that_the_caller_may_not_find()
    {
        var product = await RegisteredAsync(classification: "restricted");
        var other = $"{product.Domain}x";
        await catalog.SchemaAsync($"{other}.notes-value", $"\"{product.Domain}.orders\"", references: $$"""[{"name":"o","subject":"{{product.Name}}_v1-value","version":1}]""");

        var (status, refused) = await catalog.RegistryAsync(HttpMethod.Post, $"/subjects/{other}.notes-value/versions", catalog.Owner(other), RegistryCall.Request("\"int\""));

        Assert.Equal((HttpStatusCode.Conflict, 40901), (status, refused!["error_code"]!.GetValue<int>()));
        Assert.EndsWith("details: []", refused["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Latest_is_the_version_of_the_newest_contract()
    {
        var product = await RegisteredAsync();
        await catalog.RegisteredAsync(product with { Version = "1.0.1", Description = "Other words" });
        await catalog.RegisteredAsync(product with { Version = "1.1.0", Classification = "public" });
        await catalog.RegisteredAsync(product);

        var (_, latest) = await catalog.RegistryGetAsync($"/subjects/{product.Name}-value/versions/latest");
        Assert.Equal("1.1.0", latest!["metadata"]!["properties"]!["mesh.version"]!.GetValue<string>());
        Assert.Equal(1, latest["version"]!.GetValue<int>());
        Assert.Equal("[1,2]", (await catalog.RegistryGetAsync($"/subjects/{product.Name}-value/versions")).Body!.ToJsonString());
        Assert.Equal("[1]", $"[{string.Join(',', (await catalog.RegistryGetAsync($"/schemas?subjectPrefix={product.Name}_v&latestOnly=true")).Body!.AsArray().Select(schema => schema!["version"]))}]");
    }

    [SkippableFact]
    public async Task Subjects_of_a_domain_are_its_own_to_write()
    {
        var domain = new TestProduct().Domain;
        var request = RegistryCall.Request(RegistryCall.Order);
        var path = $"/subjects/{domain}.notes-value/versions";
        Assert.Equal(40301, await CodeAsync(HttpMethod.Post, path, catalog.Service("payments"), request));
        Assert.Equal(40301, await CodeAsync(HttpMethod.Post, path, catalog.Analyst(), request));
        Assert.Equal(40301, await CodeAsync(HttpMethod.Post, $"/subjects/{RegistryCall.Subject()}/versions", catalog.Service(domain), request));
        Assert.Equal(40301, await CodeAsync(HttpMethod.Put, "/config", catalog.Service(domain), """{"compatibility":"NONE"}"""));
        Assert.Equal(40301, await CodeAsync(HttpMethod.Put, "/mode", catalog.Owner(domain), """{"mode":"READONLY"}"""));
        foreach (var token in new[] { catalog.Service(domain), catalog.Owner(domain), catalog.Administrator() })
        {
            Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryAsync(HttpMethod.Post, path, token, request)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryGetAsync($"/subjects/{domain}.notes-value/versions/1")).Status);
    }

    private async Task<int> CodeAsync(HttpMethod method, string path, string token, string? body = null) =>
        (await catalog.RegistryAsync(method, path, token, body)).Body!["error_code"]!.GetValue<int>();

    private Task<TestProduct> RegisteredAsync(string classification = "internal", string? evolution = null) =>
        catalog.RegisteredAsync(new TestProduct { Classification = classification, SchemaEvolution = evolution });
}
