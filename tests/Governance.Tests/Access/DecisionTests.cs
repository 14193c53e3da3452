using System.Net;
using Dapper;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using Npgsql;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>Decisions that would be made, in many cases at once.</summary>
[Collection(AccessTestsDefinition.Name)]
public sealed class DecisionTests(AccessFixture fixture)
{
    [SkippableFact]
    public async Task Cases_are_answered_in_their_order_with_columns_masks_and_rules_the_same_each_time()
    {
        var (open, hidden) = (fixture.NewProduct(Classification.Internal), fixture.NewProduct(Classification.Restricted));
        var cases = new { cases = new object[] { new { action = "read", product = open.ToString() }, new { action = "audit", product = open.ToString() }, new { action = "read", product = hidden.ToString() }, new { action = "read", product = open.ToString() } } };

        var first = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases);
        var second = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases);

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        var items = first["items"]!.AsArray();
        Assert.Equal([true, false, false, true], items.Select(item => item!["permit"]!.GetValue<bool>()));
        Assert.Equal(items[0]!.ToJsonString(), items[3]!.ToJsonString());
        Assert.Equal(
            [("order_id", null, null), ("total", null, null), ("email", "redact", "personal-data-is-masked")],
            items[0]!["columns"]!.AsArray().Select(column => (column!["name"]!.GetValue<string>(), column["mask"]?.GetValue<string>(), column["rule"]?.GetValue<string>())));
        Assert.Equal(["open-products-are-read-by-all", "personal-data-is-masked"], items[0]!["rules"]!.AsArray().Select(rule => rule!.GetValue<string>()));
        Assert.Contains("There is no product", items[2]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Others_are_decided_about_for_auditors_and_platform_services_alone()
    {
        var product = fixture.NewProduct(Classification.Confidential);
        var about = new { cases = new[] { new { action = "read", product = product.ToString(), principal = new { subject = "someone", domain = product.Domain } } } };

        var refused = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", about, HttpStatusCode.Forbidden);
        var refusedService = await fixture.SendAsync("nightly-report", HttpMethod.Post, "/decisions", about, HttpStatusCode.Forbidden, RunningGovernance.ReportSecret);
        var answer = await fixture.SendAsync("auditor", HttpMethod.Post, "/decisions", about);
        var answerToService = await fixture.SendAsync("query", HttpMethod.Post, "/decisions", about, secret: RunningGovernance.QuerySecret);

        Assert.All([refused, refusedService], problem => Assert.Contains("only auditors and platform services", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.All([answer, answerToService], decided => Assert.True(decided["items"]![0]!["permit"]!.GetValue<bool>()));
    }

    // Without the principal the case would be about the caller.
    [SkippableFact]
    public async Task Case_with_a_misspelt_principal_is_refused()
    {
        var about = new { cases = new[] { new { action = "read", product = fixture.NewProduct().ToString(), principle = new { subject = "someone" } } } };

        var refused = await fixture.SendAsync("auditor", HttpMethod.Post, "/decisions", about, HttpStatusCode.BadRequest);

        Assert.Equal("The JSON body has a member \"principle\", which is not known here. Did you mean principal?", refused["detail"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Grant_and_its_revocation_act_in_the_next_answer_and_one_by_another_process_also_where_no_notification_arrives()
    {
        var product = fixture.NewProduct();
        Assert.False(await MayReadAsync(product));

        var grant = await fixture.GrantAsync("analyst", product);
        Assert.True(await MayReadAsync(product));

        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("r"));
        Assert.False(await MayReadAsync(product));

        grant = await fixture.GrantAsync("analyst", product);
        Assert.True(await MayReadAsync(product));

        await RevokeSilentlyAsync(grant);

        await Eventually.HoldsAsync(async () => !await MayReadAsync(product));
    }

    [SkippableFact]
    public async Task Grant_acts_after_many_that_have_ended()
    {
        var (product, other) = (fixture.NewProduct(), fixture.NewProduct());
        await fixture.GrantAsync("analyst", other);
        Assert.True(await MayReadAsync(other));
        // As many as are considered of one product.
        await CopyEndedAsync(other, product, 64);

        await fixture.GrantAsync("analyst", product);

        Assert.True(await MayReadAsync(product));
    }

    [SkippableFact]
    public async Task Thousand_products_are_read_with_few_requests_to_the_catalog_and_then_known()
    {
        var cases = new { cases = Enumerable.Range(0, 1_000).Select(_ => new { action = "read", product = fixture.NewProduct(Classification.Internal).ToString() }).ToList() };
        var before = fixture.Catalog.Requests;

        var first = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases);
        var requests = fixture.Catalog.Requests - before;
        var second = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases);

        Assert.Equal(1_000, first["items"]!.AsArray().Count(item => item!["permit"]!.GetValue<bool>()));
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.InRange(requests, 1, 1_000 / NamedProduct.MostNames);
    }

    [SkippableFact]
    public async Task Each_major_version_is_decided_about_by_its_own_contract()
    {
        var product = fixture.NewProduct(Classification.Internal);
        fixture.Catalog.Register(product.ToString(), Classification.Internal, "2.0.0", AccessFixture.Column("mail", "pii.email"));
        var cases = new { cases = new[] { "", "@1", "@2", "@3", "@2" }.Select(major => new { action = "read", product = product + major }).ToList() };

        var items = (await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases))["items"]!.AsArray();

        Assert.Equal(
            ["order_id,total,email", "order_id,total,email", "mail", null, "mail"],
            items.Select(item => item!["columns"] is { } columns ? string.Join(',', columns.AsArray().Select(column => column!["name"]!.GetValue<string>())) : null));
        Assert.Equal($"There is no product \"{product}@3\" that you may see.", items[3]!["reason"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Catalog_that_is_silent_is_no_absence_of_the_product()
    {
        var cases = new { cases = new[] { new { action = "read", product = fixture.NewProduct(Classification.Internal).ToString() } } };
        fixture.Catalog.IsUp = false;
        try
        {
            await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases, HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            fixture.Catalog.IsUp = true;
        }
    }

    [SkippableTheory]
    [InlineData("orders", "cases[1].product: \"orders\" is not a product's name")]
    [InlineData("orders.orders@x", "cases[1].product: \"x\" is not a major version")]
    public async Task Name_that_is_none_is_refused_with_its_place(string name, string detail)
    {
        var cases = new { cases = new[] { new { action = "read", product = fixture.NewProduct(Classification.Internal).ToString() }, new { action = "read", product = name } } };

        var refused = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases, HttpStatusCode.BadRequest);

        Assert.StartsWith(detail, refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task Number_of_cases_out_of_bounds_is_refused(int count)
    {
        var cases = new { cases = Enumerable.Repeat(new { action = "read", product = "orders.orders" }, count).ToList() };

        var refused = await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", cases, HttpStatusCode.BadRequest);

        Assert.Equal($"cases: {count} cases. Send 1 to 1000 at once.", refused["detail"]!.GetValue<string>());
    }

    private async Task<bool> MayReadAsync(DataProductId product) =>
        (await fixture.SendAsync("analyst", HttpMethod.Post, "/decisions", new { cases = new[] { new { action = "read", product = product.ToString() } } }))["items"]![0]!["permit"]!.GetValue<bool>();

    // As behind a pooler of connections, which passes no notification on.
    private async Task RevokeSilentlyAsync(string grant)
    {
        await using var connection = new NpgsqlConnection(fixture.Database);
        Assert.Equal(1, await connection.ExecuteAsync(
            """
            WITH next AS (UPDATE access_revision SET value = value + 1 RETURNING value)
            UPDATE access_grants g SET revoked_at = now(), revoked_by = 'security', revoke_reason = 'r', revision = next.value FROM next WHERE g.id = @id
            """,
            new { id = Guid.Parse(grant) }));
    }

    // As if they had been granted one after the other, and had ended.
    private async Task CopyEndedAsync(DataProductId from, DataProductId to, int times)
    {
        await using var connection = new NpgsqlConnection(fixture.Database);
        Assert.Equal(times, await connection.ExecuteAsync(
            """
            WITH numbers AS (SELECT number, lpad(number::text, 32, '0')::uuid AS id FROM generate_series(1, @times) AS number),
            next AS (UPDATE access_revision SET value = value + @times RETURNING value - @times AS value),
            requests AS (
                INSERT INTO access_requests (id, principal, principal_domain, is_service, product, columns, purpose, until, state, needs_security, requested_at)
                SELECT numbers.id, principal, principal_domain, is_service, @to, columns, purpose, until, state, needs_security, requested_at FROM access_requests, numbers WHERE product = @from)
            INSERT INTO access_grants (id, request, principal, principal_domain, is_service, product, all_columns, columns, major_versions, purpose, granted_at, until, revision)
            SELECT numbers.id, numbers.id, principal, principal_domain, is_service, @to, all_columns, columns, major_versions, purpose, granted_at, now(), value + number
            FROM access_grants, numbers, next WHERE product = @from
            """,
            new { from = from.ToString(), to = to.ToString(), times }));
    }
}
