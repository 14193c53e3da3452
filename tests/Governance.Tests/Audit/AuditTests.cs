using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using Npgsql;

namespace MeshStarter.Governance.Tests.Audit;

[Collection(GovernanceCollection.Name)]
[Trait("Category", "Quick")]
public sealed class AuditTests(GovernanceFixture fixture)
{
    [SkippableFact]
    public async Task Record_of_a_service_comes_back_whole_and_once()
    {
        var governance = fixture.Running;
        var token = await governance.ServiceTokenAsync("query", RunningGovernance.QuerySecret);
        var record = Record("query") with
        {
            SubjectDomain = "analytics",
            Roles = ["analyst"],
            Purposes = ["analytics"],
            RuleIds = ["mask-pii"],
            MaskedColumns = ["customer_email"],
            PolicyVersion = "1",
            CorrelationId = "20260101_000000_00001_abcde",
        };

        var (first, _) = await governance.AppendAsync(token, record);
        var (second, _) = await governance.AppendAsync(token, record);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first, second));
        var page = await fixture.Running.AuditAsync($"subject={record.Subject}");
        var read = Assert.Single(page.Items);
        Assert.Equivalent(record, read, strict: true);
        Assert.Null(page.Next);
    }

    [SkippableFact]
    public async Task Filters_find_exactly_what_fits()
    {
        var governance = fixture.Running;
        var token = await governance.ServiceTokenAsync("query", RunningGovernance.QuerySecret);
        var subject = "s" + Guid.NewGuid().ToString("N");
        var when = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var records = Enumerable.Range(0, 5).Select(n => Record("query") with
        {
            Subject = subject,
            OccurredAt = when.AddHours(n),
            Permit = n % 2 == 0,
            Product = new DataProductId("orders", n == 4 ? "orders" : "fact_order_events"),
        }).ToArray();
        Assert.Equal(HttpStatusCode.NoContent, (await governance.AppendAsync(token, records)).Status);

        async Task<string> HoursAsync(string filter) =>
            string.Join(',', (await fixture.Running.AuditAsync($"subject={subject}{filter}")).Items.Select(item => (item.OccurredAt - when).TotalHours));

        Assert.Equal("4,3,2,1,0", await HoursAsync(""));
        Assert.Equal("3,1", await HoursAsync("&permit=false"));
        Assert.Equal("4", await HoursAsync("&product=orders.orders"));
        Assert.Equal("2,1", await HoursAsync("&from=2026-01-01T01:00:00Z&to=2026-01-01T03:00:00Z"));
        Assert.Equal("", await HoursAsync("&service=catalog"));
        Assert.Equal("4,3,2,1,0", await HoursAsync("&action=read&service=query"));
    }

    [SkippableFact]
    public async Task Issued_token_leaves_a_line_without_the_token()
    {
        var governance = fixture.Running;
        var token = await governance.PersonaTokenAsync("payments-owner", "catalog");

        var page = await fixture.Running.AuditAsync("subject=payments-owner&action=issue_token&limit=1");

        var line = Assert.Single(page.Items);
        Assert.Equal("governance", line.Service);
        Assert.Equal("payments", line.SubjectDomain);
        Assert.Equal("Token for catalog.", line.Reason);
        await using var connection = new NpgsqlConnection(fixture.Database);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM audit_records a WHERE to_jsonb(a)::text LIKE '%' || @signature || '%'", new { signature = token.Split('.')[2] }));
    }

    [SkippableTheory]
    [InlineData("auditor", "?subject=someone", HttpStatusCode.OK)]
    [InlineData("auditor", "?subject=someone&product=orders.orders", HttpStatusCode.OK)]
    [InlineData("analyst", "?subject=someone", HttpStatusCode.Forbidden)]
    [InlineData("analyst", "?subject=someone&product=orders.orders", HttpStatusCode.Forbidden)]
    [InlineData("orders-owner", "?subject=someone&product=orders.orders", HttpStatusCode.OK)]
    [InlineData("orders-owner", "?subject=someone&product=payments.daily_revenue", HttpStatusCode.Forbidden)]
    [InlineData("platform-admin", "?subject=someone", HttpStatusCode.Forbidden)]
    [InlineData("platform-admin", "?subject=someone&product=orders.orders", HttpStatusCode.Forbidden)]
    public async Task Records_of_others_are_open_to_principals_that_the_bundle_names(string persona, string query, HttpStatusCode expected)
    {
        var governance = fixture.Running;

        using var response = await governance.SendAsync(HttpMethod.Get, "/audit" + query, await governance.PersonaTokenAsync(persona));

        Assert.Equal(expected, response.StatusCode);
        if (expected != HttpStatusCode.OK)
        {
            var detail = (await response.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>();
            Assert.StartsWith("No rule permits to audit ", detail, StringComparison.Ordinal);
            // People read it at the command line and in the portal, whose fields have other names.
            Assert.Equal(!query.Contains("product=", StringComparison.Ordinal), detail.EndsWith(" Name a product whose audit you may read. Without a person you see your own records.", StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Trail_is_closed_to_services_and_reading_it_leaves_a_line_in_it()
    {
        var governance = fixture.Running;

        using var response = await governance.SendAsync(HttpMethod.Get, "/audit?limit=1", await governance.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);

        using var refused = await governance.SendAsync(HttpMethod.Get, "/audit?product=orders.secret_page&subject=someone", await governance.PersonaTokenAsync("analyst"));

        var line = Assert.Single((await fixture.Running.AuditAsync("product=orders.secret_page&permit=false")).Items);

        Assert.Equal(("governance", "analyst", "audit", "1.0.0"), (line.Service, line.Subject, line.Action, line.PolicyVersion));
    }

    [SkippableFact]
    public async Task Other_rules_open_the_trail_to_others()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "rules.yaml"), """
            version: 2
            access:
              - { id: admins-read-the-audit, description: d, effect: permit, actions: [audit], when: { roles: [platform-admin] } }
            registration: []
            """);
        await using var governance = await RunningGovernance.HostAsync(await fixture.CreateDatabaseAsync(), Path.Combine(folder.Path, "data"), settings: new() { ["Mesh__Policy__Folder"] = folder.Path });

        using var admin = await governance.SendAsync(HttpMethod.Get, "/audit?subject=someone", await governance.PersonaTokenAsync("platform-admin"));
        using var auditor = await governance.SendAsync(HttpMethod.Get, "/audit?subject=someone", await governance.PersonaTokenAsync("auditor"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (admin.StatusCode, auditor.StatusCode));
    }

    [SkippableFact]
    public async Task Person_and_a_service_of_no_domain_and_not_of_the_platform_cannot_append()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await fixture.Running.AppendAsync(await fixture.Running.PersonaTokenAsync("platform-admin"), Record("governance"))).Status);

        var record = Record("nightly-report");
        var token = await fixture.Running.ServiceTokenAsync("nightly-report", RunningGovernance.ReportSecret);

        Assert.Equal((HttpStatusCode.Forbidden, "The services of the platform and of domains record what they decide; nightly-report is neither."), await fixture.Running.AppendAsync(token, record));
        Assert.Empty((await fixture.Running.AuditAsync($"subject={record.Subject}")).Items);
    }

    [SkippableFact]
    public async Task Service_records_for_itself_alone_and_that_of_a_domain_decisions_about_its_products_alone()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        var token = await fixture.Running.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret);

        var service = await fixture.Running.AppendAsync(token, Record("orders") with { Subject = subject }, Record("query") with { Subject = subject });

        Assert.Equal((HttpStatusCode.BadRequest, "records[1].service: a service speaks for itself only. Write \"orders\"."), service);
        Assert.Empty((await fixture.Running.AuditAsync($"subject={subject}")).Items);

        var (status, detail) = await fixture.Running.AppendAsync(token, Record("orders") with { Subject = subject }, Record("orders") with { Subject = subject, Product = new DataProductId("payments", "daily_revenue") });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("records[1].product: the service of orders decides about the products of orders only.", detail, StringComparison.Ordinal);
        Assert.Empty((await fixture.Running.AuditAsync($"subject={subject}")).Items);
    }

    [SkippableTheory]
    [InlineData("policy_change")]
    [InlineData("access_decide")]
    [InlineData("declassify")]
    [InlineData("issue_token")]
    [InlineData("register")]
    [InlineData("Policy_Change")]
    public async Task Domains_service_records_no_action_of_the_platform(string action)
    {
        var record = Record("orders") with { Action = action, Product = null };
        var token = await fixture.Running.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret);

        Assert.Equal(
            (HttpStatusCode.BadRequest, "records[0].action: a domain's service records discover, read, ended, operate, audit_journal, audit_chain_begin, audit_chain_end; the platform's services record the others. Send one of these."),
            await fixture.Running.AppendAsync(token, record));
        Assert.Empty((await fixture.Running.AuditAsync($"subject={record.Subject}")).Items);
    }

    [SkippableTheory]
    [InlineData("orders", RunningGovernance.OrdersSecret)]
    [InlineData("query", RunningGovernance.QuerySecret)]
    public async Task Record_of_a_clock_that_is_ahead_waits_at_its_sender(string service, string secret)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (near, ahead, far) = (Record(service) with { OccurredAt = now.AddMinutes(4) }, Record(service) with { OccurredAt = now.AddMinutes(6) }, Record(service) with { OccurredAt = now.AddMinutes(9) });
        var token = await fixture.Running.ServiceTokenAsync(service, secret);

        var (taken, _) = await fixture.Running.AppendAsync(token, near);
        using var refused = await fixture.Running.SendAsync(HttpMethod.Post, "/audit", token, ChainedBatch.NewChain(ahead, far));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.ServiceUnavailable), (taken, refused.StatusCode));
        Assert.NotNull(refused.Headers.RetryAfter);
        var detail = (await refused.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>();
        // Not the first that is ahead: it may fit at the next try, and the sender would log another reason.
        Assert.Equal($"records[1].occurred_at: {far.OccurredAt:u} is more than 5 minutes after governance's time. Set the clock of the service right, and send it again then.", detail);
        Assert.Empty((await fixture.Running.AuditAsync($"subject={far.Subject}")).Items);
    }

    [SkippableFact]
    public async Task Records_without_a_chain_are_refused()
    {
        var record = Record("orders");
        var token = await fixture.Running.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret);

        var problem = await fixture.Running.Client.JsonAsync(HttpMethod.Post, "/audit", token, new AuditBatch([record]), HttpStatusCode.BadRequest);

        Assert.StartsWith("chain: is missing,", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await fixture.Running.AuditAsync($"subject={record.Subject}")).Items);
    }

    [SkippableTheory]
    [InlineData("""{"records":[]}""")]
    [InlineData("""{"records":null}""")]
    [InlineData("""{"records":[{"id":"x"}]}""")]
    [InlineData("""{"records":[null]}""")]
    [InlineData("[]")]
    public async Task Batch_that_makes_no_sense_is_400(string body)
    {
        var token = await fixture.Running.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret);

        using var response = await fixture.Running.SendAsync(HttpMethod.Post, "/audit", token, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [SkippableTheory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("before=-1")]
    [InlineData("before=5")]
    [InlineData("before=99999999999999999999.1")]
    [InlineData("before=-62135596800000001.1")]
    [InlineData("product=orders")]
    [InlineData("outcome=maybe")]
    [InlineData("who=security")]
    [InlineData("column=a%00b")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")]
    public async Task Filter_that_makes_no_sense_is_400(string query)
    {
        using var response = await fixture.Running.SendAsync(HttpMethod.Get, "/audit?" + query, await fixture.Running.PersonaTokenAsync("auditor"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [SkippableTheory]
    [InlineData("from=yesterday", "from: must be a time, such as 2026-01-31T12:00:00Z.")]
    [InlineData("limit=ten", "limit: must be a whole number, at most 2147483647.")]
    [InlineData("PERMIT=perhaps", "PERMIT: must be true or false.")]
    public async Task Value_of_the_wrong_kind_names_its_parameter(string query, string detail)
    {
        using var response = await fixture.Running.SendAsync(HttpMethod.Get, "/audit?" + query, await fixture.Running.PersonaTokenAsync("auditor"));

        Assert.Equal((HttpStatusCode.BadRequest, detail), (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>()));
    }

    [SkippableTheory]
    [InlineData("UPDATE audit_records SET subject = 'nobody'")]
    [InlineData("DELETE FROM audit_records")]
    [InlineData("TRUNCATE audit_records")]
    public async Task Database_refuses_to_change_the_trail(string sql)
    {
        _ = fixture.Running;
        await using var connection = new NpgsqlConnection(fixture.Database);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql));

        Assert.Contains("append only", refused.MessageText, StringComparison.Ordinal);
    }

    private static AuditRecord Record(string service) => TestRecord.Of(service, "s" + Guid.NewGuid().ToString("N")) with
    {
        OccurredAt = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        Product = new DataProductId("orders", "orders"),
    };
}
