using System.Net;
using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Tests;

/// <summary>Questions that the catalog refuses by their field, whatever it has.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class RefusedQuestionTests(CatalogFixture catalog)
{
    [SkippableTheory]
    [InlineData("/products?q=a%07b", "q: holds the control character U+0007. Leave it out.")]
    [InlineData("/products?q=a&q=b", "q: is given more than once. Give it once.")]
    [InlineData("/products?q=1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17", "q: has 17 words; a search has at most 16. Leave some out.")]
    [InlineData("/products?kind=table", "kind: \"table\" is not one of: source-aligned, aggregate, consumer-aligned.")]
    [InlineData("/products?classification=secret", "classification: \"secret\" is not one of: public, internal, confidential, restricted.")]
    [InlineData("/products?port=ftp", "port: \"ftp\" is not one of: table, stream, rest.")]
    [InlineData("/products?tag=%25", "tag: \"%\" is not a tag: lower-case words joined by dots, such as pii.email.")]
    [InlineData("/products?slo=good", "slo: \"good\" is not one of: met, recovered, unknown, at_risk, breached.")]
    [InlineData("/products?sort=price", "sort: \"price\" is not one of: relevance, use, trust, newest, name.")]
    [InlineData("/products?q=&domain=%25", "domain: \"%\" does not begin with a lower-case letter.")]
    [InlineData("/products?q=&limit=101", "limit: must be a whole number from 1 to 100.")]
    [InlineData("/products?cursor=nothing", "cursor: is not the next of an answer to the same search. Leave it out for the first page.")]
    [InlineData("/products?cursor=eyJ9", "cursor: is not the next of an answer to the same search. Leave it out for the first page.")]
    [InlineData("/products?q=a&after=a.b", "\"after\" is no parameter of a search. Use q, kind, classification, port, tag, slo, sort, cursor, domain, limit.")]
    [InlineData("/products?limit=0", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("/products?limit=1001", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("/products?after=nothing", "after: must be the next of a page before, or be left out.")]
    [InlineData("/products?after=a.b%00", "after: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("/products?domain=%25", "domain: \"%\" does not begin with a lower-case letter.")]
    [InlineData("/products?domian=orders", "\"domian\" is no parameter here. Use domain, after, limit, details.")]
    [InlineData("/products?limit=ten", "limit: must be a whole number, at most 2147483647.")]
    [InlineData("/products/details", "name: give it 1 to 100 times, each with a product's name.")]
    [InlineData("/products/details?name=orders", "name: \"orders\" is not a product's name, which is \"domain.product\".")]
    [InlineData("/products/details?name=a.b&name=a.b@01", "name: \"01\" is not a major version, which is a whole number such as 1.")]
    [InlineData("/changes?days=0", "days: must be a whole number from 1 to 30.")]
    [InlineData("/changes?since=7", "\"since\" is no parameter here. Use days, limit.")]
    [InlineData("/changes?limit=101", "limit: must be a whole number from 1 to 100.")]
    [InlineData("/slo?limit=0", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("/slo?after=nothing", "after: must be the next of a page before, or be left out.")]
    [InlineData("/slo?domian=orders", "\"domian\" is no parameter here. Use domain, after, limit.")]
    [InlineData("/lineage?node=x", "node: must be a product such as orders.orders, a column such as orders.orders.total, or dataset:<namespace>:<name>, datasetField:<namespace>:<name>:<column> or job:<namespace>:<name>.")]
    [InlineData("/lineage?node=a.b&direction=sideways", "direction: must be upstream, downstream or both.")]
    [InlineData("/lineage?node=a.b&level=row", "level: must be product or column.")]
    [InlineData("/lineage?node=a.b&depth=101", "depth: must be a whole number from 0 to 100.")]
    [InlineData("/lineage?node=a.b&limit=0", "limit: must be a whole number from 1 to 5000.")]
    [InlineData("/lineage?node=a.b&steps=1", "\"steps\" is no parameter here. Use node, direction, depth, level, cursor, limit.")]
    [InlineData("/lineage?node=a.b&cursor=%20", "cursor: must be the next of a page before, or be left out.")]
    [InlineData("/products/{p}/queries?limit=0", "limit: must be a whole number from 1 to 500.")]
    [InlineData("/products/{p}/queries?cursor=x", "cursor: must be the next of a page before, or be left out.")]
    [InlineData("/products/{p}/queries?columns=total", "\"columns\" is no parameter here. Use column, cursor, limit.")]
    [InlineData("/products/{p}/quality?minutes=0", "minutes: must be a whole number from 1 to 10080.")]
    [InlineData("/products/{p}/quality?minutes=100000", "minutes: must be a whole number from 1 to 10080.")]
    [InlineData("/products/{p}/quality?minutes=x", "minutes: must be a whole number, at most 2147483647.")]
    [InlineData("/products/{p}/profile?version=1", "version: \"1\" is not major.minor.patch, such as 1.0.0.")]
    [InlineData("/products/{p}/changes", "from: must name a version, such as 1.0.0.")]
    [InlineData("/products/{p}/changes?from=x", "from: \"x\" is not major.minor.patch, such as 1.0.0.")]
    [InlineData("/products/{p}/contract", "format: must be one of avro, json-schema, odcs.")]
    [InlineData("/products/{p}/contract?format=xml", "format: must be one of avro, json-schema, odcs.")]
    [InlineData("/products/details?product=a.b", "\"product\" is no parameter here. Use name.")]
    [InlineData("/products/{p}?verson=1.0.0", "\"verson\" is no parameter here. Use version.")]
    [InlineData("/products/{p}/quality?minute=5", "\"minute\" is no parameter here. Use minutes.")]
    [InlineData("/products/{p}/profile?verson=1.0.0", "\"verson\" is no parameter here. Use version.")]
    [InlineData("/products/{p}/changes?from=1.0.0&too=1.0.0", "\"too\" is no parameter here. Use from, to.")]
    [InlineData("/products/{p}/contract?format=odcs&verson=1.0.0", "\"verson\" is no parameter here. Use format, version.")]
    [InlineData("/impact?product={p}&change=retire&dept=1", "\"dept\" is no parameter here. Use product, change, depth, cursor, limit.")]
    public async Task Question_is_refused_with_its_field(string address, string detail)
    {
        var product = address.Contains("{p}", StringComparison.Ordinal) ? (await catalog.RegisteredAsync()).Name : "";

        var (status, problem) = await catalog.GetAsync(address.Replace("{p}", product, StringComparison.Ordinal), catalog.Analyst());

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
