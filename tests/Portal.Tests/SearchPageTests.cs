using System.Net;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Search;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Portal.Tests;

/// <summary>The page <c>/products</c>.</summary>
[Trait("Category", "Quick")]
public sealed class SearchPageTests : MeshTests
{
    private static readonly ProductSearchPage Nothing = new() { Items = [], Total = 0, Facets = [], Next = null };

    [Fact]
    public async Task Matches_facets_filters_orders_and_pages_are_links()
    {
        Answer(new ProductSearchPage
        {
            Items = [Match("shop.orders") with { MatchingColumns = ["customer_email"], Slo = SloState.AtRisk, Consumers = 2, State = MajorVersionState.Deprecated, RetiresAt = DateTimeOffset.UnixEpoch }],
            Total = 1_234,
            Facets =
            [
                new SearchFacet("domain", [new SearchFacetValue("shop", 1_234, IsSelected: true), new SearchFacetValue("depot", 7, IsSelected: false)], 0),
                new SearchFacet("slo", [new SearchFacetValue("at_risk", 3, IsSelected: false)], 0),
            ],
            Next = "c1",
        });

        var (status, html) = await LoadAsync("/products?q=customer+email&domain=shop&unknown=x");

        Assert.Equal((HttpStatusCode.OK, "?q=customer%20email&domain=shop"), (status, Mesh.Requests("catalog/products")[^1].Query));
        var text = PageText.ReadMain(html);
        Assert.Contains("1,234 products", text, StringComparison.Ordinal);
        Assert.Contains("shop.orders 1.2.3 at risk internal source-aligned Every order of the shop Deprecated: its rows can be read until 1970-01-01 00:00:00 UTC. Columns customer_email team@example.org 13 columns 2 consumers table pii.email", text, StringComparison.Ordinal);
        Assert.Contains("Domain shop 1,234 depot 7 State at risk 3", text, StringComparison.Ordinal);
        var links = WebUtility.HtmlDecode(html);
        foreach (var link in (string[])
        [
            "href=\"/products/shop.orders\"", "href=\"/products?q=customer%20email\"", "href=\"/products?q=customer%20email&domain=shop&domain=depot\"",
            "href=\"/products?q=customer%20email&domain=shop&slo=at_risk\"", "href=\"/products?q=customer%20email&domain=shop&sort=newest\"",
            "href=\"/products?q=customer%20email&domain=shop&cursor=c1\"", "value=\"customer email\"", "class=\"state state-at-risk\"",
        ])
        {
            Assert.Contains(link, links, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Correction_of_a_misspelt_word_is_a_link_and_the_reason_of_a_refused_search_is_shown()
    {
        Answer(new ProductSearchPage { Items = [Match("shop.orders")], Total = 1, Facets = [], DidYouMean = "orders", Next = null });
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (_, html) = await portal.Browser.LoadAsync("/products?q=ordrs");

        Assert.Contains("No product matches “ordrs”. These match orders .", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("<a href=\"/products?q=orders\">orders</a>", html, StringComparison.Ordinal);

        Mesh.Answer("catalog/products", MadeMesh.Problem(400, "q: has 3000 characters; a search has at most 500. Search for fewer words."));

        (var status, html) = await portal.Browser.LoadAsync("/products?q=" + new string('a', 3_000));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("The search has 3000 characters; a search has at most 500. Search for fewer words. All products", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/products", "No products yet No product that you may see is registered.")]
    [InlineData("/products?q=x%1by&tag=pii", "No product matches No product that you may see has all words of “x\\u001by” and passes the filters. Search without the filters All products")]
    [InlineData("/products?tag=pii", "No product matches No product that you may see passes the filters. All products")]
    public async Task Search_without_a_match_says_what_to_do(string address, string said)
    {
        Answer(Nothing);

        var (status, html) = await LoadAsync(address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_that_is_silent_is_named()
    {
        Mesh.Answer("catalog/products", MadeMesh.SilenceAsync);

        var (status, html) = await LoadAsync("/products?q=orders");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("catalog does not answer within 10 seconds. Reload in a moment.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("value=\"orders\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_others_are_no_markup_and_act_on_nothing()
    {
        const string Hostile = "<script>alert(1)</script>\u001b[2J\u202eb";
        Answer(new ProductSearchPage
        {
            Items = [Match("shop.orders") with { Description = Hostile, Owner = Hostile, Tags = [Hostile], MatchingColumns = [Hostile] }],
            Total = 1,
            Facets = [new SearchFacet("tag", [new SearchFacetValue(Hostile, 1, IsSelected: false)], 0)],
            Next = null,
        });

        var (_, html) = await LoadAsync("/products?q=" + Uri.EscapeDataString("\"><script>alert(2)</script>"));

        Assert.Contains("<script>alert(1)</script>", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(WebUtility.HtmlDecode(html), character => (char.IsControl(character) && character is not ('\n' or '\r' or '\t')) || character == '\u202e');
    }

    private void Answer(ProductSearchPage page) => Mesh.Answer("catalog/products", context =>
        (context.Request.Query.ContainsKey("q") ? MadeMesh.Json(page) : MadeMesh.Json(new Page<ProductDetails>([], null)))(context));

    private static ProductMatch Match(string name) => new()
    {
        Name = DataProductId.Parse(name),
        Version = new ProductVersion(1, 2, 3),
        Kind = ProductKind.SourceAligned,
        Owner = "team@example.org",
        Description = "Every order of the shop",
        Classification = Classification.Internal,
        Ports = [new PortLocation(PortType.Table, "http://localhost:4711/products/made/table")],
        Tags = ["pii.email"],
        Slo = SloState.Met,
        Consumers = 0,
        Columns = 13,
        MatchingColumns = [],
        State = MajorVersionState.Active,
        Reachability = Reachability.Available,
    };
}
