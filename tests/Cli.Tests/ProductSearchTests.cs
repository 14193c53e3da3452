using MeshStarter.Cli.Tests.Verbs;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh products</c>, with words and filters and without.</summary>
public sealed class ProductSearchTests
{
    private const string First = """{"name":"a.a","version":"1.0.0","owner":"a@example.org","description":"first"}""";
    private const string Second = """{"name":"b.b","version":"2.0.0","owner":"b@example.org","description":"second"}""";

    [Fact]
    public async Task Words_and_filters_are_searched_and_all_pages_are_written()
    {
        await using var app = await StartAsync(cursor => cursor is null ? $$"""{"items":[{{First}}],"total":2,"facets":[],"next":"c+1"}""" : $$"""{"items":[{{Second}}],"total":2,"facets":[],"next":null}""");

        Assert.Equal((0, "a.a 1.0.0\ta@example.org\tfirst\nb.b 2.0.0\tb@example.org\tsecond\n", ""), await RunAsync(app, "customer", "e-mail", "--domain", "a", "--domain", "b", "--kind", "aggregate", "--tag", "pii"));
        Assert.Equal(
            ["GET /products?q=customer%20e-mail&domain=a&domain=b&kind=aggregate&tag=pii&limit=20", "GET /products?q=customer%20e-mail&domain=a&domain=b&kind=aggregate&tag=pii&limit=19&cursor=c%2B1"],
            app.Requests);
    }

    [Theory]
    [InlineData("b.b", "a.a 1.0.0, retired since 2026-01-31T12:30:00Z\ta@example.org\tfirst\nb.b 2.0.0, deprecated, ends 2026-02-28T12:30:00Z\tb@example.org\tsecond\n")]
    [InlineData(null, "a.a 1.0.0, retired since 2026-01-31T12:30:00Z\ta@example.org\tfirst\nb.b 2.0.0, deprecated, ends 2026-02-28T12:30:00Z\tb@example.org\tsecond\n")]
    public async Task Product_with_an_end_is_marked_with_it(string? word, string lines)
    {
        var items = $"{First[..^1]},\"state\":\"retired\",\"retires_at\":\"2026-01-31T12:30:00Z\"}},{Second[..^1]},\"state\":\"deprecated\",\"retires_at\":\"2026-02-28T12:30:00Z\"}}";
        await using var app = await StartAsync(_ => $$"""{"items":[{{items}}],"total":2,"facets":[],"next":null}""");

        Assert.Equal((0, lines, ""), await RunAsync(app, word is null ? [] : [word]));
    }

    [Fact]
    public async Task Correction_and_further_products_are_reported_on_standard_error()
    {
        await using var app = await StartAsync(_ => $$"""{"items":[{{First}}],"total":7,"facets":[],"did_you_mean":"orders","next":"c"}""");

        Assert.Equal((0, First + "\n", "No product matches \"ordrs\". These match \"orders\":\nThe first 1 of 7 products; --limit 7 shows all.\n"), await RunAsync(app, "ordrs", "--limit", "1", "--format", "json"));
    }

    [Fact]
    public async Task Further_products_of_the_list_are_reported_on_standard_error()
    {
        await using var app = await StartAsync(_ => $$"""{"items":[{{First}}],"next":"a.a"}""");

        Assert.Equal((0, First + "\n", "There are more products: raise --limit.\n"), await RunAsync(app, "--limit", "1", "--format", "json"));
        Assert.Equal(["GET /products?limit=1"], app.Requests);
    }

    [Fact]
    public async Task Search_without_a_match_says_so()
    {
        await using var app = await StartAsync(_ => """{"items":[],"total":0,"facets":[],"next":null}""");

        Assert.Equal((0, "", "No product that you may see matches \"nothing\".\n"), await RunAsync(app, "nothing"));
        Assert.Equal((0, "", "No product that you may see matches --domain nope --tag pii.\n"), await RunAsync(app, "--domain", "nope", "--tag", "pii"));
    }

    [Fact]
    public async Task Search_that_the_catalog_refuses_ends_with_1_and_its_reason()
    {
        await using var app = await StartAsync(_ => null);

        var (exitCode, _, errors) = await RunAsync(app, "--kind", "table");

        Assert.Equal((1, "kind: \"table\" is not one of: aggregate.\n"), (exitCode, errors));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(CannedMesh app, params string[] arguments) =>
        MeshCommand.CallAsync(["products", .. arguments, "--catalog", app.Address]);

    private static Task<CannedMesh> StartAsync(Func<string?, string?> answer) => CannedMesh.StartAsync(context => answer(context.Request.Query["cursor"]) is { } page
        ? CannedMesh.Json(page)
        : Results.Problem("kind: \"table\" is not one of: aggregate.", statusCode: StatusCodes.Status400BadRequest));
}
