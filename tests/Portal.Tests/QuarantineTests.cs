using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Portal.Tests;

/// <summary>The page of what a product's checks quarantined, and what its owners do about it.</summary>
public sealed class QuarantineTests : MeshTests
{
    private const string Page = "/quarantine/shop.orders@1";
    private const string Header = "Products shop.orders@1 Quarantine Quarantine of shop.orders@1 Batches that a check quarantined: readers do not see them. Fix what is wrong, then replay a batch: its checks run again. ";
    private const string Batches = "shop/products/orders@1/quarantine";

    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Owner_sees_the_batches_with_reasons_and_rows_by_a_token_for_its_domain_alone()
    {
        Mesh.Answer(Batches, MadeMesh.Json(new
        {
            items = new[]
            {
                Batch("5-9", null, Failed(new UniqueCheck(["number"]), "2 rows: number is there twice.", "{\"number\":1,\"email\":\"<script>alert(1)</script>\"}", "{\"number\":1}"),
                    Failed(new NotNullCheck(["email"]) { Severity = CheckSeverity.Warn }, "1 row: email is missing.")),
                Batch("2-2", At.AddHours(1), Failed(new RowCountCheck(3, null), "1 row, and 3 are the least.")),
            },
            next = 7,
        }));

        var (status, html) = await LoadAsync(Page, "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            Header
            + "Batch 5-9 3 rows, validated against 1.2.3 at 2026-01-31 12:30:00 UTC unique : 2 rows: number is there twice. number email 1 <script>alert(1)</script> 1 null See the cause (check unique:number) "
            + "not_null (warns): 1 row: email is missing. See the cause (check not_null:email) Replay "
            + "Batch 2-2 3 rows, validated against 1.2.3 at 2026-01-31 12:30:00 UTC Replayed at 2026-01-31 13:30:00 UTC: newer rows had replaced all its own, or they were deleted. row_count : 1 row, and 3 are the least. Earlier batches",
            PageText.ReadMain(html));
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Page}?after=7\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders@1\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders@1/checks/unique%3Anumber/cause\"", html, StringComparison.Ordinal);
        var requested = Mesh.Requests(Batches)[^1];
        Assert.Equal(("?limit=20", "Bearer shop-owner-at-shop"), (requested.Query, requested.Authorization));
    }

    [Theory]
    [InlineData(true, "Batch 5-9 is published as snapshot 77.")]
    [InlineData(false, "shop.orders: batch 5-9 does not pass yet.")]
    public async Task Batch_is_replayed_or_the_reason_reported(bool passes, string said)
    {
        Mesh.Answer(Batches, MadeMesh.Json(new { items = new[] { Batch("5-9", null) } }));
        Mesh.Answer($"{Batches}/5-9/replay", passes ? MadeMesh.Json(Batch("5-9", At) with { SnapshotId = 77 }) : MadeMesh.Problem(422, said));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("shop", Mesh.Url("shop")));

        var (status, html) = await portal.Browser.SendFormAsync(Page, ("_handler", "replay"), ("Batch", "5-9"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith($"{Header}{said} Batch 5-9 ", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domain_does_not_choose_where_a_request_of_the_portal_goes_on_to()
    {
        Mesh.Answer(Batches, context =>
        {
            context.Response.Redirect(Mesh.Url("inner") + "secrets");
            return Task.CompletedTask;
        });
        Mesh.Answer("inner/secrets", MadeMesh.Json(new { items = new[] { Batch("7-7", null) } }));

        var (_, html) = await LoadAsync(Page, "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Empty(Mesh.Requests("inner/secrets"));
        Assert.DoesNotContain("7-7", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_of_another_users_page_replays_nothing()
    {
        Mesh.Answer(Batches, MadeMesh.Json(new { items = new[] { Batch("5-9", null) } }));
        Mesh.Answer($"{Batches}/5-9/replay", MadeMesh.Json(Batch("5-9", At)));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("shop", Mesh.Url("shop")));

        var (status, _) = await portal.Browser.SubmitAsync(Page, "", ("_handler", "replay"), ("Batch", "5-9"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(Mesh.Requests($"{Batches}/5-9/replay"));
    }

    [Theory]
    [InlineData("shop-owner", true)]
    [InlineData("depot-owner", false)]
    [InlineData("analyst", false)]
    public async Task Link_to_the_page_is_shown_to_the_products_owners(string persona, bool isStaged)
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));

        var (_, html) = await LoadAsync("/products/shop.orders", persona, ("shop", Mesh.Url("shop")));

        Assert.Contains("<h2 id=\"quality-title\">", html, StringComparison.Ordinal);
        Assert.Equal(isStaged, html.Contains($"<a href=\"{Page}\">", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_that_the_service_does_not_have_any_more_leads_to_no_page()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        Mesh.Answer("shop/health/products", MadeMesh.Json(MadeMesh.HealthOf((DataProductId.Parse("shop.orders"), 2))));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("shop", Mesh.Url("shop")));

        var (_, gone) = await portal.Browser.LoadAsync("/products/shop.orders");
        Mesh.Answer("shop/health/products", MadeMesh.Problem(503, "The service stops."));
        var (_, away) = await portal.Browser.LoadAsync("/products/shop.orders");

        Assert.Contains("<h2 id=\"quality-title\">", gone, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"{Page}\"", gone, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Page}\"", away, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_of_the_domains_service_is_shown_to_who_comes_all_the_same()
    {
        Mesh.Answer(Batches, MadeMesh.Problem(403, "Only the people of shop."));

        var (status, html) = await LoadAsync(Page, "analyst", ("shop", Mesh.Url("shop")));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal(Header + "Only the people of shop.", PageText.ReadMain(html));
    }

    [Theory]
    [InlineData("/quarantine/depot.stock", HttpStatusCode.ServiceUnavailable, "its checks run again. No service of domain depot runs in this mesh.")]
    [InlineData("/quarantine/depot.nothing", HttpStatusCode.NotFound, "There is no product depot.nothing that you may see.")]
    [InlineData("/quarantine/stock", HttpStatusCode.NotFound, "There is no product stock that you may see.")]
    public async Task Product_without_a_service_to_call_is_reported(string path, HttpStatusCode expected, string said)
    {
        Mesh.Add("depot.stock", MadeMesh.Text(""));

        var (status, html) = await LoadAsync(path, "depot-owner", ("shop", Mesh.Url("shop")));

        Assert.Equal(expected, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_of_a_domain_with_an_underscore_is_the_one_with_a_hyphen()
    {
        Mesh.Answer("side-shop/products/orders@1/quarantine", MadeMesh.Json(new { items = new[] { Batch("5-9", null) } }));
        Mesh.Answer("side-shop/products/orders@1/quarantine/5-9/replay", MadeMesh.Json(Batch("5-9", At) with { SnapshotId = 77 }));
        Mesh.Answer("side-shop/products/orders@1/publishing", MadeMesh.Json(new { product = "side_shop.orders", major = 1 }));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("side-shop", Mesh.Url("side-shop")));

        var (status, html) = await portal.Browser.SendFormAsync("/quarantine/side_shop.orders@1", ("_handler", "replay"), ("Batch", "5-9"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Batch 5-9 is published as snapshot 77.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_sees_why_none_of_the_new_rows_reach_readers()
    {
        Mesh.Answer("shop/products/orders@1/publishing", MadeMesh.Json(new { product = "shop.orders", major = 1, failing = new { since = At, tried_at = At, reason = "The disk is full." } }));

        var (_, html) = await LoadAsync(Page, "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Equal(
            Header + "None of its new rows reach readers since 2026-01-31 12:30:00 UTC: The disk is full. No batch of it is in quarantine.",
            PageText.ReadMain(html));
    }

    internal static QuarantinedResult Failed(QualityCheck check, string reason, params string[] sample) =>
        new() { Check = check, Outcome = CheckOutcome.Failed, FailingRows = sample.Length, Reason = reason, Sample = [.. sample.Select(row => JsonElement.Parse(row))] };

    internal static QuarantinedBatch Batch(string id, DateTimeOffset? replayedAt, params QuarantinedResult[] results) => new()
    {
        Product = DataProductId.Parse("shop.orders"),
        Major = 1,
        Id = 1,
        Version = new ProductVersion(1, 2, 3),
        BatchId = id,
        FirstPosition = 1,
        LastPosition = 3,
        Rows = 3,
        QuarantinedAt = At,
        ReplayedAt = replayedAt,
        Results = results,
    };
}
