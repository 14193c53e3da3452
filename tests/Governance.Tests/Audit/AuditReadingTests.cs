using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Governance.Tests.Audit;

/// <summary>Who sees which records, by column, by outcome, and page by page.</summary>
[Collection(GovernanceCollection.Name)]
public sealed class AuditReadingTests(GovernanceFixture fixture)
{
    private static readonly DateTimeOffset When = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _name = "p" + Guid.NewGuid().ToString("N");

    [SkippableFact]
    public async Task Record_of_an_end_comes_back_whole()
    {
        var ended = Record("someone") with { Action = AuditActions.Ended, Outcome = AuditOutcomes.Revoked, Rows = 12_345_678_901, Follows = Guid.NewGuid(), Columns = ["a", "b"], Concealed = false };
        await AppendAsync(ended);

        Assert.Equivalent(ended, Assert.Single((await ReadAsync("auditor", $"service=query&product={Product("orders")}")).Items), strict: true);
    }

    [SkippableFact]
    public async Task Page_has_the_decisions_of_its_ends_and_none_that_another_end_only_names()
    {
        var decision = Record("someone") with { RuleIds = ["open"] };
        var foreign = Record("someone", "payments") with { RuleIds = ["secret"] };
        var end = decision with { Id = Guid.CreateVersion7(), RuleIds = [], Action = AuditActions.Ended, Outcome = AuditOutcomes.Finished, Rows = 1, Follows = decision.Id, Columns = ["email"] };
        await AppendAsync(decision, foreign, end, end with { Id = Guid.CreateVersion7(), Follows = foreign.Id });

        var page = await ReadAsync("auditor", $"service=query&column=email&product={Product("orders")}");

        Assert.Equal(2, page.Items.Count);
        Assert.Equivalent(decision, Assert.Single(page.Decisions), strict: true);
        Assert.Empty((await ReadAsync("auditor", $"service=query&product={Product("orders")}")).Decisions);
    }

    [SkippableFact]
    public async Task People_and_services_are_filtered_by_kind()
    {
        await AppendAsync(Record("a"), Record("b") with { Roles = [MeshRoles.Service] });

        Assert.Equal("a", await SubjectsAsync("people=true"));
        Assert.Equal("b", await SubjectsAsync("people=false"));
        Assert.Equal("a b", await SubjectsAsync(""));
    }

    [SkippableFact]
    public async Task Filters_by_column_and_outcome_find_exactly_what_fits()
    {
        await AppendAsync(
            Record("a") with { Columns = ["email", "total"] },
            Record("b") with { MaskedColumns = ["email"] },
            Record("c") with { Columns = ["total"], Outcome = AuditOutcomes.Finished },
            Record("d"));

        Assert.Equal("a b", await SubjectsAsync("column=email"));
        Assert.Equal("a c", await SubjectsAsync("column=total"));
        Assert.Equal("", await SubjectsAsync("column=mail"));
        Assert.Equal("c", await SubjectsAsync("outcome=finished"));
        Assert.Equal("", await SubjectsAsync("outcome=finished&column=email"));
    }

    [SkippableFact]
    public async Task Auditors_see_all_owners_their_products_and_a_person_their_own()
    {
        await AppendAsync(
            Record("analyst"),
            Record("payments-owner"),
            Record("analyst", "payments") with { Permit = false, Concealed = false },
            Record("analyst", "hidden") with { Permit = false, Concealed = true },
            Record("analyst", "old") with { Permit = false },
            Record("analyst", "payments") with { Roles = [MeshRoles.Service], Reason = "A service of the same name." });

        var (all, owner, analyst, other) = (await SeenAsync("auditor"), await SeenAsync("orders-owner"), await SeenAsync("analyst"), await SeenAsync("inventory-owner"));

        Assert.Equal((AuditScope.All, 6), (all.Scope, all.Items.Count));
        Assert.Equal((AuditScope.Products, "analyst orders, payments-owner orders"), (owner.Scope, Text(owner)));
        Assert.Equal((AuditScope.Own, "analyst orders, analyst payments"), (analyst.Scope, Text(analyst)));
        Assert.Empty(other.Items);
        Assert.DoesNotContain(analyst.Items, record => record.Roles.Contains(MeshRoles.Service));
    }

    [SkippableFact]
    public async Task Person_who_names_a_product_sees_their_own_records_of_it_and_leaves_no_line()
    {
        await AppendAsync(Record("analyst"), Record("someone"));

        var page = await ReadAsync("analyst", $"product={Product("orders")}");

        Assert.Equal((AuditScope.Own, "analyst"), (page.Scope, Assert.Single(page.Items).Subject));
        Assert.Empty((await ReadAsync("auditor", $"product={Product("orders")}&action=audit&subject=analyst")).Items);
    }

    [SkippableFact]
    public async Task Pages_are_in_the_order_of_time_without_gap_or_overlap_whatever_arrives_concurrently()
    {
        // The later a record arrives the earlier it is, and some are of the same microsecond.
        var records = Enumerable.Range(0, 25).Select(number => Record("someone") with { OccurredAt = When.AddSeconds(-(number / 3)) }).ToArray();
        await AppendAsync(records);
        List<AuditRecord> read = [];
        string? before = null;
        do
        {
            var page = await ReadAsync("auditor", $"service=query&product={Product("orders")}&limit=4{(before is null ? "" : $"&before={before}")}");
            read.AddRange(page.Items);
            before = page.Next;
            await AppendAsync(Record("someone") with { OccurredAt = When.AddHours(1) });
        }
        while (before is not null);

        Assert.Equal(25, read.Select(record => record.Id).Distinct().Count());
        Assert.Equal(records.Select(record => record.Id).Order(), read.Select(record => record.Id).Order());
        Assert.Equal(read.Select(record => record.OccurredAt).OrderDescending(), read.Select(record => record.OccurredAt));
    }

    [SkippableTheory]
    [InlineData("subject = 'x'", "audit_records_subject_time")]
    [InlineData("product = 'x.y'", "audit_records_product_time")]
    [InlineData("action = 'access_decide'", "audit_records_action_time")]
    [InlineData("NOT permit", "audit_records_refused_time")]
    [InlineData("occurred_at < '2020-01-01'", "audit_records_time")]
    [InlineData("(coalesce(columns, '{}'::text[]) || masked_columns) @> ARRAY['x']", "audit_records_columns")]
    public async Task Each_filter_has_its_index(string term, string index)
    {
        _ = fixture.Running;
        await using var connection = new NpgsqlConnection(await fixture.FilledDatabaseAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"EXPLAIN SELECT position FROM audit_records WHERE {term} ORDER BY occurred_at DESC, position DESC LIMIT 101", connection);
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0));

        Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal));
    }

    private string Product(string domain) => $"{domain}.{_name}";

    private AuditRecord Record(string subject, string domain = "orders") => new()
    {
        Id = Guid.CreateVersion7(),
        OccurredAt = When,
        Service = "query",
        Subject = subject,
        Action = AuditActions.Read,
        Product = DataProductId.Parse(Product(domain)),
        Permit = true,
        Reason = "A reason.",
    };

    // Other tests' records are in the trail too.
    private async Task<AuditPage> SeenAsync(string persona)
    {
        var page = await ReadAsync(persona, "limit=1000&service=query");
        return page with { Items = [.. page.Items.Where(record => record.Product?.Product == _name)] };
    }

    private static string Text(AuditPage page) => string.Join(", ", page.Items.Select(record => string.Create(CultureInfo.InvariantCulture, $"{record.Subject} {record.Product!.Value.Domain}")).Order());

    private async Task<string> SubjectsAsync(string filter) => string.Join(' ', (await ReadAsync("auditor", $"service=query&product={Product("orders")}&{filter}")).Items.Select(record => record.Subject).Order());

    private async Task AppendAsync(params AuditRecord[] records)
    {
        var token = await fixture.Running.ServiceTokenAsync("query", GovernanceProcess.QuerySecret);
        using var response = await fixture.Running.SendAsync(HttpMethod.Post, "/audit", token, ChainedBatch.NewChain(records));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private async Task<AuditPage> ReadAsync(string persona, string query)
    {
        using var response = await fixture.Running.SendAsync(HttpMethod.Get, "/audit?" + query, await fixture.Running.PersonaTokenAsync(persona));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<AuditPage>(MeshJson.Options))!;
    }
}
