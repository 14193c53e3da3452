using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Catalog.Tests.Quality;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class QualityTests(CatalogFixture catalog)
{
    private static readonly QualityCheck NotNull = new NotNullCheck(["order_id"]);
    private static readonly QualityCheck Count = new RowCountCheck(1, null) { Severity = CheckSeverity.Warn };

    // A minute of its own, not long ago.
    private readonly DateTimeOffset _at = new(TimeProvider.System.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute - 10 * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    [SkippableFact]
    public async Task Batches_of_a_minute_are_counted_together_with_the_last_result_of_each_check()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.ReportAsync(product, Batch("1", _at, 10, 77, Passed(NotNull), Passed(Count)));
        await catalog.ReportAsync(product, Batch("2", _at.AddSeconds(59), 5, null, Failed(NotNull, 3), Passed(Count)));
        await catalog.ReportAsync(product, Batch("3", _at.AddSeconds(61), 1, 78, Passed(NotNull), Failed(Count, 0)));

        var (status, quality) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["passed", "failed"], quality["checks"]!.AsArray().Select(check => check!["result"]!["outcome"]!.GetValue<string>()));
        var history = quality["history"]!.AsArray();
        Assert.Equal([1, 2], history.Select(minute => minute!["batches"]!.GetValue<int>()));
        Assert.Equal([0, 1], history.Select(minute => minute!["kept_out"]!.GetValue<int>()));
        Assert.Equal([1, 15], history.Select(minute => minute!["rows"]!.GetValue<int>()));
        Assert.Equal("""{"check":{"not_null":["order_id"]},"passed":1,"failed":1,"broken":0,"failing_rows":3}""", history[1]!["checks"]![0]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Reader_of_some_rows_does_not_see_how_many_there_are()
    {
        var product = new TestProduct { Domain = "counted", Product = "checked", Columns = "- { name: order_id, type: BIGINT, required: true, description: Names the order }" };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        await catalog.ReportAsync(product, Batch("1-15", _at, 15, null, Failed(NotNull, 3)));

        var (_, part) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());
        var (_, whole) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Owner(product.Domain));

        Assert.Equal("""{"check":{"not_null":["order_id"]},"outcome":"failed"}""", part["checks"]![0]!["result"]!.ToJsonString());
        Assert.Equal("""{"check":{"not_null":["order_id"]},"passed":0,"failed":1,"broken":0}""", part["history"]![0]!["checks"]![0]!.ToJsonString());
        Assert.Equal((1, false), (part["history"]![0]!["batches"]!.GetValue<int>(), part["history"]![0]!.AsObject().ContainsKey("rows")));
        Assert.Equal((15, 3), (whole["history"]![0]!["rows"]!.GetValue<int>(), whole["checks"]![0]!["result"]!["failing_rows"]!.GetValue<int>()));

        var (_, profile) = await catalog.GetAsync($"/products/{product.Name}/profile", catalog.Analyst());
        var (_, own) = await catalog.GetAsync($"/products/{product.Name}/profile", catalog.Owner(product.Domain));
        foreach (var seen in (JsonObject[])[profile["quality"]!["days"]![0]!.AsObject(), profile["publishes"]![0]!.AsObject()])
        {
            Assert.False(seen.ContainsKey("rows"));
        }

        Assert.DoesNotContain("1-15", profile.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("failing_rows", profile.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((15, 15), (own["quality"]!["days"]![0]!["rows"]!.GetValue<int>(), own["publishes"]![0]!["rows"]!.GetValue<int>()));
    }

    [SkippableFact]
    public async Task Batches_at_the_same_moment_all_count_once_however_often_they_are_reported()
    {
        var product = await catalog.RegisteredAsync();
        var reports = Enumerable.Range(0, 12).Select(number => Batch($"{number}", _at, 1, number, Passed(NotNull)));

        await Task.WhenAll(reports.SelectMany(report => Enumerable.Repeat(report, 3)).Select(report => catalog.ReportAsync(product, report)));

        var (_, quality) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());
        Assert.Equal((12, 12), (quality["history"]![0]!["batches"]!.GetValue<int>(), quality["history"]![0]!["checks"]![0]!["passed"]!.GetValue<int>()));
    }

    [SkippableFact]
    public async Task Batches_that_a_service_reports_again_when_it_is_back_after_days_count_once()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.ReportAsync(product, Batch("1", _at, 10, 77, Passed(NotNull)));
        await catalog.ReportAsync(product, Batch("2", _at, 10, 78, Passed(NotNull)));
        await catalog.AgeAsync(product, TimeSpan.FromDays(3));

        foreach (var batch in (string[])["3", "1", "2"])
        {
            await catalog.ReportAsync(product, Batch(batch, _at, 10, 79, Passed(NotNull)));
        }

        var (_, quality) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());
        Assert.Equal(3, quality["history"]![0]!["batches"]!.GetValue<int>());
    }

    [SkippableFact]
    public async Task Batches_of_one_name_count_for_each_major_version()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "2.0.0", Retention = "300 days" });

        await catalog.ReportAsync(product, Batch("2026-01", _at, 10, 77, Passed(NotNull)));
        await catalog.ReportAsync(product, Batch("2026-01", _at, 7, 78, Passed(NotNull)) with { Version = ProductVersion.Parse("2.0.0") });

        foreach (var (major, rows) in new[] { (1, 10), (2, 7) })
        {
            var (_, quality) = await catalog.GetAsync($"/products/{product.Name}@{major}/quality", catalog.Analyst());
            Assert.Equal(rows, quality["history"]![0]!["rows"]!.GetValue<int>());
        }
    }

    [SkippableFact]
    public async Task Time_of_a_report_may_be_written_in_any_offset_from_utc_and_a_late_report_does_not_take_the_last_word()
    {
        var product = await catalog.RegisteredAsync();

        await catalog.ReportAsync(product, Batch("1", _at.ToOffset(TimeSpan.FromHours(1)), 1, 77, Passed(NotNull)));

        var (_, quality) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());
        Assert.Equal(_at, quality["checks"]![0]!["checked_at"]!.GetValue<DateTimeOffset>());

        await catalog.ReportAsync(product, Batch("2", _at.AddSeconds(2), 1, 78, Passed(NotNull)));
        await catalog.ReportAsync(product, Batch("3", _at.AddSeconds(1), 1, null, Failed(NotNull, 1)));

        (_, quality) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());

        Assert.Equal("passed", quality["checks"]![0]!["result"]!["outcome"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Report_of_a_time_to_come_or_of_an_absent_major_version_is_refused_and_takes_no_last_word()
    {
        var product = await catalog.RegisteredAsync();
        var now = TimeProvider.System.GetUtcNow();

        var (status, problem) = await catalog.PostAsync($"/products/{product.Name}/quality", catalog.Service(product.Domain), Batch("1", now.AddDays(1), 1, null, Failed(NotNull, 1)));
        await catalog.ReportAsync(product, Batch("2", now.AddMinutes(4), 1, 78, Passed(NotNull)));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Matches("^checked_at: must be at most 5 minutes after the catalog's time, [0-9: Z-]+\\. Set the clock of the service right\\.$", problem["detail"]!.GetValue<string>());
        var (_, quality) = await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst());
        Assert.Equal("passed", quality["checks"]![0]!["result"]!["outcome"]!.GetValue<string>());

        (status, problem) = await catalog.PostAsync($"/products/{product.Name}/quality", catalog.Service(product.Domain), Batch("1", _at, 1, 77, Passed(NotNull)) with { Version = ProductVersion.Parse("2.0.0") });

        Assert.Equal((HttpStatusCode.NotFound, $"name: there is no product \"{product.Name}@2\" that you may see; GET /products lists those that there are."), (status, problem["detail"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Others_do_not_report()
    {
        var product = await catalog.RegisteredAsync();
        var report = Batch("1", _at, 1, 77, Passed(NotNull));
        foreach (var token in (string[])[catalog.Analyst(), catalog.Owner(product.Domain), catalog.Service("payments"), catalog.Platform("query")])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await catalog.PostAsync($"/products/{product.Name}/quality", token, report)).Status);
        }

        await catalog.Policies.WaitForAsync(record => record.Product.ToString() == product.Name && !record.Permit);
    }

    [SkippableFact]
    public async Task Product_that_cannot_be_published_is_shown_so_until_its_service_says_otherwise()
    {
        await using var measuring = await catalog.MeasureAsync();
        var product = await catalog.RegisteredAsync(new TestProduct { ServedAt = measuring.Domain.Address });
        var id = new ProductMajorVersion(DataProductId.Parse(product.Name), 1);
        measuring.Answer(id, failingSince: _at);
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal(_at, (await PublishingAsync())!["failing_since"]!.GetValue<DateTimeOffset>());

        measuring.Domain.Status = 503;
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.NotNull(await PublishingAsync());

        measuring.Domain.Status = 200;
        measuring.Answer(id);
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Null(await PublishingAsync());

        async Task<JsonNode?> PublishingAsync() => (await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst())).Body["publishing"];
    }

    private static CheckResult Passed(QualityCheck check) => new() { Check = check, Outcome = CheckOutcome.Passed };

    private static CheckResult Failed(QualityCheck check, long rows) => new() { Check = check, Outcome = CheckOutcome.Failed, FailingRows = rows, Reason = "It failed." };

    private static BatchReport Batch(string id, DateTimeOffset at, long rows, long? snapshot, params CheckResult[] results) =>
        new() { BatchId = id, Version = new ProductVersion(1, 0, 0), CheckedAt = at, Rows = rows, SnapshotId = snapshot, Results = results };
}
