using System.Net;
using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Tests.Products;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class RegistrationTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Registered_product_shows_all_of_its_descriptor()
    {
        var product = new TestProduct();

        var (status, _) = await catalog.RegisterAsync(product);
        var (found, details) = await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (status, found));
        Assert.Equal(
            (product.Name, "1.0.0", "source-aligned", "orders-team@company.com", "internal"),
            (Text(details["name"]), Text(details["version"]), Text(details["kind"]), Text(details["owner"]), Text(details["classification"])));
        Assert.Equal(["order_id UUID", "customer_email STRING"], details["schema"]!.AsArray().Select(column => $"{Text(column!["name"])} {Text(column["type"])}"));
        Assert.Equal(
            [$"table {product.ServedAt}/products/orders/table", $"rest {product.ServedAt}/products/orders/rows"],
            details["ports"]!.AsArray().Select(port => $"{Text(port!["type"])} {Text(port["url"])}"));
        Assert.Equal("5 minutes", Text(details["slo"]!["freshness_sla"]));
        Assert.Equal("SELECT 1", Text(details["examples"]![0]));
    }

    [SkippableFact]
    public async Task Registering_again_changes_nothing_but_the_description()
    {
        var product = new TestProduct();

        var (_, first) = await catalog.RegisterAsync(product);
        var (status, again) = await catalog.RegisterAsync(product);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(first.ToJsonString(), again.ToJsonString());

        (status, var changed) = await catalog.RegisterAsync(product with { Description = "Every order, well described" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Every order, well described", Text(changed["description"]));
        Assert.Equal(Text(first["registered_at"]), Text(changed["registered_at"]));
    }

    [SkippableFact]
    public async Task Registrations_at_the_same_moment_are_one()
    {
        var product = new TestProduct();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalog.RegisterAsync(product)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers.Select(answer => Text(answer.Body["registered_at"])).Distinct(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("- { name: order_id, type: UUID, required: true, description: d }", "schema.customer_email: The column is gone.", "That breaks readers: make it 2.0.0 or later.")]
    [InlineData(
        "- { name: order_id, type: UUID, required: true, description: d }\n  - { name: customer_email, type: STRING, description: d, tags: [pii.email] }\n  - { name: city, type: STRING, description: d }",
        "schema.city: The column is new and optional.", "Readers notice that: make it 1.1.0 or later.")]
    public async Task Changed_schema_under_the_same_version_is_a_conflict_that_names_the_column(string columns, string change, string fix)
    {
        var product = await catalog.RegisteredAsync();

        var (status, problem) = await catalog.RegisterAsync(product with { Columns = columns });

        Assert.Equal((HttpStatusCode.Conflict, ProblemTypes.VersionConflict), (status, Text(problem["type"])));
        Assert.Contains(change, Text(problem["detail"]), StringComparison.Ordinal);
        Assert.EndsWith(fix, Text(problem["detail"]), StringComparison.Ordinal);
        Assert.EndsWith($"make it {Text(problem["least_version"])} or later.", Text(problem["detail"]), StringComparison.Ordinal);
        var (_, existing) = await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst());
        Assert.Equal(2, existing["schema"]!.AsArray().Count);
    }

    [SkippableFact]
    public async Task New_version_takes_the_place_of_the_old_one()
    {
        var product = new TestProduct();
        await catalog.RegisterAsync(product with { Version = "1.9.0" });
        await catalog.RegisterAsync(product with { Version = "1.10.0" });
        var (late, problem) = await catalog.RegisterAsync(product with { Version = "1.2.0" });

        Assert.Equal(HttpStatusCode.Conflict, late);
        Assert.Contains("1.10.0 of", Text(problem["detail"]), StringComparison.Ordinal);
        var (again, _) = await catalog.RegisterAsync(product with { Version = "1.9.0" });
        Assert.Equal(HttpStatusCode.OK, again);
        var (_, details) = await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst());

        Assert.Equal("1.10.0", Text(details["version"]));
    }

    [SkippableFact]
    public async Task Descriptor_that_breaks_a_rule_of_the_mesh_is_refused_with_the_rule()
    {
        var product = new TestProduct { Columns = "- { name: order_id, type: UUID, required: true, description: d }\n  - { name: customer_email, type: STRING, description: d }" };

        var (status, problem) = await catalog.RegisterAsync(product);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.PolicyViolation), (status, Text(problem["type"])));
        Assert.Contains("personal-data-is-declared", Text(problem["detail"]), StringComparison.Ordinal);
        Assert.Contains("customer_email", Text(problem["detail"]), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst())).Status);
    }

    [SkippableTheory]
    [InlineData("- { name: order_id, type: STRNG, description: d }", "Products/Orders/data-product.yaml:8: schema[0].type: ")]
    [InlineData("- { name: order_id, type: UUID, descripton: d }", "Products/Orders/data-product.yaml:8: schema[0].descripton: ")]
    [InlineData("- {", "Products/Orders/data-product.yaml:")]
    public async Task Malformed_descriptor_is_refused_with_file_and_line(string columns, string place)
    {
        var (status, problem) = await catalog.RegisterAsync(new TestProduct { Columns = columns });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.DescriptorInvalid), (status, Text(problem["type"])));
        Assert.StartsWith(place, Text(problem["detail"]), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("STRING", "customer_email")]
    [InlineData("DECIMAL(18,2)", "number")]
    public async Task Reference_to_a_column_of_comparable_values_is_registered(string type, string to)
    {
        var other = await OtherAsync();

        var (status, problem) = await catalog.RegisterAsync(Referring(type, $"{other.Name}.{to}"));

        Assert.True(status == HttpStatusCode.OK, problem.ToJsonString());
    }

    [SkippableFact]
    public async Task Reference_to_a_column_of_another_type_is_refused_with_file_field_rule_and_fix_and_one_to_an_absent_product_is_not()
    {
        var other = await OtherAsync();

        var (status, problem) = await catalog.RegisterAsync(Referring("STRING", $"{other.Name}.number"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.DescriptorInvalid), (status, Text(problem["type"])));
        Assert.Equal(
            $"Products/Orders/data-product.yaml:10: quality.checks[0].referential.to: check.type: place is STRING and {other.Name}.number is BIGINT: a value of the one is none of the other. "
            + "Fix: Name a column of type STRING, or give place the type BIGINT.",
            Text(problem["detail"]));

        (status, problem) = await catalog.RegisterAsync(Referring("STRING", "elsewhere.orders.number"));

        Assert.True(status == HttpStatusCode.OK, problem.ToJsonString());
    }

    private async Task<TestProduct> OtherAsync()
    {
        var other = new TestProduct();
        other = other with { Columns = other.Columns + "\n  - { name: number, type: BIGINT, description: d }" };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(other)).Status);
        return other;
    }

    private static TestProduct Referring(string type, string to) => new()
    {
        Columns = $"- {{ name: order_id, type: UUID, required: true, description: d }}\n  - {{ name: place, type: \"{type}\", description: d }}",
        Checks = $"[ {{ referential: {{ column: place, to: {to} }} }} ]",
    };

    [SkippableFact]
    public async Task Text_that_no_database_holds_is_the_descriptors_fault()
    {
        var (status, problem) = await catalog.RegisterAsync(new TestProduct { Description = "\"a\\0b\"" });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.DescriptorInvalid), (status, Text(problem["type"])));
    }

    [SkippableFact]
    public async Task Only_the_domains_own_service_registers_its_products()
    {
        catalog.Require();
        var product = new TestProduct();

        foreach (var token in (string[])[catalog.Service("elsewhere"), catalog.Owner(product.Domain), catalog.Platform("query"), catalog.Analyst()])
        {
            var (status, problem) = await catalog.RegisterAsync(product, token);
            Assert.Equal((HttpStatusCode.Forbidden, ProblemTypes.Forbidden), (status, Text(problem["type"])));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{product.Name}", catalog.Service(product.Domain))).Status);
    }

    [SkippableFact]
    public async Task Without_a_token_nothing_is_said()
    {
        var product = await catalog.RegisteredAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await catalog.GetAsync("/products", token: null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await catalog.GetAsync($"/products/{product.Name}", token: null)).Status);
    }

    [SkippableTheory]
    [InlineData("/products/{0}/versions/1.0.1")]
    [InlineData("/products/{0}/versions/one")]
    [InlineData("/products/{1}.other/versions/1.0.0")]
    [InlineData("/products/nodot/versions/1.0.0")]
    public async Task Address_of_another_product_or_version_is_refused(string address)
    {
        var product = new TestProduct();

        var (status, problem) = await catalog.RegisterAsync(product, address: string.Format(null, address, product.Name, product.Domain));

        Assert.Equal((HttpStatusCode.BadRequest, ProblemTypes.BadRequest), (status, Text(problem["type"])));
    }

    [SkippableTheory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"descriptor": 1, "file": "f", "ports": []}""")]
    [InlineData("null")]
    public async Task Body_that_is_no_registration_is_refused(string body)
    {
        catalog.Require();

        var (status, problem) = await catalog.SendAsync(
            HttpMethod.Put, "/products/orders.orders/versions/1.0.0", catalog.Service("orders"), new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, ProblemTypes.BadRequest), (status, Text(problem["type"])));
    }

    [SkippableFact]
    public async Task Ports_must_be_those_of_the_descriptor_and_have_addresses()
    {
        var product = new TestProduct();
        foreach (var ports in (PortLocation[][])
            [[], [product.Registration.Ports[0]], [.. product.Registration.Ports, product.Registration.Ports[0]], [product.Registration.Ports[0], new PortLocation(PortType.Rest, "file:///etc/passwd")]])
        {
            var (status, problem) = await catalog.SendAsync(
                HttpMethod.Put,
                $"/products/{product.Name}/versions/1.0.0",
                catalog.Service(product.Domain),
                System.Net.Http.Json.JsonContent.Create(product.Registration with { Ports = ports }, options: MeshJson.Options));

            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.StartsWith("ports: ", Text(problem["detail"]), StringComparison.Ordinal);
        }
    }
}
