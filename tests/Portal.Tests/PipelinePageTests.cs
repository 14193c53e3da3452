using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Tests;

/// <summary>The page that shows the windows and runs of a product's pipeline, and what its owners do about them.</summary>
public sealed partial class PipelinePageTests : MeshTests
{
    private const string Page = "/pipelines/shop.orders";

    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);

    /// <summary>Answers the pages about a pipeline of <c>shop.orders</c>.</summary>
    internal static void Answer(MadeMesh mesh) => mesh.Answer("catalog/pipelines/shop.orders/runs", MadeMesh.Json(new PipelineHistory([Run("2026-01-30", RunState.Failed) with { Error = "no such column" }, Run("2026-01-29", RunState.Succeeded) with { Rows = 3 }], null) { NextDue = At, ReportedAt = At }));

    private protected override void SetUp() => Answer(Mesh);

    [Fact]
    public async Task Owner_sees_windows_and_runs_and_forms_and_others_have_no_forms()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")));

        var (status, forOwner) = await portal.Browser.SignInAsync("shop-owner", Page);
        var (_, forReader) = await portal.Browser.SignInAsync("analyst", Page);

        Assert.Equal(HttpStatusCode.OK, status);
        var text = PageText.ReadMain(forOwner);
        Assert.Contains("Due next 2026-01-31 12:30:00 UTC. 1 succeeded 1 failed 2026-01-29: succeeded, 3 rows 2026-01-30: failed Run a window", text, StringComparison.Ordinal);
        Assert.Contains("2026-01-30 1 failed no such column 2026-01-31 12:30:00 UTC – 2026-01-29 1 succeeded 2026-01-31 12:30:00 UTC 3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\" class=\"card\"", forReader, StringComparison.Ordinal);
        Assert.DoesNotContain("Run a window", PageText.ReadMain(forReader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_have_the_next_and_the_last_run_and_the_windows()
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));

        var (_, html) = await LoadAsync("/operations", "shop-owner", ("shop", Mesh.Url("shop")));

        var text = PageText.ReadMain(html);
        Assert.Contains("Pipeline: Due next 2026-01-31 12:30:00 UTC. Last run: 2026-01-30 failed", text, StringComparison.Ordinal);
        Assert.Contains("Runs and backfill of shop.orders 1 succeeded 1 failed 2026-01-29: succeeded, 3 rows 2026-01-30: failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_run_is_the_one_that_ended_last_while_another_of_its_window_waits()
    {
        var (waiting, ended, earlier) = (Run("2026-01-30", RunState.Queued) with { Generation = 2 }, Run("2026-01-30", RunState.Succeeded), Run("2026-01-29", RunState.Failed) with { EndedAt = At.AddDays(-1) });
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        Mesh.Answer("catalog/pipelines/shop.orders/runs", context =>
            MadeMesh.Json(new PipelineHistory(context.Request.Query["latest"] == "true" ? [waiting, earlier] : [waiting, ended, earlier], null) { NextDue = At, ReportedAt = At })(context));

        var (_, html) = await LoadAsync("/operations", "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Contains("Last run: 2026-01-30 succeeded", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop/products/orders/runs", "run", "Window=2026-01-30", """{"window":"2026-01-30"}""", "Run 1 of 2026-01-30 waits for its turn.")]
    [InlineData("shop/products/orders/pipeline/backfill", "backfill", "From=2026-01-01&To=2026-01-31&Only=failed&Found=2026-01-01 2026-01-31 failed", """{"from":"2026-01-01","to":"2026-01-31","only":"failed","dry_run":false,"windows_per_run":1,"parallel":1}""", "2 windows wait for their runs, from 2026-01-29 to 2026-01-30.")]
    [InlineData("shop/products/orders/pipeline/backfill", "backfill", "From=2026-01-01&To=2026-01-31&WindowsPerRun=30&Parallel=2&Found=2026-01-01 2026-01-31 ", """{"from":"2026-01-01","to":"2026-01-31","dry_run":false,"windows_per_run":30,"parallel":2}""", "2 windows wait for their runs, from 2026-01-29 to 2026-01-30. A class computes shop.orders: it runs once for each window.")]
    [InlineData("shop/products/orders/pipeline/pause", "steer", "Verb=pause", "", "The pipeline is paused: its windows wait.")]
    [InlineData("shop/products/orders/runs/cancel", "steer", "Verb=cancel", "{}", "2 runs cancelled.")]
    public async Task Owner_steers_the_pipeline_without_script(string address, string handler, string fields, string body, string said)
    {
        Dictionary<string, object> answers = new(StringComparer.Ordinal)
        {
            ["run"] = Run("2026-01-30", RunState.Queued),
            ["backfill"] = new BackfillAnswer(2, "2026-01-29", "2026-01-30") { Note = fields.Contains("PerRun", StringComparison.Ordinal) ? "A class computes shop.orders: it runs once for each window." : null },
            ["Verb=pause"] = new PipelineStatus { Product = DataProductId.Parse("shop.orders"), Major = 1, Windows = new Dictionary<string, int>() },
            ["Verb=cancel"] = new CancelledRuns(2),
        };
        Mesh.Answer(address, MadeMesh.Json(answers[handler == "steer" ? fields : handler]));
        await using var portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")));
        var (_, form) = await portal.Browser.SignInAsync("shop-owner", Page);

        var (status, html) = await portal.Browser.SubmitAsync(Page, form, [("_handler", handler), .. fields.Split('&').Select(field => (field.Split('=')[0], field.Split('=')[1]))]);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal(body, Assert.Single(Mesh.Requests(address)).Body);
    }

    [Fact]
    public async Task Backfill_finds_its_windows_before_it_runs_them()
    {
        const string address = "shop/products/orders/pipeline/backfill";
        Mesh.Answer(address, MadeMesh.Json(new BackfillAnswer(1_461, "2022-01-01", "2025-12-31")));
        await using var portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")));
        var (_, form) = await portal.Browser.SignInAsync("shop-owner", Page);
        (string, string)[] days = [("_handler", "backfill"), ("From", "2022-01-01"), ("To", "2025-12-31"), ("Only", "")];

        var (_, found) = await portal.Browser.SubmitAsync(Page, form, days);
        var (_, moved) = await portal.Browser.SubmitAsync(Page, found, [.. days.Select(field => field.Item1 == "To" ? ("To", "2026-12-31") : field), ("Found", "2022-01-01 2025-12-31 ")]);
        var (_, run) = await portal.Browser.SubmitAsync(Page, found, [.. days, ("Found", "2022-01-01 2025-12-31 ")]);

        Assert.Contains("1,461 windows found, from 2022-01-01 to 2025-12-31. None runs yet.", PageText.ReadMain(found), StringComparison.Ordinal);
        Assert.Contains("name=\"Found\" value=\"2022-01-01 2025-12-31 \">Run 1,461 windows</button>", found, StringComparison.Ordinal);
        Assert.Contains("None runs yet.", PageText.ReadMain(moved), StringComparison.Ordinal);
        Assert.Contains("1,461 windows wait for their runs", PageText.ReadMain(run), StringComparison.Ordinal);
        Assert.Equal([true, true, false], Mesh.Requests(address).Select(request => JsonNode.Parse(request.Body)!["dry_run"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Pause_is_on_the_page_before_the_catalog_hears_of_it_and_the_age_of_the_windows_is_named()
    {
        Mesh.Answer("shop/products/orders/pipeline/pause", MadeMesh.Json(new PipelineStatus { Product = DataProductId.Parse("shop.orders"), Major = 1, Windows = new Dictionary<string, int>() }));
        await using var portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")));
        var (_, form) = await portal.Browser.SignInAsync("shop-owner", Page);

        var (_, html) = await portal.Browser.SubmitAsync(Page, form, ("_handler", "steer"), ("Verb", "pause"));

        Assert.Contains(
            "The pipeline is paused: its windows wait. Windows and runs are shown as they were before that, at 2026-01-31 12:30:00 UTC. Look at them again Windows Due next",
            PageText.ReadMain(html),
            StringComparison.Ordinal);
        Assert.Contains("value=\"resume\">Resume</button>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/pipelines/shop.orders\">Look at them again</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Look at them again", form, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 3, null, null)]
    [InlineData(2, 3, 7L, "The newest 2 windows; earlier ones are not counted.")]
    [InlineData(2, 500, null, "The newest 2 windows; earlier ones are not counted.")]
    [InlineData(400, 1, null, "The newest 370 of 400 windows.")]
    [InlineData(1_000, 1, null, "The newest 370 of 1,000 windows; earlier ones are not counted.")]
    public async Task Windows_that_are_not_all_say_so(int windows, int generation, long? next, string? said)
    {
        var runs = Enumerable.Range(0, windows).Select(window => Run("2026-01-30", RunState.Succeeded) with { Window = $"{window}", From = At.AddDays(-window), Generation = generation });
        Mesh.Answer("catalog/pipelines/shop.orders/runs", MadeMesh.Json(new PipelineHistory([.. runs], next) { ReportedAt = At }));

        var (_, html) = await LoadAsync(Page, "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Equal(said, Part().Match(html) is { Success: true } part ? part.Groups["text"].Value : null);
    }

    [Fact]
    public async Task Backfill_that_cannot_be_is_refused_with_the_field_and_its_rule()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")));
        var (_, form) = await portal.Browser.SignInAsync("shop-owner", Page);
        (string From, string To, string Together, string Parallel, string Said)[] refused =
        [
            ("2026-01-01", "31.01.2026", "1", "1", "From and to must be days, such as 2017-10-15."),
            ("2026-01-31", "2026-01-01", "1", "1", "To must not be before from."),
            ("2026-01-01", "2026-01-31", "367", "1", "Windows per run must be a whole number from 1 to 366."),
            ("2026-01-01", "2026-01-31", "1", "many", "Runs at a time must be a whole number from 1 to 4."),
        ];

        foreach (var (from, to, together, parallel, said) in refused)
        {
            var (_, html) = await portal.Browser.SubmitAsync(Page, form, ("_handler", "backfill"), ("From", from), ("To", to), ("WindowsPerRun", together), ("Parallel", parallel));
            Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refusal_of_the_service_is_shown_and_a_product_without_a_pipeline_has_no_page()
    {
        Mesh.Answer("shop/products/orders/runs", MadeMesh.Problem(400, "window: there is no such window; the first one is 2026-01-01."));
        Mesh.Answer("catalog/pipelines/shop.visits/runs", MadeMesh.Json(new PipelineHistory([], null)));
        await using var portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")));
        var (_, form) = await portal.Browser.SignInAsync("shop-owner", Page);

        var (_, html) = await portal.Browser.SubmitAsync(Page, form, ("_handler", "run"), ("Window", "2025-01-01"));
        var (missing, _) = await portal.Browser.LoadAsync("/pipelines/shop.visits");

        Assert.Contains("there is no such window; the first one is 2026-01-01.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("name=\"Window\" value=\"2025-01-01\"", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, missing);
    }

    [Fact]
    public async Task Run_that_waits_for_a_time_has_that_time()
    {
        Mesh.Answer("catalog/pipelines/shop.orders/runs", MadeMesh.Json(new PipelineHistory([Run("2026-01-30", RunState.Queued) with { NotBefore = At.AddYears(900) }, Run("2026-01-29", RunState.Queued)], null) { ReportedAt = At }));

        var (_, html) = await LoadAsync(Page, "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.EndsWith("2026-01-30 1 queued until 2926-01-31 12:30:00 UTC – – 2026-01-29 1 queued – –", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    private static PipelineRun Run(string day, RunState state) => new()
    {
        Id = 1,
        Product = DataProductId.Parse("shop.orders"),
        Major = 1,
        Window = $"{day}T03:00Z",
        Label = day,
        From = DateTimeOffset.Parse($"{day}T03:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
        Generation = 1,
        State = state,
        RequestedAt = At,
        NotBefore = At,
        EndedAt = state == RunState.Queued ? null : At,
    };

    [GeneratedRegex("<p class=\"muted\">(?<text>The newest [^<]*)</p>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Part();
}
