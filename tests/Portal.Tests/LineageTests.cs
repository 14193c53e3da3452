using System.Net;
using System.Text.RegularExpressions;
using MeshStarter.BrowserKit;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using Microsoft.Playwright;

namespace MeshStarter.Portal.Tests;

/// <summary>The lineage page: its table without a script, its picture in a browser.</summary>
public sealed class LineageTests(Chromium chromium) : PortalTests, IClassFixture<Chromium>
{
    private const string Orders = "dataset:mesh:shop.orders";
    private const string Job = "job:mesh:shop.orders.publish";
    private const string Source = "dataset:postgres://db:5432:shop.public.orders";
    private const string Stock = "dataset:mesh:depot.stock";

    private protected override void SetUp()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        Mesh.Answer("catalog/lineage", context => MadeMesh.Json(context.Request.Query["level"] == "column" ? Columns : Page)(context));
    }

    [Fact]
    public async Task Table_has_every_node_with_what_it_is_and_what_it_is_made_from()
    {
        var (status, html) = await Portal.Browser.SignInAsync("analyst", "/lineage?node=shop.orders");

        var text = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("4 nodes, 3 connections", text, StringComparison.Ordinal);
        Assert.Contains("here shop.orders <script>alert(1)</script> product 1.2.3, internal at risk: freshness shop.orders.publish", text, StringComparison.Ordinal);
        Assert.Contains("1 up shop.public.orders dataset at postgres://db:5432", text, StringComparison.Ordinal);
        Assert.Contains("1 up shop.orders.publish streaming job SQL select * from t where name = ? last run failed shop.public.orders", text, StringComparison.Ordinal);
        Assert.Contains("There is more beyond 2 steps. Follow 4", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("<mesh-graph src=\"/data/lineage?node=shop.orders&amp;direction=both&amp;depth=2&amp;level=product\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&cursor=500")]
    public async Task Further_page_is_linked_without_a_number_that_pages_before_would_change(string cursor)
    {
        Mesh.Answer("catalog/lineage", MadeMesh.Json(Page with { TotalNodes = 1_010, Next = "further" }));

        var (_, html) = await Portal.Browser.SignInAsync("analyst", $"/lineage?node=shop.orders{cursor}");

        Assert.Matches(">More nodes</a>", html);
        Assert.Contains("&amp;cursor=further", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_without_a_node_offers_products_and_one_that_is_not_there_says_so()
    {
        var (_, start) = await Portal.Browser.SignInAsync("analyst", "/lineage");
        Mesh.Answer("catalog/lineage", MadeMesh.Problem(404, "node: nothing that you may see is called \"x\"."));
        var (missing, html) = await Portal.Browser.LoadAsync("/lineage?node=x");
        Mesh.Answer("catalog/lineage", MadeMesh.Problem(503, "The database is away."));
        var (away, _) = await Portal.Browser.LoadAsync("/lineage?node=x");

        Assert.Contains("Begin with a product shop.orders Made for a test", PageText.ReadMain(start), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable), (missing, away));
        Assert.Contains("Nothing that you may see is called \"x\"", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Picture_is_followed_unfolded_zoomed_and_left_by_keyboard()
    {
        await using var browser = await chromium.OpenAsync(Portal.Address);
        await browser.SignInAsync("analyst", "/lineage?node=shop.orders");
        var (page, keyboard) = (browser.Page, browser.Page.Keyboard);
        await Assertions.Expect(page.Locator("mesh-graph .node")).ToHaveCountAsync(4);
        await page.Locator($"mesh-graph .node[data-id='{Orders}']").FocusAsync();

        await keyboard.PressAsync("ArrowLeft");
        Assert.Equal(Job, await FocusedAsync(page));
        await keyboard.PressAsync("ArrowLeft");
        Assert.Equal(Source, await FocusedAsync(page));
        await keyboard.PressAsync("Home");
        Assert.Equal(Orders, await FocusedAsync(page));

        await keyboard.PressAsync("E");
        await Assertions.Expect(page.Locator("mesh-graph text.column")).ToHaveTextAsync(["email", "number"]);
        Assert.Equal(Orders, await FocusedAsync(page));
        await browser.PictureAsync("lineage-columns");

        var before = await page.Locator("mesh-graph svg > g").GetAttributeAsync("transform");
        await keyboard.PressAsync("+");
        Assert.NotEqual(before, await page.Locator("mesh-graph svg > g").GetAttributeAsync("transform"));

        await keyboard.PressAsync("ArrowRight");
        Assert.Equal(Stock, await FocusedAsync(page));
        await keyboard.PressAsync("Enter");
        await browser.ArrivesAsync("/lineage?node=dataset%3Amesh%3Adepot.stock");
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public Task Lineage_of_columns_is_a_box_for_each_dataset_with_its_columns_as_rows() => RequireColumnsAsRowsAsync(ColorScheme.Light, width: 1320);

    [SkippableFact]
    [Trait("Category", "Slow")]
    public Task Lineage_of_columns_is_the_same_in_the_dark_on_a_phone() => RequireColumnsAsRowsAsync(ColorScheme.Dark, width: 360);

    private async Task RequireColumnsAsRowsAsync(ColorScheme theme, int width)
    {
        Mesh.Answer("catalog/lineage", MadeMesh.Json(OfColumns));
        await using var browser = await chromium.OpenAsync(Portal.Address, width, theme: theme);
        await browser.SignInAsync("analyst", "/lineage?node=shop.orders.email&level=column");
        var page = browser.Page;

        await Assertions.Expect(page.Locator("mesh-graph .node .name")).ToHaveTextAsync([new Regex("^shop.orders$"), new Regex("^shop.outbox$"), new Regex("^depot\\.a_product_.*…$")]);
        await Assertions.Expect(page.Locator($"mesh-graph .node[data-id='{Orders}'] .column")).ToHaveTextAsync(["email", "number"]);
        await Assertions.Expect(page.Locator("mesh-graph .node[data-id='dataset:mesh:shop.outbox'] .column")).ToHaveTextAsync(["email", "number"]);
        await Assertions.Expect(page.Locator($"mesh-graph .node[data-id='dataset:mesh:{LongName}'] .column")).ToHaveTextAsync([new Regex("^a_column_with_a_name_"), new Regex("^number$")]);
        await Assertions.Expect(page.Locator("mesh-graph .edge")).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator("mesh-graph .column.start")).ToHaveTextAsync(["email"]);
        await Assertions.Expect(page.Locator("mesh-graph [role=status]")).ToHaveTextAsync("6 columns");
        var titles = await page.Locator("mesh-graph .node > title").AllTextContentsAsync();
        Assert.Equal(
            ["shop.orders, product 1.2.3, at risk, the requested node, columns email number, Orders", "shop.outbox, dataset of the operational side, 1 step upstream, columns email number"],
            titles.Take(2));
        await browser.PictureAsync($"lineage-of-columns-{theme}-{width}");
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task No_text_of_the_picture_covers_another_or_leaves_its_box()
    {
        Mesh.Answer("catalog/lineage", MadeMesh.Json(OfColumns));
        await using var browser = await chromium.OpenAsync(Portal.Address);
        await browser.SignInAsync("analyst", "/lineage?node=shop.orders&level=column");
        await Assertions.Expect(browser.Page.Locator("mesh-graph .node")).ToHaveCountAsync(3);

        var overlaps = await browser.Page.EvaluateAsync<string[]>(Overlaps);
        Assert.Empty(overlaps);
    }

    // Each text, mark and button of a node against the others, and against the node's box.
    private const string Overlaps = """
        () => [...document.querySelectorAll('mesh-graph .node')].flatMap(node => {
            const box = node.querySelector('.box').getBoundingClientRect();
            const parts = [...node.querySelectorAll('text, [class^=mark-], .unfold rect')].filter(part => !part.closest('.unfold') || part.matches('rect')).map(part => ({ what: part.textContent || part.getAttribute('class') || 'button', at: part.getBoundingClientRect() }));
            return [
                ...parts.filter(({ at }) => at.left < box.left || at.right > box.right || at.top < box.top || at.bottom > box.bottom + 1).map(({ what }) => `${what} leaves its box`),
                ...parts.flatMap((one, place) => parts.slice(place + 1).filter(other => one.at.left < other.at.right && other.at.left < one.at.right && one.at.top + 2 < other.at.bottom && other.at.top + 2 < one.at.bottom).map(other => `${one.what} covers ${other.what}`)),
            ];
        })
        """;

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.dataset.id");

    /// <summary>Two products with a source and a job.</summary>
    internal static LineagePage Page { get; } = new()
    {
        Node = Orders,
        Direction = LineageDirection.Both,
        Level = LineageLevel.Product,
        Depth = 2,
        TotalNodes = 4,
        TotalEdges = 3,
        IsWhole = false,
        Nodes =
        [
            Item(Orders, LineageItemType.Product, "mesh", "shop.orders", 0) with { Product = Product(SloState.AtRisk, "<script>alert(1)</script>") },
            Item(Source, LineageItemType.Dataset, "postgres://db:5432", "shop.public.orders", -1) with { Source = "postgres://db:5432" },
            Item(Job, LineageItemType.Job, "mesh", "shop.orders.publish", -1) with { Transformation = new LineageTransformation("select * from t where name = ?", null, "STREAMING", "FAIL", DateTimeOffset.UnixEpoch) },
            Item(Stock, LineageItemType.Product, "mesh", "depot.stock", 1) with { Product = Product(SloState.Met, "Stock") },
        ],
        Edges = [new LineageLink(Source, Job, "reads"), new LineageLink(Job, Orders, "writes"), new LineageLink(Orders, Stock, "reads")],
    };

    private static LineagePage Columns { get; } = Page with
    {
        Level = LineageLevel.Column,
        Nodes = [.. ((string[])["number", "email"]).Select(column => Item($"datasetField:mesh:shop.orders:{column}", LineageItemType.Column, "mesh", "shop.orders", 0) with { Column = column })],
        Edges = [new LineageLink("datasetField:mesh:shop.orders:number", "datasetField:mesh:depot.stock:number", "identity")],
    };

    private const string LongName = "depot.a_product_with_a_name_that_is_as_long_as_names_may_be_or_more";

    private static LineagePage OfColumns { get; } = Page with
    {
        Node = "datasetField:mesh:shop.orders:email",
        Level = LineageLevel.Column,
        TotalNodes = 6,
        TotalEdges = 4,
        Nodes =
        [
            .. Column("shop.orders", 0, Product(SloState.AtRisk, "Orders"), "number", "email"),
            .. Column("shop.outbox", -1, null, "number", "email"),
            .. Column(LongName, 1, Product(SloState.Breached, "Letters"), "number", "a_column_with_a_name_that_is_about_as_long_as_names_are"),
        ],
        Edges =
        [
            Link("shop.outbox:number", "shop.orders:number", "identity"), Link("shop.outbox:email", "shop.orders:email", "identity"),
            Link("shop.orders:number", $"{LongName}:number", "filter"), Link("shop.orders:email", $"{LongName}:a_column_with_a_name_that_is_about_as_long_as_names_are", "identity"),
        ],
    };

    private static IEnumerable<LineageItem> Column(string dataset, int distance, LineageProduct? product, params string[] columns) =>
        columns.Select(column => Item($"datasetField:mesh:{dataset}:{column}", LineageItemType.Column, "mesh", dataset, distance) with { Column = column, Product = product });

    private static LineageLink Link(string from, string to, string kind) => new($"datasetField:mesh:{from}", $"datasetField:mesh:{to}", kind);

    private static LineageItem Item(string id, LineageItemType type, string space, string name, int distance) => new() { Id = id, Type = type, Namespace = space, Name = name, Distance = distance };

    private static LineageProduct Product(SloState state, string description) =>
        new(new ProductVersion(1, 2, 3), ProductKind.SourceAligned, "team@example.org", description, Classification.Internal, new ProductStatus(state, null, state == SloState.Met ? null : ProductStateReason.ServiceLevel, state == SloState.Met ? null : SloObjective.Freshness));
}
