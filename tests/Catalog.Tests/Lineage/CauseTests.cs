using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Catalog.Tests.Lineage;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class CauseTests(CatalogFixture catalog)
{
    private static readonly QualityCheck NotNull = new NotNullCheck(["order_id"]);

    // Passes in each minute in which the other one fails.
    private static readonly CheckResult Unique = new() { Check = new UniqueCheck(["order_id"]), Outcome = CheckOutcome.Passed };

    private readonly string _domain = "d" + Guid.NewGuid().ToString("N")[..12];
    private DateTimeOffset _start = new(TimeProvider.System.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute - 60 * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task First_publish_upstream_between_the_last_good_batch_and_the_first_bad_one_is_the_cause(int daysAgo)
    {
        _start = _start.AddDays(-daysAgo);
        await RegisterAsync("a", "b", "c");
        await PublishAsync("a", 0, 1, true);
        await PublishAsync("b", 1, 11, true, ("a", "1"));
        await PublishAsync("c", 2, 21, true, ("b", "11"));
        await PublishAsync("a", 10, 2, true);
        await PublishAsync("b", 11, 12, true, ("a", "2"));
        await PublishAsync("c", 12, null, false, ("b", "12"));
        await PublishAsync("c", 14, null, false, ("b", "12"));

        var cause = await CauseAsync("c", "not_null:order_id");

        Assert.True(cause["is_failing"]!.GetValue<bool>());
        Assert.Equal((_start.AddMinutes(12), _start.AddMinutes(2)), (cause["failing_since"]!.GetValue<DateTimeOffset>(), cause["passed_until"]!.GetValue<DateTimeOffset>()));
        Assert.Equal(["a 2", "b 12 a:1>2", "c  b:11>12"], Path(cause));
    }

    [SkippableFact]
    public async Task Check_that_fails_for_weeks_of_minutes_has_the_first_of_them_and_the_last_one_that_passed()
    {
        _start = _start.AddDays(-29);
        await RegisterAsync("a", "c");
        await PublishAsync("c", 1, 20, true, ("a", "1"));
        await PublishAsync("c", 2, null, false, ("a", "2"));
        await PublishAsync("c", 12, 21, true, ("a", "1"));
        await PublishAsync("c", 12.2, null, false, ("a", "2"));
        await PublishAsync("c", 13, null, false, ("a", "2"));
        Assert.Equal(28 * 12, await catalog.ExecuteAsync(
            "INSERT INTO quality_minutes SELECT product, major, minute + n * interval '2 hours', counts FROM quality_minutes, generate_series(1, 28 * 12) n WHERE product = $1 AND minute = $2",
            $"{_domain}.c",
            _start.AddMinutes(13)));

        var cause = await CauseAsync("c", "not_null");

        Assert.Equal((_start.AddMinutes(12), _start.AddMinutes(12)), (cause["failing_since"]!.GetValue<DateTimeOffset>(), cause["passed_until"]!.GetValue<DateTimeOffset>()));
        Assert.Equal(["c  a:1>2"], Path(cause));
    }

    [SkippableFact]
    public async Task Batches_that_passed_in_the_minute_in_which_the_check_began_to_fail_are_not_taken_for_the_failing_one()
    {
        await RegisterAsync("a", "b", "c");
        await PublishAsync("a", 0, 1, true);
        await PublishAsync("b", 1, 11, true, ("a", "1"));
        await PublishAsync("c", 2, 21, true, ("b", "11"));
        await PublishAsync("a", 2.1, 2, true);
        await PublishAsync("b", 2.2, 12, true, ("a", "2"));
        await PublishAsync("c", 2.3, null, false, ("b", "12"));
        await PublishAsync("c", 2.4, null, false, ("b", "12"));

        Assert.Equal(["a 2", "b 12 a:1>2", "c  b:11>12"], Path(await CauseAsync("c", "not_null:order_id")));
    }

    [SkippableFact]
    public async Task Batch_that_a_warning_is_about_is_the_cause_and_not_one_of_its_minute_that_passed()
    {
        await RegisterAsync("a", "c");
        await PublishAsync("c", 1, 20, true, isStreaming: true, ("a", "1"));
        await PublishAsync("c", 2, 21, true, isStreaming: true, ("a", "1"));
        await PublishAsync("c", 2.2, 22, false, isStreaming: true, ("a", "2"));
        await PublishAsync("c", 2.4, 23, true, isStreaming: true, ("a", "3"));
        await PublishAsync("c", 3, 24, false, isStreaming: true, ("a", "4"));

        Assert.Equal(["c 22 a:1>2"], Path(await CauseAsync("c", "not_null:order_id")));
    }

    [SkippableFact]
    public async Task Batch_without_a_changed_input_is_its_own_cause_and_a_passing_check_has_none()
    {
        await RegisterAsync("a", "c");
        await PublishAsync("a", 0, 1, true);
        await PublishAsync("c", 2, 21, true, ("a", "1"));
        Assert.False((await CauseAsync("c", "not_null"))["is_failing"]!.GetValue<bool>());

        await PublishAsync("c", 12, null, false, ("a", "1"));

        var cause = await CauseAsync("c", "not_null");
        Assert.Equal(["c "], Path(cause));
        Assert.Contains("its own batch", cause["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{_domain}.c/checks/range:total/cause", catalog.Owner(_domain))).Status);
    }

    [SkippableTheory]
    [InlineData(true, " itself: no publish of an input is kept between the last batch that passed and the first that did not.")]
    [InlineData(false, " itself: no batch of the last 30 days passed, and no publish of an input is kept from before the first that did not.")]
    public async Task Cause_without_a_publish_of_an_input_names_a_last_batch_that_passed_only_where_there_is_one(bool hasPassed, string said)
    {
        await RegisterAsync("a", "c");
        if (hasPassed)
        {
            await PublishAsync("c", 2, 21, true, ("a", "1"));
        }

        await PublishAsync("c", 12, 22, false, ("a", "2"));

        var cause = await CauseAsync("c", "not_null");

        Assert.Equal(hasPassed, cause["passed_until"] is not null);
        Assert.EndsWith(said, cause["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Source_whose_namespace_is_an_address_is_named_as_it_is()
    {
        await RegisterAsync("c");
        await PublishAsync("c", 2, 21, true, new ReadDataset("shop.public.mail", "1") { Namespace = "postgres://db:5432" });
        await PublishAsync("c", 12, null, false, new ReadDataset("shop.public.mail", "2") { Namespace = "postgres://db:5432" });

        var cause = await CauseAsync("c", "not_null");

        var changed = Assert.Single(cause["path"]![0]!["changed"]!.AsArray())!;
        Assert.Equal(("postgres://db:5432", "shop.public.mail", "1", "2"), ((string?)changed["source"], (string?)changed["dataset"], (string?)changed["before"], (string?)changed["after"]));
    }

    [SkippableFact]
    public async Task Cause_that_a_reader_may_not_know_is_not_named()
    {
        await RegisterAsync("b", "c");
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "a", Classification = "restricted" });
        await PublishAsync("c", 2, 21, true, ("a", "1"));
        await PublishAsync("a", 10, 2, true);
        await PublishAsync("c", 12, null, false, ("a", "2"));

        var (_, seen) = await catalog.GetAsync($"/products/{_domain}.c/checks/not_null/cause", catalog.Analyst());

        Assert.Equal(["c "], Path(seen));
        Assert.DoesNotContain($"{_domain}.a", seen.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task RegisterAsync(params string[] products)
    {
        foreach (var product in products)
        {
            await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = product, Checks = "[{ not_null: [order_id] }, { unique: [order_id] }]" });
        }
    }

    private async Task<JsonObject> CauseAsync(string product, string check)
    {
        var (status, cause) = await catalog.GetAsync($"/products/{_domain}.{product}/checks/{check}/cause", catalog.Owner(_domain));
        Assert.True(status == HttpStatusCode.OK, cause.ToJsonString());
        return cause;
    }

    private IReadOnlyList<string> Path(JsonObject cause) => [.. cause["path"]!.AsArray().Select(publish =>
        $"{publish!["dataset"]} {publish["version"]}{string.Concat(publish["changed"]!.AsArray().Select(input => $" {input!["dataset"]}:{input["before"]}>{input["after"]}"))}".Replace(_domain + ".", "", StringComparison.Ordinal))];

    private Task PublishAsync(string product, double minute, long? snapshot, bool passes, params (string Product, string Version)[] inputs) => PublishAsync(product, minute, snapshot, passes, isStreaming: false, inputs);

    private Task PublishAsync(string product, double minute, long? snapshot, bool passes, ReadDataset source) => PublishAsync(product, minute, snapshot, passes, isStreaming: false, [source]);

    private Task PublishAsync(string product, double minute, long? snapshot, bool passes, bool isStreaming, params (string Product, string Version)[] inputs) =>
        PublishAsync(product, minute, snapshot, passes, isStreaming, [.. inputs.Select(input => new ReadDataset($"{_domain}.{input.Product}", input.Version))]);

    private async Task PublishAsync(string product, double minute, long? snapshot, bool passes, bool isStreaming, IReadOnlyList<ReadDataset> inputs)
    {
        var report = new BatchReport
        {
            BatchId = string.Create(CultureInfo.InvariantCulture, $"{minute}"),
            Version = ProductVersion.First,
            CheckedAt = _start.AddMinutes(minute).AddSeconds(5),
            Rows = 1,
            SnapshotId = snapshot,
            Results = [new CheckResult { Check = NotNull, Outcome = passes ? CheckOutcome.Passed : CheckOutcome.Failed, FailingRows = passes ? 0 : 1, Reason = passes ? null : "1 row has no order_id." }, Unique],
            Origin = new BatchOrigin(string.Create(CultureInfo.InvariantCulture, $"{minute}"), inputs, isStreaming ? null : new Dictionary<string, IReadOnlyList<ColumnOrigin>>()),
        };
        var (status, answer) = await catalog.PostAsync($"/products/{_domain}.{product}/quality", catalog.Service(_domain), report);
        Assert.True(status == HttpStatusCode.NoContent, answer.ToJsonString());
    }
}
