using System.Net;
using MeshStarter.Catalog.Tests.Running;
using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Tests.Products;

/// <summary>Searches that <c>GET /products</c> refuses.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class SearchBoundsTests(CatalogFixture catalog)
{
    [SkippableTheory]
    [InlineData("q=a%07b", "q: holds the control character U+0007. Leave it out.")]
    [InlineData("q=a&q=b", "q: is given more than once. Give it once.")]
    [InlineData("q=1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17", "q: has 17 words; a search has at most 16. Leave some out.")]
    [InlineData("kind=table", "kind: \"table\" is not one of: source-aligned, aggregate, consumer-aligned.")]
    [InlineData("classification=secret", "classification: \"secret\" is not one of: public, internal, confidential, restricted.")]
    [InlineData("port=ftp", "port: \"ftp\" is not one of: table, stream, rest.")]
    [InlineData("tag=%25", "tag: \"%\" is not a tag: lower-case words joined by dots, such as pii.email.")]
    [InlineData("slo=good", "slo: \"good\" is not one of: met, recovered, unknown, at_risk, breached.")]
    [InlineData("sort=price", "sort: \"price\" is not one of: relevance, use, trust, newest, name.")]
    [InlineData("q=&domain=%25", "domain: \"%\" does not begin with a lower-case letter.")]
    [InlineData("q=&limit=101", "limit: must be a whole number from 1 to 100.")]
    [InlineData("cursor=nothing", "cursor: is not the next of an answer to the same search. Leave it out for the first page.")]
    [InlineData("cursor=eyJ9", "cursor: is not the next of an answer to the same search. Leave it out for the first page.")]
    [InlineData("q=a&after=a.b", "\"after\" is no parameter of a search. Use q, kind, classification, port, tag, slo, sort, cursor, domain, limit.")]
    public async Task Search_out_of_bounds_is_refused(string query, string detail)
    {
        catalog.Require();

        var (status, problem) = await catalog.GetAsync("/products?" + query, catalog.Analyst());

        Assert.Equal((HttpStatusCode.BadRequest, ProblemTypes.BadRequest, detail), (status, problem["type"]!.GetValue<string>(), problem["detail"]!.GetValue<string>()));
    }

    [SkippableTheory]
    [InlineData("a")]
    [InlineData("ä")]
    public async Task Search_of_ten_thousand_characters_is_refused_by_its_rule(string character)
    {
        catalog.Require();

        var (status, problem) = await catalog.GetAsync($"/products?q={Uri.EscapeDataString(string.Concat(Enumerable.Repeat(character, 10_000)))}", catalog.Analyst());

        Assert.Equal((HttpStatusCode.BadRequest, "q: has 10000 characters; a search has at most 500. Search for fewer words."), (status, problem["detail"]!.GetValue<string>()));
    }
}
