using System.Globalization;
using System.Net;
using Dapper;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Lifecycle;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class MajorVersionLifecycleTests(CatalogFixture catalog)
{
    private const string OtherColumns = "- { name: order_id, type: UUID, required: true, description: d }";

    [SkippableFact]
    public async Task New_major_version_takes_the_place_at_once_where_no_one_waits_and_consumers_are_shown_with_the_one_that_they_read()
    {
        var product = await BothAsync();

        var (_, details) = await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst());
        var (_, earlier) = await catalog.GetAsync($"/products/{product.Name}@1", catalog.Analyst());

        Assert.Equal(("2.0.0", "active"), (Text(details["version"]), Text(details["lifecycle"]!["state"])));
        Assert.Equal(("1.0.0", "deprecated", $"{product.Name}@2"), (Text(earlier["version"]), Text(earlier["lifecycle"]!["state"]), Text(earlier["lifecycle"]!["successor"])));
        Assert.Equal(2, earlier["schema"]!.AsArray().Count);

        await catalog.SubscribeAsync(product.Name, catalog.Service("payments"), major: 1);
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());

        var (_, list) = await catalog.GetAsync($"/products/{product.Name}/subscriptions", catalog.Owner(product.Domain));

        Assert.Equal(["analyst of analytics reads 2", "payments of payments reads 1"], list["items"]!.AsArray().Select(item => $"{item!["consumer"]} of {item["consumer_domain"]} reads {item["major"]}"));
    }

    [SkippableFact]
    public async Task Breaking_change_waits_until_each_consumer_has_agreed()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());
        await catalog.SubscribeAsync(product.Name, catalog.Service("payments"));
        await catalog.RegisterAsync(product with { Version = "2.0.0", Columns = OtherColumns });

        Assert.Equal(["2 pending", "1 active"], await StatesAsync(product));
        Assert.Equal("1.0.0", await DefaultAsync(product));
        Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync($"/products/{product.Name}@2", catalog.Analyst())).Status);

        await AcknowledgeAsync(product, 2, catalog.Analyst());
        Assert.Equal("1.0.0", await DefaultAsync(product));
        await AcknowledgeAsync(product, 2, catalog.Service("payments"));

        Assert.Equal(["2 active", "1 deprecated"], await StatesAsync(product));
        Assert.Equal("2.0.0", await DefaultAsync(product));
    }

    [SkippableFact]
    public async Task Major_version_that_a_consumer_may_not_discover_is_not_listed_and_is_not_there_to_agree_to()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted" });

        var (hidden, answer) = await catalog.SendAsync(HttpMethod.Post, $"/products/{product.Name}/majors/2/acknowledgement", catalog.Analyst());
        var (absent, another) = await catalog.SendAsync(HttpMethod.Post, $"/products/{product.Name}/majors/3/acknowledgement", catalog.Analyst());

        Assert.Equal(["1 active"], await StatesAsync(product));
        Assert.Equal(["2 pending", "1 active"], await StatesAsync(product, catalog.Owner(product.Domain)));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (hidden, absent));
        Assert.Equal(Text(another["detail"]), Text(answer["detail"]).Replace("version 2", "version 3", StringComparison.Ordinal));

        // It takes the place of the one before, which the consumer still reads: nothing of it shows.
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}/subscriptions", catalog.Analyst())).Status);
        Assert.Equal(["2 active", "1 deprecated"], await StatesAsync(product, catalog.Owner(product.Domain)));
        var (_, listed) = await catalog.GetAsync($"/products/{product.Name}@1/majors", catalog.Analyst());
        var only = Assert.Single(listed["items"]!.AsArray())!;
        Assert.Equal(("1", null), ($"{only["major"]}", only["successor"]));
    }

    [SkippableFact]
    public async Task Consumer_that_leaves_is_not_waited_for()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());
        await catalog.RegisterAsync(product with { Version = "2.0.0", Columns = OtherColumns });

        Assert.Equal(HttpStatusCode.NoContent, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}/subscriptions", catalog.Analyst())).Status);

        Assert.Equal("2.0.0", await DefaultAsync(product));
    }

    [SkippableFact]
    public async Task Readers_by_recorded_query_have_the_notice_as_consumers_have_and_the_domain_s_own_have_none()
    {
        var product = await catalog.RegisteredAsync();
        await QueryAsync(product, "own", product.Domain);
        await catalog.RegisterAsync(product with { Version = "2.0.0", Columns = OtherColumns });
        Assert.Equal(["2 active", "1 deprecated"], await StatesAsync(product));

        var read = await catalog.RegisteredAsync();
        await QueryAsync(read, "other", "analytics");
        await catalog.SubscribeAsync(read.Name, catalog.Analyst());
        await catalog.RegisterAsync(read with { Version = "2.0.0", Columns = OtherColumns });
        await AcknowledgeAsync(read, 2, catalog.Analyst());
        Assert.Equal(["2 pending", "1 active"], await StatesAsync(read));

        await catalog.AgeAsync(read, TimeSpan.FromDays(31));
        Assert.Equal(["2 active", "1 deprecated"], await StatesAsync(read));
    }

    [SkippableFact]
    public async Task Breaking_change_waits_no_longer_than_the_notice()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());
        await catalog.RegisterAsync(product with { Version = "2.0.0", Columns = OtherColumns });

        await catalog.AgeAsync(product, TimeSpan.FromDays(29));
        Assert.Equal("1.0.0", await DefaultAsync(product));
        await catalog.AgeAsync(product, TimeSpan.FromDays(2));

        Assert.Equal("2.0.0", await DefaultAsync(product));
    }

    [SkippableFact]
    public async Task Version_in_use_ends_after_the_notice_and_not_before()
    {
        var product = await BothAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);

        var (early, problem) = await catalog.RetireAsync(product, DateTimeOffset.UnixEpoch.AddYears(200), catalog.Analyst());
        Assert.Equal(HttpStatusCode.Forbidden, early);
        (early, problem) = await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddDays(29));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.PolicyViolation), (early, Text(problem["type"])));
        Assert.Contains("30 days", Text(problem["detail"]), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddDays(31))).Status);

        await catalog.AgeAsync(product, TimeSpan.FromDays(32));

        Assert.Equal(["2 active", "1 retired"], await StatesAsync(product));
        var (status, refusal) = await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Service("payments"), new SubscriptionRequest("still", 1));
        Assert.Equal((HttpStatusCode.Gone, ProblemTypes.ProductRetired), (status, Text(refusal["type"])));
        Assert.Contains($"Read {product.Name}@2 instead.", Text(refusal["detail"]), StringComparison.Ordinal);
        var (late, conflict) = await catalog.RegisterAsync(product with { Version = "1.1.0" });
        Assert.Equal(HttpStatusCode.Conflict, late);
        Assert.Contains("was retired", Text(conflict["detail"]), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("2100-01-01T00:00:00Z")]
    public async Task End_that_is_years_away_is_refused_and_binds_no_one(string far)
    {
        var product = await BothAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);

        var (status, problem) = await catalog.RetireAsync(product, DateTimeOffset.Parse(far, CultureInfo.InvariantCulture));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("retires_at: must be at most 3 years after the notice, ", Text(problem["detail"]), StringComparison.Ordinal);
        Assert.EndsWith(". Set an earlier end; it may be postponed later.", Text(problem["detail"]), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddYears(1))).Status);
    }

    [SkippableFact]
    public async Task Announced_end_of_a_version_without_consumers_may_be_brought_forward()
    {
        var product = await BothAsync();
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, now.AddYears(2))).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, now.AddDays(1))).Status);
    }

    [SkippableFact]
    public async Task End_may_be_written_in_any_offset_from_utc()
    {
        var product = await BothAsync();
        var now = TimeProvider.System.GetUtcNow();
        var end = new DateTimeOffset(now.Year + 1, 6, 1, 0, 30, 0, TimeSpan.FromHours(1));

        var (status, _) = await catalog.RetireAsync(product, end);

        Assert.Equal(HttpStatusCode.NoContent, status);
        var (_, majorVersions) = await catalog.GetAsync($"/products/{product.Name}/majors", catalog.Analyst());
        Assert.Equal(end, majorVersions["items"]!.AsArray().Single(each => (int)each!["major"]! == 1)!["retires_at"]!.GetValue<DateTimeOffset>());
    }

    [SkippableFact]
    public async Task Announced_end_stays_unless_each_consumer_agreed_to_a_newer_version()
    {
        var product = await BothAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);
        await catalog.SubscribeAsync(product.Name, catalog.Service("payments"), major: 1);
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, now.AddDays(100))).Status);

        var (status, problem) = await catalog.RetireAsync(product, now.AddDays(31));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains($"were notified that it ends at {now.AddDays(100):u}", Text(problem["detail"]), StringComparison.Ordinal);
        await AcknowledgeAsync(product, 2, catalog.Analyst());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await catalog.RetireAsync(product, now.AddDays(99))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, now.AddDays(120))).Status);

        await AcknowledgeAsync(product, 2, catalog.Service("payments"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await catalog.RetireAsync(product, now.AddDays(29))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, now.AddDays(31))).Status);
    }

    [SkippableFact]
    public async Task Consumer_that_subscribes_at_the_moment_of_the_retirement_has_the_notice()
    {
        var product = await BothAsync();
        await using var connection = new NpgsqlConnection(catalog.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            SELECT FROM product_majors WHERE name = @Name FOR UPDATE;
            INSERT INTO subscriptions (name, consumer, major, purpose, subscribed_at, acknowledged) VALUES (@Name, 'analyst', 1, 'analysis', now(), 1)
            """,
            new { product.Name });

        var retiring = catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddMinutes(1));
        await CatalogFixture.WaitForAsync(connection, retiring);
        await transaction.CommitAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await retiring).Status);
    }

    [SkippableFact]
    public async Task End_follows_from_policy_once_the_successor_is_active_and_an_owner_may_only_put_it_off()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());
        await catalog.RegisterAsync(product with { Version = "2.0.0", Columns = OtherColumns });
        Assert.Equal(["2 pending", "1 active"], await StatesAsync(product));
        Assert.Null((await catalog.GetAsync($"/products/{product.Name}@1", catalog.Analyst())).Body["lifecycle"]!["retires_at"]);

        await AcknowledgeAsync(product, 2, catalog.Analyst());

        var lifecycle = (await catalog.GetAsync($"/products/{product.Name}@1", catalog.Analyst())).Body["lifecycle"]!;
        var (deprecated, end) = (lifecycle["deprecated_at"]!.GetValue<DateTimeOffset>(), lifecycle["retires_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal(("deprecated", TimeSpan.FromDays(30)), (Text(lifecycle["state"]), end - deprecated));

        await catalog.AgeAsync(product, TimeSpan.FromDays(20));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await catalog.RetireAsync(product, end.AddDays(-21))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, end.AddDays(-19))).Status);
        Assert.Equal(["2 active", "1 deprecated"], await StatesAsync(product));
        await catalog.AgeAsync(product, TimeSpan.FromDays(12));
        Assert.Equal(["2 active", "1 retired"], await StatesAsync(product));
    }

    [SkippableFact]
    public async Task Deprecated_version_ends_by_itself_after_the_notice()
    {
        var product = await BothAsync();
        await catalog.AgeAsync(product, TimeSpan.FromDays(29));
        Assert.Equal(["2 active", "1 deprecated"], await StatesAsync(product));
        await catalog.AgeAsync(product, TimeSpan.FromDays(2));

        Assert.Equal(["2 active", "1 retired"], await StatesAsync(product));
        Assert.Equal(HttpStatusCode.Gone, (await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest("still", 1))).Status);
        Assert.Equal("2.0.0", await DefaultAsync(product));
    }

    [SkippableFact]
    public async Task Consumer_of_two_major_versions_is_shown_and_waited_for_in_both()
    {
        var product = await BothAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Service("payments"), major: 1);
        await catalog.SubscribeAsync(product.Name, catalog.Service("payments"), major: 2);

        var (_, list) = await catalog.GetAsync($"/products/{product.Name}/subscriptions", catalog.Owner(product.Domain));
        Assert.Equal([(1, 2), (2, 2)], list["items"]!.AsArray().Select(item => (item!["major"]!.GetValue<int>(), item["acknowledged"]!.GetValue<int>())));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddMinutes(1))).Status);

        await catalog.RegisterAsync(product with { Version = "3.0.0", Columns = OtherColumns, Retention = "300 days" });
        Assert.Equal("2.0.0", await DefaultAsync(product));
        await AcknowledgeAsync(product, 3, catalog.Service("payments"));
        Assert.Equal("3.0.0", await DefaultAsync(product));

        Assert.Equal(HttpStatusCode.NoContent, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}/subscriptions?major=1", catalog.Service("payments"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}/subscriptions?major=1", catalog.Service("payments"))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddMinutes(1))).Status);
    }

    [SkippableFact]
    public async Task Subscription_to_the_major_version_in_the_name_ends_alone()
    {
        var product = await BothAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 2);

        var (contradicting, refusal) = await catalog.PostAsync($"/products/{product.Name}@1/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis", 2));
        Assert.Equal((HttpStatusCode.BadRequest, $"major: is 2, and {product.Name}@1 names another major version. Leave one of the two out."), (contradicting, Text(refusal["detail"])));
        Assert.Equal(HttpStatusCode.OK, (await catalog.PostAsync($"/products/{product.Name}@1/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis", 1))).Status);

        var (disagreeing, problem) = await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}@1/subscriptions?major=2", catalog.Analyst());
        Assert.Equal((HttpStatusCode.BadRequest, $"major: is 2, and {product.Name}@1 names another major version. Leave one of the two out."), (disagreeing, Text(problem["detail"])));

        Assert.Equal(HttpStatusCode.BadRequest, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}/subscriptions?majr=9", catalog.Analyst())).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}@1/subscriptions", catalog.Analyst())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}@1/subscriptions", catalog.Analyst())).Status);
        var (_, list) = await catalog.GetAsync($"/products/{product.Name}/subscriptions", catalog.Analyst());
        Assert.Equal([2], list["items"]!.AsArray().Select(item => item!["major"]!.GetValue<int>()));
    }

    [SkippableTheory]
    [InlineData("", null, "purpose")]
    [InlineData("analysis", 7, "major")]
    [InlineData("analysis", null, "columns", "order id")]
    public async Task Subscription_without_purpose_or_version_is_refused(string purpose, int? major, string field, string? column = null)
    {
        var product = await catalog.RegisteredAsync();

        var (status, problem) = await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest(purpose, major, column is null ? null : [column]));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(field + ":", Text(problem["detail"]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Subscription_is_decided_by_the_major_version_that_it_is_of()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted" });
        Assert.Equal("2.0.0", await DefaultAsync(product));

        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);
        var (hidden, _) = await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis", 2));
        var (missing, problem) = await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Owner(product.Domain), new SubscriptionRequest("analysis", 3));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (hidden, missing));
        Assert.Equal($"major: {product.Name} has no major version 3.", Text(problem["detail"]));
    }

    [SkippableFact]
    public async Task Subscription_to_a_major_version_that_may_not_be_discovered_is_answered_as_to_an_absent_one()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted" });
        Assert.Equal("1.0.0", await DefaultAsync(product));

        var (hidden, problem) = await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis", 2));
        var (absent, other) = await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis", 3));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (hidden, absent));
        Assert.Equal(Text(other["detail"]).Replace("version 3", "version 2", StringComparison.Ordinal), Text(problem["detail"]));
    }

    [SkippableFact]
    public async Task Product_that_may_be_known_and_not_read_takes_no_subscription()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "confidential" });
        Assert.Equal(HttpStatusCode.Forbidden, (await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis"))).Status);
    }

    [SkippableTheory]
    [InlineData("@x")]
    [InlineData("@01")]
    [InlineData("@-1")]
    [InlineData("@99999999999")]
    public async Task Number_that_is_none_is_refused(string suffix)
    {
        var product = await catalog.RegisteredAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await catalog.GetAsync($"/products/{product.Name}{suffix}", catalog.Analyst())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{product.Name}@7", catalog.Analyst())).Status);
    }

    private async Task<TestProduct> BothAsync()
    {
        var product = await catalog.RegisteredAsync();
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product with { Version = "2.0.0", Columns = OtherColumns })).Status);
        return product;
    }

    private async Task<string> DefaultAsync(TestProduct product) =>
        Text((await catalog.GetAsync($"/products/{product.Name}", catalog.Owner(product.Domain))).Body["version"]);

    private async Task<IEnumerable<string>> StatesAsync(TestProduct product, string? token = null) =>
        (await catalog.GetAsync($"/products/{product.Name}/majors", token ?? catalog.Analyst())).Body["items"]!.AsArray().Select(item => $"{item!["major"]} {Text(item["state"])}");

    private Task QueryAsync(TestProduct product, string id, string domain) =>
        catalog.QueriedAsync(Query($"{product.Domain}-{id}", "ann", domain, new CapturedRead { Product = DataProductId.Parse(product.Name), Major = 1 }));

    private async Task AcknowledgeAsync(TestProduct product, int major, string token) =>
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.SendAsync(HttpMethod.Post, $"/products/{product.Name}/majors/{major}/acknowledgement", token)).Status);
}
