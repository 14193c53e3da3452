using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Tests.Slo;

/// <summary>Service levels are measured by the domains' answers and by publishes, stored in PostgreSQL, with a clock that the test sets.</summary>
[Trait("Category", "Quick")]
public sealed class SloRoundTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task Healthy_product_is_met_with_the_first_measurement()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct { SchemaEvolution = "full" });

        await catalog.MeasureAsync(SloStore.Interval);

        var slo = await catalog.FindAsync(product);
        Assert.Equal([(SloObjective.Freshness, SloState.Met), (SloObjective.Availability, SloState.Met), (SloObjective.Completeness, SloState.Met), (SloObjective.Documentation, SloState.Met)], slo.Objectives.Select(each => (each.Objective, each.State)));
        Assert.Equal((SloState.Met, catalog.Time.Now), (slo.State, slo.Since!.Value));
        Assert.Equal(("5 minutes", 1.0, 1.0), (slo.Objectives[0].Promise, slo.Objectives[0].Window.Share!.Value, slo.Objectives[0].Window.BudgetLeft!.Value));
        Assert.Equal($"Bearer for-{product.Product.Domain}", catalog.Domain.Authorization);
    }

    [SkippableFact]
    public async Task Product_of_a_pipeline_is_as_fresh_as_its_oldest_due_window()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());

        catalog.Answer(product, waitingSeconds: 0, isFedByOutbox: false, pipeline: new PipelineHealth(299, null));
        await catalog.MeasureAsync(SloStore.Interval);
        Assert.True((await catalog.FindAsync(product, SloObjective.Freshness)).Now!.IsKept);

        catalog.Answer(product, waitingSeconds: 0, isFedByOutbox: false, pipeline: new PipelineHealth(301, null));
        await catalog.MeasureAsync(SloStore.Interval);
        var late = (await catalog.FindAsync(product, SloObjective.Freshness)).Now!;
        Assert.Equal((false, 301.0, "The oldest due window of its pipeline is 5 min old."), (late.IsKept, late.Value, late.Reason));
    }

    // The rows are those of a catalog that still measured schema stability, which every product met.
    [SkippableFact]
    public async Task States_of_schema_stability_give_way_to_the_worst_of_the_others()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct { SchemaEvolution = "full" });
        await catalog.MeasureAsync(SloStore.Interval);
        var rest = await StatesAsync();
        await catalog.QueryAsync<int>(
            """
            INSERT INTO product_slo_states SELECT product, major, 'schema_stability', 'met', since - interval '1 day', true FROM product_slo_states WHERE objective = 'freshness';
            INSERT INTO product_slo_states VALUES ('shop.alone', 1, 'schema_stability', 'met', now(), true);
            INSERT INTO slo_state_changes SELECT product, major, objective, state, since FROM product_slo_states WHERE objective = 'schema_stability';
            UPDATE product_worst_slo_states SET objective = 'schema_stability', since = since - interval '1 day';
            INSERT INTO product_worst_slo_states VALUES ('shop.alone', 1, 'schema_stability', 'met', now())
            """);

        using var migration = new StreamReader(typeof(SloStore).Assembly.GetManifestResourceStream("MeshStarter.Catalog.Migrations.0026_drop_schema_stability.sql")!);
        await catalog.QueryAsync<int>(await migration.ReadToEndAsync());

        Assert.Equal(rest, await StatesAsync());
        Assert.Equal(SloState.Met, (await catalog.FindAsync(product)).State);

        Task<IReadOnlyList<string>> StatesAsync() => catalog.QueryAsync<string>(
            """
            SELECT concat_ws(' ', kind, product, major, objective, state, since) FROM (
                SELECT 'state' AS kind, product, major, objective, state, since FROM product_slo_states
                UNION ALL SELECT 'change', product, major, objective, state, since FROM slo_state_changes
                UNION ALL SELECT 'worst', product, major, objective, state, since FROM product_worst_slo_states) AS kept
            ORDER BY 1
            """);
    }

    [SkippableFact]
    public async Task Product_fails_by_its_own_service_s_word_and_no_other()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        var since = catalog.Time.Now - Minute;
        catalog.Answer(product, failingSince: since);
        catalog.Answer(new ProductMajorVersion(DataProductId.Parse($"{product.Product.Domain}.unknown"), 1), failingSince: since);
        catalog.Answer(new ProductMajorVersion(DataProductId.Parse("elsewhere.orders"), 1), failingSince: since);

        await catalog.MeasureAsync(SloStore.Interval);
        Assert.Equal([$"{product.Product} {since:HH:mm:ss}"], await FailingAsync());

        // While the same products fail nothing is written, and no row is locked.
        var versions = await catalog.QueryAsync<string>("SELECT xmin::text || ' ' || xmax::text FROM publishing_failures");
        await catalog.MeasureAsync(SloStore.Interval);
        Assert.Equal(versions, await catalog.QueryAsync<string>("SELECT xmin::text || ' ' || xmax::text FROM publishing_failures"));

        // A service that does not have the product any more cannot fail to publish it.
        catalog.Domain.Products = [];
        await catalog.MeasureAsync(SloStore.Interval);
        Assert.Empty(await FailingAsync());

        Task<IReadOnlyList<string>> FailingAsync() => catalog.QueryAsync<string>("SELECT product || ' ' || to_char(failing_since AT TIME ZONE 'UTC', 'HH24:MI:SS') FROM publishing_failures");
    }

    [SkippableFact]
    public async Task Domain_is_requested_once_a_round_for_all_its_products()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = new TestProduct();
        foreach (var name in (string[])["orders", "parcels", "customers"])
        {
            await catalog.AddAsync(product with { Product = name });
        }

        await catalog.MeasureAsync(Minute);

        Assert.Equal(4, catalog.Domain.Requests);
    }

    [SkippableFact]
    public async Task Domain_that_is_away_moves_availability_to_at_risk_and_breached_and_back_to_recovered()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        await catalog.MeasureAsync(2 * Minute);

        catalog.Domain.Status = 503;
        await catalog.MeasureAsync(SloStore.Interval);
        Assert.Equal(SloState.Met, await AvailabilityAsync());
        await catalog.MeasureAsync(SloStore.Interval);
        Assert.Equal(SloState.AtRisk, await AvailabilityAsync());
        await catalog.MeasureAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(SloState.Breached, await AvailabilityAsync());
        Assert.Equal("The domain's service answers 503.", (await catalog.FindAsync(product, SloObjective.Availability)).Now!.Reason);

        catalog.Domain.Status = 200;
        await catalog.MeasureAsync(4 * Minute);
        Assert.Equal(SloState.Breached, await AvailabilityAsync());
        await catalog.MeasureAsync(2 * Minute);
        Assert.Equal(SloState.Recovered, await AvailabilityAsync());

        var status = await catalog.FindAsync(product, SloObjective.Availability);
        Assert.Equal([SloState.Recovered, SloState.Breached, SloState.AtRisk, SloState.Met], status.History.Select(change => change.State));
        Assert.Equal(1 - 60 / 2_592.0, status.Window.BudgetLeft!.Value, 6);
        Assert.Equal(1 - 60 / 2_592_000.0, status.Window.Share!.Value, 9);
        Assert.Equal((true, 1.0), (status.Now!.IsKept, status.Now.Value));

        async Task<SloState> AvailabilityAsync() => (await catalog.FindAsync(product, SloObjective.Availability)).State;
    }

    [SkippableTheory]
    [InlineData("port", "Closed: rest.")]
    [InlineData("table", "The table cannot be read.")]
    [InlineData("version", "The domain's service does not have this version.")]
    public async Task Product_of_a_domain_that_answers_is_not_available_where_readers_are_not_served(string what, string reason)
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        if (what == "version")
        {
            catalog.Domain.Products = [];
        }
        else
        {
            catalog.Answer(product, isTableReadable: what != "table", closed: what == "port" ? [PortType.Rest] : []);
        }

        await catalog.MeasureAsync(Minute);

        Assert.Equal((false, 0.0, reason), ((await catalog.FindAsync(product, SloObjective.Availability)).Now is { } now) ? (now.IsKept, now.Value, now.Reason) : default);
    }

    [SkippableFact]
    public async Task Domain_that_refuses_the_request_or_does_not_answer_while_the_mesh_starts_is_not_measured()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        catalog.Domain.Status = 401;
        await catalog.MeasureAsync(TimeSpan.FromSeconds(30));
        catalog.Domain.Status = 503;
        await catalog.MeasureAsync(TimeSpan.FromSeconds(30));

        var status = await catalog.FindAsync(product, SloObjective.Availability);

        Assert.Equal((SloState.Unknown, null, null), (status.State, status.Now, status.Window.Share));
    }

    [SkippableTheory]
    [InlineData("{\"products\":7}")]
    [InlineData("null")]
    public async Task Domain_whose_answer_cannot_be_read_is_not_measured(string answer)
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        await catalog.MeasureAsync(Minute);
        catalog.Domain.Text = answer;
        await catalog.MeasureAsync(10 * Minute);

        var status = await catalog.FindAsync(product, SloObjective.Availability);

        Assert.Equal((SloState.Unknown, 1.0), (status.State, status.Window.Share));
    }

    [SkippableFact]
    public async Task Freshness_is_breached_by_rows_that_wait_and_not_by_a_quiet_product()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var (late, quiet) = (await catalog.AddAsync(new TestProduct()), await catalog.AddAsync(new TestProduct()));
        catalog.Answer(late, waitingSeconds: 299);
        await catalog.MeasureAsync(10 * Minute);
        Assert.Equal(SloState.Met, (await catalog.FindAsync(late, SloObjective.Freshness)).State);

        catalog.Answer(late, waitingSeconds: 301);
        await catalog.MeasureAsync(30 * Minute);

        var status = await catalog.FindAsync(late, SloObjective.Freshness);
        Assert.Equal((SloState.Breached, false, 301.0), (status.State, status.Now!.IsKept, status.Now.Value));
        Assert.Equal((SloState.Met, 0.0), (await catalog.FindAsync(quiet, SloObjective.Freshness)) is { } still ? (still.State, still.Now!.Value) : default);
    }

    [SkippableFact]
    public async Task Rows_of_a_domain_that_is_away_wait_on_and_where_none_waited_freshness_is_unknown()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = new TestProduct();
        var (waits, quiet) = (await catalog.AddAsync(product), await catalog.AddAsync(product with { Product = "quiet" }));
        catalog.Answer(waits, waitingSeconds: 60);
        await catalog.MeasureAsync(Minute);

        catalog.Domain.Status = 503;
        await catalog.MeasureAsync(6 * Minute);

        Assert.Equal((false, 60 + 360.0), (await catalog.FindAsync(waits, SloObjective.Freshness)).Now is { } now ? (now.IsKept, now.Value) : default);
        Assert.Equal(SloState.Unknown, (await catalog.FindAsync(quiet, SloObjective.Freshness)).State);
    }

    [SkippableFact]
    public async Task Service_level_is_recovered_for_a_day_after_its_last_failure_also_where_it_was_not_measured_since()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        catalog.Answer(product, waitingSeconds: 301);
        await catalog.MeasureAsync(Minute);
        Assert.Equal(SloState.AtRisk, (await catalog.FindAsync(product, SloObjective.Freshness)).State);
        catalog.Answer(product, waitingSeconds: 0);
        await catalog.MeasureAsync(10 * Minute);
        catalog.Domain.Status = 503;
        await catalog.MeasureAsync(6 * Minute);
        Assert.Equal(SloState.Unknown, (await catalog.FindAsync(product, SloObjective.Freshness)).State);

        catalog.Domain.Status = 200;
        await catalog.MeasureAsync(Minute);

        Assert.Equal(SloState.Recovered, (await catalog.FindAsync(product, SloObjective.Freshness)).State);
    }

    [SkippableFact]
    public async Task Daily_batch_is_late_from_its_due_moment_until_it_is_published()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct { Freshness = "by 6pm daily UTC" });
        catalog.Answer(product, isFedByOutbox: false);
        await catalog.MeasureAsync(Minute);
        Assert.Null((await catalog.FindAsync(product, SloObjective.Freshness)).Now);

        // The first day that the product was there for as a whole is due on the next evening.
        catalog.Time.Advance(new DateTimeOffset(2026, 1, 31, 17, 58, 0, TimeSpan.Zero) - catalog.Time.Now);
        await catalog.MeasureAsync(4 * Minute);
        Assert.Equal((false, 120.0), (await catalog.FindAsync(product, SloObjective.Freshness)).Now is { } late ? (late.IsKept, late.Value) : default);

        await catalog.ReportAsync(product, "quarantined", 5, isQuarantined: true);
        await catalog.MeasureAsync(Minute);
        Assert.False((await catalog.FindAsync(product, SloObjective.Freshness)).Now!.IsKept);
        await catalog.ReportAsync(product, "2026-01-30", 5);
        await catalog.MeasureAsync(Minute);

        var status = await catalog.FindAsync(product, SloObjective.Freshness);
        Assert.Equal((true, 180.0), (status.Now!.IsKept, status.Now.Value));
        Assert.InRange(status.Window.BudgetLeft!.Value, 0.98, 0.995);
    }

    [SkippableFact]
    public async Task Completeness_is_the_share_of_rows_that_reach_readers_and_volume_that_of_batches_within_bounds()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct { Checks = "[{ row_count: { min: 10 }, severity: warn }, { row_count: { min: 1, max: 50000 } }]", Completeness = "99%" });
        QualityCheck check = new RowCountCheck(10, null) { Severity = CheckSeverity.Warn };
        await catalog.MeasureAsync(SloStore.Interval);
        Assert.Equal((SloState.Met, SloState.Met), ((await catalog.FindAsync(product, SloObjective.Completeness)).State, (await catalog.FindAsync(product)).State));

        var first = catalog.Time.Now;
        await catalog.ReportAsync(product, "1", 9_999, results: new CheckResult { Check = check, Outcome = CheckOutcome.Passed });
        await catalog.MeasureAsync(Minute);
        Assert.Equal((SloState.Met, 1.0), await Of(SloObjective.Completeness));

        await catalog.ReportAsync(product, "2", 1, isQuarantined: true, new CheckResult { Check = check, Outcome = CheckOutcome.Failed, FailingRows = 0, Reason = "Too few." });
        await catalog.ReportAsync(product, "2", 1, isQuarantined: true, new CheckResult { Check = check, Outcome = CheckOutcome.Failed, FailingRows = 0, Reason = "Too few." });
        await catalog.MeasureAsync(Minute);

        Assert.Equal((SloState.Met, 0.9999), await Of(SloObjective.Completeness));
        Assert.Equal(first, (await catalog.FindAsync(product, SloObjective.Completeness)).Window.MeasuredSince);
        Assert.Equal((SloState.Breached, 0.5), await Of(SloObjective.Volume));
        Assert.Equal("10 to 50000 rows a batch", (await catalog.FindAsync(product, SloObjective.Volume)).Promise);

        // The rows of a replay that is refused were counted when they were quarantined.
        await catalog.ReportRefusedReplayAsync(product, "2", 1, new CheckResult { Check = check, Outcome = CheckOutcome.Failed, FailingRows = 0, Reason = "Too few." });
        await catalog.MeasureAsync(Minute);
        Assert.Equal((0.9999, 0.5), ((await Of(SloObjective.Completeness)).Share, (await Of(SloObjective.Volume)).Share));

        async Task<(SloState State, double Share)> Of(SloObjective objective) => await catalog.FindAsync(product, objective) is { } status ? (status.State, Math.Round(status.Window.Share!.Value, 6)) : default;
    }

    [SkippableFact]
    public async Task One_catalog_of_two_measures_and_the_other_goes_on_when_it_ends()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        var other = catalog.Another();
        await catalog.MeasureAsync(Minute);
        await catalog.MeasureAsync(SloStore.Interval, other);
        Assert.Equal(4, catalog.Domain.Requests);

        await catalog.Round.EndAsync(CancellationToken.None);
        await catalog.MeasureAsync(SloStore.Interval, other);

        Assert.Equal(5, catalog.Domain.Requests);
        Assert.Equal(SloState.Met, (await catalog.FindAsync(product, SloObjective.Availability)).State);
    }

    [SkippableFact]
    public async Task Catalog_that_measures_again_after_another_knows_no_row_that_waited_before()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        var other = catalog.Another();
        catalog.Answer(product, waitingSeconds: 10);
        await catalog.MeasureAsync(SloStore.Interval);
        await catalog.Round.EndAsync(CancellationToken.None);
        catalog.Answer(product, waitingSeconds: 0);
        await catalog.MeasureAsync(SloStore.Interval, other);
        await catalog.MeasureAsync(SloStore.Interval);
        await catalog.MeasureAsync(TimeSpan.FromMinutes(10), other);

        await other.EndAsync(CancellationToken.None);
        catalog.Answer(product, waitingSeconds: null);
        await catalog.MeasureAsync(SloStore.Interval);

        Assert.True((await catalog.FindAsync(product, SloObjective.Freshness)).Now!.IsKept);
    }

    [SkippableFact]
    public async Task Measurements_of_a_day_without_change_are_one_row_and_old_ones_are_added_up_by_day()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var product = await catalog.AddAsync(new TestProduct());
        await catalog.MeasureAsync(10 * Minute);
        Assert.Equal([2], await catalog.QueryAsync<int>("SELECT count(*)::integer FROM slo_periods"));
        catalog.Domain.Status = 503;
        await catalog.MeasureAsync(Minute);
        catalog.Domain.Status = 200;
        await catalog.MeasureAsync(Minute);
        var before = (await catalog.FindAsync(product, SloObjective.Availability)).Window;

        catalog.Time.Advance(TimeSpan.FromDays(4));
        await catalog.MeasureAsync(Minute);
        await catalog.Cleanup().CleanAsync(catalog.Time.Now, CancellationToken.None);

        var after = (await catalog.FindAsync(product, SloObjective.Availability)).Window;
        Assert.Equal(before.BudgetLeft!.Value, after.BudgetLeft!.Value, 9);
        Assert.Equal([("availability", 60.0)], await catalog.QueryAsync<(string, double)>("SELECT objective, bad FROM slo_days WHERE bad > 0"));
        Assert.Equal([2], await catalog.QueryAsync<int>("SELECT count(*)::integer FROM slo_periods"));

        catalog.Time.Advance(TimeSpan.FromDays(31));
        await catalog.Cleanup().CleanAsync(catalog.Time.Now, CancellationToken.None);
        Assert.Equal([0], await catalog.QueryAsync<int>("SELECT count(*)::integer FROM slo_days WHERE bad > 0"));
    }

    [SkippableFact]
    public async Task Tables_for_search_and_lineage_have_the_states_and_the_worst_of_each_product()
    {
        await using var catalog = await MeasuringCatalog.StartAsync(postgres);
        var (late, healthy) = (await catalog.AddAsync(new TestProduct()), await catalog.AddAsync(new TestProduct { Product = "healthy" }));
        catalog.Answer(late, waitingSeconds: 3_600);
        await catalog.MeasureAsync(30 * Minute);

        Assert.Equal(
            [("availability", "met", true), ("completeness", "met", true), ("documentation", "met", false), ("freshness", "breached", true)],
            await catalog.QueryAsync<(string, string, bool)>($"SELECT objective, state, is_promised FROM product_slo_states WHERE product = '{late.Product}' ORDER BY objective"));
        var worst = (await catalog.QueryAsync<(string, int, string, string)>("SELECT product, major, objective, state FROM product_worst_slo_states")).ToDictionary(row => row.Item1);
        Assert.Equal((late.Product.ToString(), 1, "freshness", "breached"), worst[late.Product.ToString()]);
        Assert.Equal("met", worst[healthy.Product.ToString()].Item4);
    }
}
