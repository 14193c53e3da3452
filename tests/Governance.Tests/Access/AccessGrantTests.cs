using System.Net;
using System.Net.Http.Json;
using Dapper;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using Npgsql;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>Grants: revoked, renewed, suspended; who sees what by them; what enforcement points get.</summary>
[Collection(AccessTestsDefinition.Name)]
public sealed class AccessGrantTests(AccessFixture fixture)
{
    [SkippableTheory]
    [InlineData("orders-owner")]
    [InlineData("security")]
    [InlineData("analyst")]
    public async Task Grant_is_revoked_by_owner_security_and_who_has_it(string persona)
    {
        var grant = await fixture.GrantAsync("analyst", fixture.NewProduct());
        var revoked = await RevokeAsync(persona, grant);
        Assert.Equal(("revoked", persona, "No longer"), (revoked["state"]!.GetValue<string>(), revoked["revoked_by"]!.GetValue<string>(), revoked["revoke_reason"]!.GetValue<string>()));
        await RevokeAsync(persona, grant, HttpStatusCode.Conflict);
        var request = await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/requests/{revoked["request"]}");
        Assert.Equal(("revoked", persona, "No longer"), (request["state"]!.GetValue<string>(), request["revoked_by"]!.GetValue<string>(), request["revoke_reason"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Grant_is_not_revoked_by_others()
    {
        var grant = await fixture.GrantAsync("analyst", fixture.NewProduct());
        await RevokeAsync("payments-owner", grant, HttpStatusCode.NotFound);
        await RevokeAsync("auditor", grant, HttpStatusCode.Forbidden);
        await RevokeAsync("analyst", Guid.NewGuid().ToString(), HttpStatusCode.NotFound);
        Assert.Equal("active", (await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/grants/{grant}"))["state"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Renewal_is_a_request_that_others_decide()
    {
        var product = fixture.NewProduct();
        var grant = await fixture.GrantAsync("analyst", product);
        await fixture.SendAsync("payments-owner", HttpMethod.Post, $"/access/grants/{grant}/renew", new AccessRenewalForm(), HttpStatusCode.NotFound);
        var renewal = (await fixture.SendAsync("analyst", HttpMethod.Post, $"/access/grants/{grant}/renew", new AccessRenewalForm(), HttpStatusCode.Created))["items"]![0]!;
        Assert.Equal((grant, "requested"), (renewal["renews"]!.GetValue<string>(), renewal["state"]!.GetValue<string>()));
        await fixture.DecideAsync("analyst", renewal["id"]!.GetValue<string>(), status: HttpStatusCode.Forbidden);
        await fixture.DecideAsync("orders-owner", renewal["id"]!.GetValue<string>());
        var grants = (await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/grants?product={product}"))["items"]!.AsArray();
        Assert.Equal(2, grants.Count);
        Assert.True(grants[0]!["until"]!.GetValue<DateTimeOffset>() > grants[1]!["until"]!.GetValue<DateTimeOffset>());
        Assert.Equal([grant, null], grants.Select(each => each!["renews"]?.GetValue<string>()));
        await RevokeAsync("analyst", grant);
        await fixture.SendAsync("analyst", HttpMethod.Post, $"/access/grants/{grant}/renew", new AccessRenewalForm(), HttpStatusCode.Conflict);
    }

    [SkippableFact]
    public async Task Renewal_leaves_out_a_column_that_the_product_has_no_longer()
    {
        var product = fixture.NewProduct();
        var grant = await fixture.GrantAsync("analyst", product);
        fixture.Catalog.Register(product.ToString(), Classification.Confidential, "1.1.0", CatalogFixture.Column("total"));

        var renewal = (await fixture.SendAsync("analyst", HttpMethod.Post, $"/access/grants/{grant}/renew", new AccessRenewalForm(), HttpStatusCode.Created))["items"]![0]!;

        Assert.Equal(["total"], renewal["columns"]!.AsArray().Select(column => column!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Renewal_of_a_long_grant_ends_as_late_as_one_may()
    {
        var form = new AccessRequestForm([fixture.NewProduct()], "For a test", ["order_id"], TimeProvider.System.GetUtcNow().AddDays(365));
        var request = (await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", form, HttpStatusCode.Created))["items"]![0]!["id"]!.GetValue<string>();
        var grant = (await fixture.DecideAsync("orders-owner", request))["grant"]!.GetValue<string>();
        var renewal = (await fixture.SendAsync("analyst", HttpMethod.Post, $"/access/grants/{grant}/renew", new AccessRenewalForm(), HttpStatusCode.Created))["items"]![0]!;
        Assert.InRange(renewal["until"]!.GetValue<DateTimeOffset>(), TimeProvider.System.GetUtcNow().AddDays(365), TimeProvider.System.GetUtcNow().AddDays(366));
    }

    [SkippableFact]
    public async Task Suspension_ends_all_grants_present_and_future_until_it_is_over()
    {
        var (before, during) = (fixture.NewProduct(domain: "payments"), fixture.NewProduct());
        var first = await fixture.GrantAsync("auditor", before);
        var feed = await ChangesAsync();
        await SuspendAsync("orders-owner", "suspend", HttpStatusCode.Forbidden);
        await SuspendAsync("security", "suspend");
        await SuspendAsync("security", "suspend", HttpStatusCode.Conflict);
        var second = await fixture.GrantAsync("auditor", during);

        Assert.Equal("suspended", (await fixture.SendAsync("auditor", HttpMethod.Get, $"/access/grants/{first}"))["state"]!.GetValue<string>());
        var suspended = await ChangesAsync(feed);
        Assert.Equal([(first, true), (second, true)], suspended.Items.Select(grant => (grant.Id.ToString(), grant.IsEnded)));
        Assert.Contains((await fixture.SendAsync("auditor", HttpMethod.Get, "/access/suspensions"))["items"]!.AsArray(), item => item!["principal"]!.GetValue<string>() == "auditor");
        Assert.Empty((await fixture.SendAsync("analyst", HttpMethod.Get, "/access/suspensions"))["items"]!.AsArray());

        await SuspendAsync("security", "resume");
        Assert.Equal([(first, false), (second, false)], (await ChangesAsync(suspended)).Items.Select(grant => (grant.Id.ToString(), grant.IsEnded)));
    }

    [SkippableFact]
    public async Task Grant_that_has_ended_is_not_renewed_while_its_principal_is_suspended()
    {
        var grant = await fixture.GrantAsync("payments-owner", fixture.NewProduct());
        await using var database = new NpgsqlConnection(fixture.Database);
        await database.ExecuteAsync("UPDATE access_grants SET granted_at = granted_at - interval '2 years', until = until - interval '2 years' WHERE id = @id", new { id = Guid.Parse(grant) });
        await SuspendAsync("security", "suspend", principal: "payments-owner");

        var refused = await fixture.SendAsync("payments-owner", HttpMethod.Post, $"/access/grants/{grant}/renew", new AccessRenewalForm(), HttpStatusCode.Conflict);

        Assert.Equal($"Grant {grant} is suspended and is not renewed. Ask again: POST /access/requests.", refused["detail"]!.GetValue<string>());
        await SuspendAsync("security", "resume", principal: "payments-owner");
        await fixture.SendAsync("payments-owner", HttpMethod.Post, $"/access/grants/{grant}/renew", new AccessRenewalForm(), HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task Grant_is_revoked_while_its_principal_is_suspended()
    {
        var grant = await fixture.GrantAsync("auditor", fixture.NewProduct());
        await using var holder = new NpgsqlConnection(fixture.Database);
        await holder.OpenAsync();
        await using var held = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("SELECT FROM access_grants WHERE id = @id FOR UPDATE", new { id = Guid.Parse(grant) });

        var revocation = RevokeAsync("orders-owner", grant);
        await WaitersAsync(1);
        var suspension = SuspendAsync("security", "suspend");
        await WaitersAsync(2);
        await held.CommitAsync();

        Assert.Equal("revoked", (await revocation)["state"]!.GetValue<string>());
        await suspension;
        await SuspendAsync("security", "resume");

        Task WaitersAsync(long count) => Eventually.HoldsAsync(async () => count ==
            await holder.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"));
    }

    [SkippableFact]
    public async Task Principal_whose_name_is_an_address_is_suspended_under_this_name()
    {
        const string Principal = "https://id.example.org/users/1";
        await fixture.SendAsync("security", HttpMethod.Post, $"/access/principals/{Uri.EscapeDataString(Principal)}/suspend", new AccessDecisionForm("For a test"), HttpStatusCode.NoContent);
        Assert.Contains((await fixture.SendAsync("security", HttpMethod.Get, "/access/suspensions"))["items"]!.AsArray(), item => item!["principal"]!.GetValue<string>() == Principal);
        await fixture.SendAsync("security", HttpMethod.Post, $"/access/principals/{Uri.EscapeDataString(Principal)}/resume", new AccessDecisionForm("For a test"), HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task Changes_wait_for_a_grant_and_for_its_end_and_are_for_services()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product, "total");
        var feed = await ChangesAsync();
        var waiting = ChangesAsync(feed, wait: 30_000);
        await fixture.DecideAsync("orders-owner", request);
        var given = await waiting;
        var terms = Assert.Single(given.Items, grant => grant.Product == product);
        Assert.Equal(("analyst", false, false, "total"), (terms.Principal, terms.IsEnded, terms.AllColumns, Assert.Single(terms.Columns).Name));
        waiting = ChangesAsync(given, wait: 30_000);
        await RevokeAsync("analyst", terms.Id.ToString());
        Assert.True(Assert.Single((await waiting).Items).IsEnded);
        Assert.DoesNotContain((await ChangesAsync()).Items, grant => grant.Id == terms.Id);
        await fixture.SendAsync("auditor", HttpMethod.Get, "/access/changes", status: HttpStatusCode.Forbidden);
    }

    [SkippableFact]
    public async Task Service_of_a_domain_gets_the_grants_of_its_products_and_its_own()
    {
        var before = await ChangesAsync(service: "orders");
        var other = await fixture.GrantAsync("security", fixture.NewProduct(domain: "payments"));
        var hidden = await ChangesAsync(before, service: "orders");
        Assert.Empty(hidden.Items);
        Assert.True(hidden.Revision > before.Revision);

        // A grant that it does not get does not end its wait.
        var waiting = ChangesAsync(hidden, wait: 30_000, service: "orders");
        await fixture.GrantAsync("security", fixture.NewProduct(domain: "payments"));
        var mine = await fixture.GrantAsync("analyst", fixture.NewProduct());
        var given = await waiting;
        Assert.Equal([mine], given.Items.Select(grant => grant.Id.ToString()));

        var product = fixture.NewProduct(domain: "payments");
        var form = new AccessRequestForm([product], "For a test", ["total"]);
        var request = await fixture.SendAsync("orders", HttpMethod.Post, "/access/requests", form, HttpStatusCode.Created, RunningGovernance.OrdersSecret);
        var own = (await fixture.DecideAsync("payments-owner", request["items"]![0]!["id"]!.GetValue<string>()))["grant"]!.GetValue<string>();
        Assert.Equal([own], (await ChangesAsync(given, service: "orders")).Items.Select(grant => grant.Id.ToString()));

        var all = (await ChangesAsync()).Items.Select(grant => grant.Id.ToString()).ToList();
        var seen = (await ChangesAsync(service: "orders")).Items.Select(grant => grant.Id.ToString()).ToList();
        Assert.Superset(new HashSet<string>([other, mine, own]), all.ToHashSet());
        Assert.Equal((false, true, true), (seen.Contains(other), seen.Contains(mine), seen.Contains(own)));
    }

    [SkippableFact]
    public async Task Service_of_no_domain_and_not_of_the_platform_gets_no_grants_and_no_rules_of_hidden_products()
    {
        var product = fixture.NewProduct(Contracts.Products.Classification.Restricted);
        await fixture.SendAsync(
            "orders-owner",
            HttpMethod.Post,
            "/policy/tightenings",
            new Contracts.Policies.PolicyTighteningForm($"- {{ id: closed, description: d, effect: deny, actions: [read], when: {{ products: [{product}] }} }}", "A leak", product),
            HttpStatusCode.Created);

        await fixture.SendAsync("nightly-report", HttpMethod.Get, "/access/changes", status: HttpStatusCode.Forbidden, secret: RunningGovernance.ReportSecret);
        Assert.DoesNotContain(product.ToString(), await BundleAsync("nightly-report", RunningGovernance.ReportSecret), StringComparison.Ordinal);
        Assert.Contains(product.ToString(), await BundleAsync("query", RunningGovernance.QuerySecret), StringComparison.Ordinal);
        Assert.Contains(product.ToString(), await BundleAsync("orders", RunningGovernance.OrdersSecret), StringComparison.Ordinal);

        async Task<string> BundleAsync(string service, string secret)
        {
            using var response = await fixture.Running.SendAsync(HttpMethod.Get, "/policies/bundle", await fixture.Running.ServiceTokenAsync(service, secret));
            return await response.Content.ReadAsStringAsync();
        }
    }

    [SkippableFact]
    public async Task Effective_access_is_answered_to_oneself_owners_and_auditors()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product, "email");
        await fixture.DecideAsync("orders-owner", request);
        var grant = (await fixture.DecideAsync("security", request))["grant"]!.GetValue<string>();
        async Task<string[]> ClearAsync(string persona, string query)
        {
            var answer = await fixture.SendAsync(persona, HttpMethod.Get, $"/access/effective?{query}");
            return [.. answer["products"]!.AsArray().SelectMany(each => each!["columns"]!.AsArray()).Where(column => column!["name"]!.GetValue<string>() == "email")
                .SelectMany(column => column!["clear_to"]!.AsArray()).Select(source => source!["grant"]?.GetValue<string>()).OfType<string>()];
        }

        Assert.Equal([grant], await ClearAsync("orders-owner", $"product={product}&column=email"));
        Assert.Equal([grant], await ClearAsync("auditor", $"product={product}"));
        Assert.Equal([grant], await ClearAsync("auditor", $"product={product}&column="));
        Assert.Equal([grant], await ClearAsync("analyst", $"product={product}"));
        Assert.Empty(await ClearAsync("payments-owner", $"product={product}"));
        await fixture.SendAsync("payments-owner", HttpMethod.Get, $"/access/effective?product={product}&principal=analyst", status: HttpStatusCode.Forbidden);
        Assert.Contains(grant, await ClearAsync("analyst", "principal=analyst"));
        Assert.DoesNotContain(grant, await ClearAsync("payments-owner", "principal=analyst"));
        var after = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(100).ToString("O"));
        Assert.Empty(await ClearAsync("auditor", $"product={product}&at={after}"));
        await fixture.SendAsync("auditor", HttpMethod.Get, $"/access/effective?product={product}&column=nothing", status: HttpStatusCode.BadRequest);
        await fixture.SendAsync("auditor", HttpMethod.Get, $"/access/effective?product={product}&colum=email", status: HttpStatusCode.BadRequest);

        var records = (await fixture.AuditAsync(product)).Where(record => record is { Action: AuditActions.Audit, Reason: "Requested who else sees the product." or "May not request who else sees the product." });
        Assert.Equal(["auditor True", "auditor True", "auditor True", "orders-owner True", "payments-owner False"], records.Select(record => $"{record.Subject} {record.Permit}").Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Reading_of_what_another_principal_sees_is_recorded_for_each_product_shown()
    {
        var product = fixture.NewProduct();
        await fixture.GrantAsync("analyst", product);

        foreach (var persona in (string[])["auditor", "analyst", "payments-owner"])
        {
            await fixture.SendAsync(persona, HttpMethod.Get, "/access/effective?principal=analyst");
        }

        var record = Assert.Single(await fixture.AuditAsync(product), record => record.Reason.StartsWith("Requested ", StringComparison.Ordinal));
        Assert.Equal((AuditActions.Audit, "auditor", true, "Requested what \"analyst\" sees by its grants."), (record.Action, record.Subject, record.Permit, record.Reason));
    }

    [SkippableFact]
    public async Task Reading_of_grants_of_others_is_recorded_and_of_ones_own_is_not()
    {
        var product = fixture.NewProduct();
        var grant = await fixture.GrantAsync("analyst", product);

        foreach (var persona in (string[])["analyst", "orders-owner"])
        {
            foreach (var path in (string[])[$"/access/grants?product={product}", "/access/grants?mine=true", $"/access/grants/{grant}"])
            {
                await fixture.SendAsync(persona, HttpMethod.Get, path);
            }
        }

        var records = (await fixture.AuditAsync(product)).Where(record => record.Reason.StartsWith("Requested ", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Repeat((AuditActions.Audit, "orders-owner", true, "Requested who has a grant of the product."), 2), records.Select(record => (record.Action, record.Subject, record.Permit, record.Reason)));
    }

    [SkippableFact]
    public async Task Person_and_service_of_one_name_do_not_see_each_others_requests_and_grants()
    {
        var product = fixture.NewProduct(domain: "payments");
        var request = await AskAsNamesakeAsync(product);
        var grant = (await fixture.DecideAsync("payments-owner", request))["grant"]!.GetValue<string>();
        async Task<List<bool>> SeenAsync(string? secret)
        {
            List<bool> seen = [];
            foreach (var path in (string[])["requests?mine=true", "grants?mine=true", "effective?principal=orders-owner", $"effective?product={product}"])
            {
                var answer = (await fixture.SendAsync("orders-owner", HttpMethod.Get, $"/access/{path}", secret: secret)).ToJsonString();
                seen.Add(answer.Contains(path.StartsWith("requests", StringComparison.Ordinal) ? request : grant, StringComparison.Ordinal));
            }

            return seen;
        }

        Assert.Equal([true, true, true, true], await SeenAsync(CatalogFixture.NamesakeSecret));
        Assert.Equal([false, false, false, false], await SeenAsync(secret: null));
        await fixture.SendAsync("orders-owner", HttpMethod.Get, $"/access/requests/{request}", status: HttpStatusCode.NotFound);
        await fixture.SendAsync("orders-owner", HttpMethod.Get, $"/access/requests/{request}", secret: CatalogFixture.NamesakeSecret);
    }

    [SkippableFact]
    public async Task Owner_decides_about_the_request_of_a_service_of_the_same_name()
    {
        var request = await AskAsNamesakeAsync(fixture.NewProduct());

        Assert.Equal("active", (await fixture.DecideAsync("orders-owner", request))["state"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Effective_access_of_a_principal_has_all_products_of_its_grants()
    {
        var products = Enumerable.Range(0, 201).Select(_ => fixture.NewProduct()).ToList();
        await Parallel.ForEachAsync(products, async (product, _) => await fixture.GrantAsync("analyst", product));

        var answer = await fixture.SendAsync("auditor", HttpMethod.Get, "/access/effective?principal=analyst");

        Assert.Empty(products.Select(product => product.ToString()).Except(answer["products"]!.AsArray().Select(each => each!["product"]!.GetValue<string>())));
    }

    [SkippableTheory]
    [InlineData("revoked")]
    [InlineData("tightened")]
    public async Task Product_that_may_no_longer_be_discovered_is_not_in_effective_access_not_even_of_the_time_of_the_grant(string end)
    {
        var product = fixture.NewProduct();
        var grant = await fixture.GrantAsync("analyst", product);
        fixture.Untag(product, Contracts.Products.Classification.Restricted);
        var granted = (await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/grants/{grant}"))["granted_at"]!.GetValue<DateTimeOffset>();
        var at = $"&at={Uri.EscapeDataString(granted.ToString("O"))}";
        async Task<bool> IsInAsync(string persona, string query) =>
            (await fixture.SendAsync(persona, HttpMethod.Get, $"/access/effective?principal=analyst{query}"))["products"]!.AsArray().Any(each => each!["product"]!.GetValue<string>() == product.ToString());
        Assert.True(await IsInAsync("analyst", ""));
        Assert.True(await IsInAsync("analyst", at));

        if (end == "revoked")
        {
            await RevokeAsync("orders-owner", grant);
        }
        else
        {
            var deny = $"- {{ id: hidden, description: d, effect: deny, actions: [discover], when: {{ products: [{product}], roles: [analyst] }} }}";
            await fixture.SendAsync("orders-owner", HttpMethod.Post, "/policy/tightenings", new Contracts.Policies.PolicyTighteningForm(deny, "A leak", product), HttpStatusCode.Created);
        }

        await Eventually.HoldsAsync(async () => !await IsInAsync("analyst", ""));
        Assert.False(await IsInAsync("analyst", at));
        Assert.True(await IsInAsync("auditor", at));
    }

    private async Task<string> AskAsNamesakeAsync(DataProductId product) => (await fixture.SendAsync(
        "orders-owner", HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "For a test", ["order_id"]), HttpStatusCode.Created, CatalogFixture.NamesakeSecret))["items"]![0]!["id"]!.GetValue<string>();

    private async Task<GrantChanges> ChangesAsync(GrantChanges? after = null, int wait = 0, string service = "query")
    {
        var token = await fixture.Running.ServiceTokenAsync(service, service == "query" ? RunningGovernance.QuerySecret : RunningGovernance.OrdersSecret);
        using var response = await fixture.Running.SendAsync(HttpMethod.Get, $"/access/changes?wait={wait}{(after is null ? "" : $"&feed={after.Feed}&after={after.Revision}")}", token);
        return (await response.Content.ReadFromJsonAsync<GrantChanges>(MeshJson.Options))!;
    }

    private Task<System.Text.Json.Nodes.JsonObject> RevokeAsync(string persona, string grant, HttpStatusCode status = HttpStatusCode.OK) =>
        fixture.SendAsync(persona, HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("No longer"), status);

    private Task SuspendAsync(string persona, string verb, HttpStatusCode status = HttpStatusCode.NoContent, string principal = "auditor") =>
        fixture.SendAsync(persona, HttpMethod.Post, $"/access/principals/{principal}/{verb}", new AccessDecisionForm("For a test"), status);
}
