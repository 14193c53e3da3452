using System.Net;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;

namespace MeshStarter.Portal.Tests;

/// <summary>The page that shows how the mesh runs.</summary>
[Trait("Category", "Quick")]
public sealed class OperationsTests : MeshTests
{
    private DateTimeOffset Now => Mesh.Time.GetUtcNow();

    private protected override void SetUp()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        Mesh.Answer("catalog/products/shop.orders/storage", MadeMesh.Json(new ItemList<StoredTable>([Table(1, 1_000), Table(2, 234)])));
        Mesh.Answer("catalog/slo", MadeMesh.Json(States(new ProductStatus(SloState.Met, Now))));
        Mesh.Answer("shop/import", MadeMesh.Json(new { state = "done", imported = new Dictionary<string, long> { ["orders"] = 1_200 }, rejected = 3 }));
    }

    [Fact]
    public async Task Owner_sees_what_waits_what_is_stored_the_import_and_the_way_to_replay()
    {
        Mesh.Answer("shop/products/orders/publishing", MadeMesh.Json(new { product = "shop.orders", major = 1, rows_waiting = 12, waiting_since = Now.AddMinutes(-5), failing = new { since = DateTimeOffset.UnixEpoch, tried_at = Now, reason = "The disk is full." } }));

        var (status, html) = await LoadAsync("/operations", "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Equal(HttpStatusCode.OK, status);
        var text = PageText.ReadMain(html);
        Assert.Contains("Services portal healthy catalog healthy governance healthy query healthy shop healthy", text, StringComparison.Ordinal);
        Assert.Contains("shop 1 product · 3.9 MiB in 10 files import done 1,200 rows imported, 3 rejected", text, StringComparison.Ordinal);
        Assert.Contains("orders 1.2.3 met 3 h ago 12 rows, 5 min 1,234 3.9 MiB 10 8 none · Look and replay batches of shop.orders orders: new rows do not reach readers since 1970-01-01 00:00:00 UTC: The disk is full.", text, StringComparison.Ordinal);
        Assert.Contains("""<a href="/quarantine/shop.orders">""", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_does_not_choose_where_the_question_for_its_health_goes_on_to()
    {
        Mesh.Answer("shop/health", context =>
        {
            context.Response.Redirect(Mesh.Url("inner") + "health");
            return Task.CompletedTask;
        });

        var (_, html) = await LoadAsync("/operations", "analyst", ("shop", Mesh.Url("shop")));

        Assert.Empty(Mesh.Requests("inner/health"));
        Assert.Contains("query healthy shop not healthy", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_of_a_domain_that_is_larger_than_any_page_needs_is_not_taken()
    {
        Mesh.Answer("shop/import", async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Enumerable.Repeat((byte)' ', 1 << 20).ToArray(), context.RequestAborted);
            await context.Response.Body.WriteAsync("""{"state":"done","imported":{"orders":1200},"rejected":3}"""u8.ToArray(), context.RequestAborted);
        });

        var (_, html) = await LoadAsync("/operations", "analyst", ("shop", Mesh.Url("shop")));

        var text = PageText.ReadMain(html);
        Assert.DoesNotContain("1,200 rows imported", text, StringComparison.Ordinal);
        Assert.Contains("shop answers with more than this page takes.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_whose_check_fails_leads_to_why()
    {
        Mesh.Answer("catalog/slo", MadeMesh.Json(States(new ProductStatus(SloState.AtRisk, Now, ProductStateReason.CheckFailing))));

        var (_, html) = await LoadAsync("/operations", "analyst", ("shop", Mesh.Url("shop")));

        Assert.Contains("at risk a check does not pass · Why a check of shop.orders fails", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("<a href=\"/products/shop.orders#quality\">Why", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_who_may_not_operate_a_product_is_not_refused_but_shown_the_rest()
    {
        Mesh.Answer("shop/products/orders/publishing", MadeMesh.Problem(403, "Only the people of shop."));

        var (_, html) = await LoadAsync("/operations", "analyst", ("shop", Mesh.Url("shop")));

        Assert.Contains("orders 1.2.3 met 3 h ago – 1,234 3.9 MiB 10 8 none", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain("/quarantine/", html, StringComparison.Ordinal);
        Assert.Empty(Mesh.Requests("shop/products/orders/publishing"));
    }

    [Fact]
    public async Task Product_whose_rows_do_not_reach_its_table_is_in_trouble_for_all_readers()
    {
        Mesh.Answer("catalog/products/shop.orders/quality", MadeMesh.Json(new ProductQuality
        {
            Product = DataProductId.Parse("shop.orders"),
            Major = 1,
            Checks = [],
            History = [new QualityMinute { Minute = Now, Batches = 4, Rows = 4, Quarantined = 2, Checks = [] }],
            Publishing = new PublishingState(Now),
        }));
        Mesh.Answer("catalog/slo", MadeMesh.Json(States(new ProductStatus(SloState.Breached, Now, ProductStateReason.NotPublishing))));

        var (_, html) = await LoadAsync("/operations");

        Assert.Contains("orders 1.2.3 breached new rows do not reach readers 3 h ago – 1,234 3.9 MiB 10 8 2 batches", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domain_whose_service_does_not_answer_is_shown_by_what_the_catalog_has()
    {
        Mesh.Answer("catalog/slo", MadeMesh.Json(States(new ProductStatus(SloState.Met, Now))));
        Mesh.Answer("shop/import", MadeMesh.Problem(503, "Away."));
        Mesh.Answer("shop/health", MadeMesh.Problem(503, "Away."));

        var (status, html) = await LoadAsync("/operations", "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("shop not healthy", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("shop 1 product · 3.9 MiB in 10 files shop cannot answer for now: Away. This page lacks some of what shop reports. Product State", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domain_that_hangs_is_named_and_the_page_waits_for_all_its_products_no_longer_than_for_one()
    {
        var names = Enumerable.Range(1, 30).Select(number => $"p{number:D2}").ToList();
        Mesh.Answer("catalog/products", MadeMesh.Json(new { items = names.Select(name => Summary($"shop.{name}")).Prepend(Summary("depot.stock")), next = (string?)null }));
        Mesh.Answer("depot/import", MadeMesh.Json(new { state = "done", imported = new Dictionary<string, long> { ["stock"] = 70 }, rejected = 0 }));
        foreach (var name in names)
        {
            Mesh.Answer($"catalog/products/shop.{name}/storage", MadeMesh.Json(new ItemList<StoredTable>([Table(1, 1_000)])));
            Mesh.Answer($"shop/products/{name}/publishing", MadeMesh.SilenceAsync);
        }

        var (status, html) = await LoadAsync("/operations", "shop-owner", ("shop", Mesh.Url("shop")), ("depot", Mesh.Url("depot")));

        Assert.Equal(HttpStatusCode.OK, status);
        var text = PageText.ReadMain(html);
        Assert.Contains("depot 1 product · 0 B in 0 files import done 70 rows imported Product State", text, StringComparison.Ordinal);
        Assert.Contains("30 products · 58.6 MiB in 150 files import done 1,200 rows imported, 3 rejected shop does not answer in time. This page lacks some of what shop reports. Product State", text, StringComparison.Ordinal);
        Assert.Contains("p01 1.0.0 not known 3 h ago not known 1,000", text, StringComparison.Ordinal);
        Assert.InRange(names.Sum(name => Mesh.Requests($"shop/products/{name}/publishing").Count), 1, names.Count - 1);
    }

    [Fact]
    public async Task Refusal_of_the_catalog_has_its_status_and_no_advice_to_reload()
    {
        Mesh.Answer("catalog/products", MadeMesh.Problem(400, "domain: Shop is no name of a domain."));

        var (status, html) = await LoadAsync("/operations?domain=Shop");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("Shop is no name of a domain.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Further_products_are_on_the_next_page()
    {
        Mesh.Answer("catalog/products", MadeMesh.Json(new { items = Array.Empty<object>(), next = (string?)null }));

        var (_, html) = await LoadAsync("/operations?domain=shop&after=shop.orders");

        Assert.Equal("?limit=30&domain=shop&after=shop.orders", Mesh.Requests("catalog/products")[^1].Query);
        Assert.Contains("This domain has no product that you may see. See all domains", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_of_a_domain_is_counted_as_one_and_files_that_are_not_known_have_no_number()
    {
        Mesh.Answer("catalog/products", MadeMesh.Json(new { items = new[] { Summary("depot.stock"), Summary("shop.orders") }, next = "shop.orders" }));
        Mesh.Answer("catalog/products/depot.stock/storage", MadeMesh.Problem(503, "Away."));

        var (_, html) = await LoadAsync("/operations");

        var text = PageText.ReadMain(html);
        Assert.Contains("depot 1 product · – in – files Product State", text, StringComparison.Ordinal);
        Assert.Contains("shop 1 product on this page · 3.9 MiB in 10 files", text, StringComparison.Ordinal);
    }

    private static ProductSummary Summary(string name) => MadeMesh.Summary(TestProductDetails.Of(name, []));

    private static Page<ProductSloState> States(ProductStatus status) =>
        new([new ProductSloState(DataProductId.Parse("shop.orders"), 1, status.State, status.Since, [], status.Reason, status.Objective)], null);

    private StoredTable Table(int major, long rows) => new()
    {
        Major = major,
        Table = $"shop.orders_v{major}",
        FormatVersion = 2,
        PartitionBy = [],
        SortBy = [],
        Files = 4,
        DeleteFiles = 1,
        Rows = rows,
        Bytes = 2_048_000,
        Snapshots = 4,
        ChangedAt = Now.AddHours(-2 - major),
    };
}
