using System.Globalization;
using System.Net;
using Dapper;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Identity;
using Npgsql;

namespace MeshStarter.Governance.Tests.Audit;

/// <summary>The records that each reader sees, by column, by outcome, and page by page.</summary>
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

        Assert.Equivalent(ended, Assert.Single((await fixture.Running.AuditAsync($"service=query&product={Product("orders")}")).Items), strict: true);
    }

    [SkippableFact]
    public async Task Read_and_its_end_are_one_item_on_whichever_page_they_are()
    {
        var decisions = Enumerable.Range(0, 5).Select(number => Record("someone") with { OccurredAt = When.AddSeconds(number), RuleIds = ["open"] }).ToArray();
        var ends = decisions.Select(decision => End(decision) with { OccurredAt = decision.OccurredAt.AddSeconds(2.5) }).ToArray();
        await AppendAsync([.. decisions, .. ends]);
        List<AuditRecord> items = [], joined = [];
        string? before = null;
        do
        {
            var page = await fixture.Running.AuditAsync($"joined=true&service=query&product={Product("orders")}&limit=2{(before is null ? "" : $"&before={before}")}");
            Assert.Equal(page.Items.Select(item => item.Id).Order(), page.Ends.Select(end => end.Follows!.Value).Order());
            items.AddRange(page.Items);
            joined.AddRange(page.Ends);
            before = page.Next;
        }
        while (before is not null);

        Assert.Equivalent(decisions.Reverse(), items, strict: true);
        Assert.Equivalent(ends.OrderBy(end => end.Id), joined.OrderBy(end => end.Id), strict: true);
        var apart = await fixture.Running.AuditAsync($"service=query&product={Product("orders")}");
        Assert.Equal((10, 0), (apart.Items.Count, apart.Ends.Count));
    }

    [SkippableTheory]
    [InlineData("column=email", "read ended")]
    [InlineData("column=total", "read ended")]
    [InlineData("column=other", "")]
    [InlineData("action=read&outcome=finished", "read ended")]
    [InlineData("action=ended", "read ended")]
    [InlineData("outcome=failed", "")]
    [InlineData("to=2026-01-01T00:00:01Z", "read ended")]
    [InlineData("from=2026-01-01T00:00:01Z", "")]
    public async Task Joined_read_fits_what_it_or_its_end_has_at_the_time_of_the_read(string filter, string expected)
    {
        var decision = Record("someone") with { MaskedColumns = ["total"] };
        await AppendAsync(decision, End(decision) with { OccurredAt = When.AddSeconds(2), MaskedColumns = [], Columns = ["email"] });

        var page = await fixture.Running.AuditAsync($"joined=true&service=query&product={Product("orders")}&{filter}");

        Assert.Equal(expected, string.Join(' ', page.Items.Concat(page.Ends).Select(record => record.Action)));
    }

    [SkippableFact]
    public async Task Record_that_only_names_a_decision_is_an_item_of_its_own()
    {
        var (decision, foreign, refused) = (Record("someone"), Record("someone", "payments"), Record("someone") with { Permit = false });
        var alone = Guid.CreateVersion7();
        AuditRecord[] others =
        [
            End(decision) with { Product = foreign.Product }, End(decision) with { Subject = "other" }, End(decision) with { Action = AuditActions.Discover }, End(refused),
            End(decision) with { Follows = Guid.NewGuid() }, End(decision) with { Id = alone, Follows = alone },
        ];
        await AppendAsync([decision, foreign, refused, .. others]);

        var pages = new[] { "orders", "payments" }.Select(domain => fixture.Running.AuditAsync($"joined=true&service=query&product={Product(domain)}"));
        var seen = await Task.WhenAll(pages);

        Assert.Equal(others.Concat([decision, foreign, refused]).Select(record => record.Id).Order(), seen.SelectMany(page => page.Items).Select(record => record.Id).Order());
        Assert.All(seen, page => Assert.Empty(page.Ends));
    }

    [SkippableFact]
    public async Task Owner_and_the_person_see_the_end_with_its_read()
    {
        var decision = Record("analyst");
        var end = End(decision);
        await AppendAsync(decision, end);

        foreach (var persona in new[] { "analyst", "orders-owner" })
        {
            var page = await fixture.Running.AuditAsync($"joined=true&service=query&product={Product("orders")}", persona);

            Assert.Equivalent(decision, Assert.Single(page.Items), strict: true);
            Assert.Equivalent(end, Assert.Single(page.Ends), strict: true);
        }
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

        var page = await fixture.Running.AuditAsync($"product={Product("orders")}", "analyst");

        Assert.Equal((AuditScope.Own, "analyst"), (page.Scope, Assert.Single(page.Items).Subject));
        Assert.Empty((await fixture.Running.AuditAsync($"product={Product("orders")}&action=audit&subject=analyst")).Items);
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
            var page = await fixture.Running.AuditAsync($"service=query&product={Product("orders")}&limit=4{(before is null ? "" : $"&before={before}")}");
            read.AddRange(page.Items);
            before = page.Next;
            await AppendAsync(Record("someone") with { OccurredAt = When.AddHours(1) });
        }
        while (before is not null);

        Assert.Equal(25, read.Select(record => record.Id).Distinct().Count());
        Assert.Equal(records.Select(record => record.Id).Order(), read.Select(record => record.Id).Order());
        Assert.Equal(read.Select(record => record.OccurredAt).OrderDescending(), read.Select(record => record.OccurredAt));
    }

    [SkippableFact]
    public async Task Pages_go_on_to_records_before_1970()
    {
        var records = Enumerable.Range(0, 3).Select(number => Record("someone") with { OccurredAt = DateTimeOffset.UnixEpoch.AddSeconds(-number - 0.5) }).ToArray();
        await AppendAsync(records);
        List<Guid> read = [];
        string? before = null;
        do
        {
            var page = await fixture.Running.AuditAsync($"service=query&product={Product("orders")}&limit=1{(before is null ? "" : $"&before={before}")}");
            read.AddRange(page.Items.Select(record => record.Id));
            before = page.Next;
        }
        while (before is not null);

        Assert.Equal(records.Select(record => record.Id), read);
    }

    [SkippableTheory]
    [InlineData("subject = 'x'", "audit_records_subject_time")]
    [InlineData("product = 'x.y'", "audit_records_product_time")]
    [InlineData("action = 'access_decide'", "audit_records_action_time")]
    [InlineData("NOT permit", "audit_records_refused_time")]
    [InlineData("occurred_at < '2020-01-01'", "audit_records_time")]
    [InlineData("follows = '00000000-0000-0000-0000-000000000001'", "audit_records_follows")]
    [InlineData("(coalesce(columns, '{}'::text[]) || masked_columns) @> ARRAY['x']", "audit_records_columns")]
    public async Task Each_filter_has_its_index(string term, string index)
    {
        _ = fixture.Running;
        await using var connection = new NpgsqlConnection(await fixture.FilledDatabaseAsync());
        var plan = await connection.QueryAsync<string>($"EXPLAIN SELECT position FROM audit_records WHERE {term} ORDER BY occurred_at DESC, position DESC LIMIT 101");

        Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal));
    }

    private string Product(string domain) => $"{domain}.{_name}";

    private AuditRecord Record(string subject, string domain = "orders") => TestRecord.Of("query", subject) with { OccurredAt = When, Product = DataProductId.Parse(Product(domain)) };

    private static AuditRecord End(AuditRecord decision) => decision with
    {
        Id = Guid.CreateVersion7(),
        Action = AuditActions.Ended,
        Outcome = AuditOutcomes.Finished,
        Rows = 1,
        Follows = decision.Id,
        RuleIds = [],
    };

    // Other tests' records are in the trail too.
    private async Task<AuditPage> SeenAsync(string persona)
    {
        var page = await fixture.Running.AuditAsync("limit=1000&service=query", persona);
        return page with { Items = [.. page.Items.Where(record => record.Product?.Product == _name)] };
    }

    private static string Text(AuditPage page) => string.Join(", ", page.Items.Select(record => string.Create(CultureInfo.InvariantCulture, $"{record.Subject} {record.Product!.Value.Domain}")).Order());

    private async Task<string> SubjectsAsync(string filter) => string.Join(' ', (await fixture.Running.AuditAsync($"service=query&product={Product("orders")}&{filter}")).Items.Select(record => record.Subject).Order());

    private async Task AppendAsync(params AuditRecord[] records) =>
        Assert.Equal(HttpStatusCode.NoContent, (await fixture.Running.AppendAsync(await fixture.Running.ServiceTokenAsync("query", RunningGovernance.QuerySecret), records)).Status);
}
