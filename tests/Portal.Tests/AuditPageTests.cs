using System.Net;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Portal.Tests;

/// <summary>The page on which people see who did what.</summary>
public sealed class AuditPageTests : MeshTests
{
    internal static IReadOnlyList<AuditRecord> Records { get; } =
    [
        new()
        {
            Id = Guid.Parse("00000000-0000-0000-0000-000000000002"),
            OccurredAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
            Service = "query",
            Subject = "analyst",
            Action = AuditActions.Ended,
            Product = DataProductId.Parse("shop.orders"),
            Permit = true,
            Reason = "The answer was given out to its end.",
            Columns = ["email", "number"],
            MaskedColumns = ["email"],
            Outcome = AuditOutcomes.Finished,
            Rows = 1234,
            Follows = Guid.Parse("00000000-0000-0000-0000-000000000004"),
        },
        new()
        {
            Id = Guid.Parse("00000000-0000-0000-0000-000000000001"),
            OccurredAt = DateTimeOffset.UnixEpoch,
            Service = "query",
            Subject = "somebody <b>bold</b> with a name that is as long as names are where machines make them",
            Action = AuditActions.Read,
            Product = DataProductId.Parse("shop.orders"),
            Permit = false,
            Reason = "No rule permits to read shop.orders.",
        },
        new()
        {
            Id = Guid.Parse("00000000-0000-0000-0000-000000000003"),
            OccurredAt = DateTimeOffset.UnixEpoch,
            Service = "governance",
            Subject = "auditor",
            Action = "something_new",
            Permit = true,
            Reason = "Why not.",
        },
    ];

    internal static AuditRecord Vote { get; } = new()
    {
        Id = Guid.Parse("00000000-0000-0000-0000-000000000006"),
        OccurredAt = DateTimeOffset.UnixEpoch,
        Service = "governance",
        Subject = "security",
        Action = AuditActions.PolicyVote,
        Permit = true,
        Reason = $"Voted for proposal 00000000-0000-0000-0000-000000000007 (SHA-256 {new string('a', 64)}, base 1) in the seat security: Fine.",
    };

    internal static AuditRecord Decision { get; } = new()
    {
        Id = Guid.Parse("00000000-0000-0000-0000-000000000004"),
        OccurredAt = DateTimeOffset.UnixEpoch,
        Service = "query",
        Subject = "analyst",
        Action = AuditActions.Read,
        Product = DataProductId.Parse("shop.orders"),
        Permit = true,
        Reason = "Rule open permits to read shop.orders: Anyone.",
        RuleIds = ["open", "personal-data-is-masked", $"grant:{AccessPageTests.Grant.Id}"],
        MaskedColumns = ["email"],
    };

    [Fact]
    public async Task Records_are_shown_in_plain_words_for_what_is_filtered_by()
    {
        Mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([Decision, .. Records.Skip(1)], "77.5") { Scope = AuditScope.Products, Ends = [Records[0]] }));

        var (status, html) = await LoadAsync("/audit?who=analyst&product=shop.orders&column=email&action=read&decision=permitted&from=2026-01-01&to=2026-01-31", "auditor");

        var main = PageText.ReadMain(html);
        var requested = Mesh.Requests("governance/audit")[^1];
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Bearer auditor-at-governance", requested.Authorization);
        Assert.Equal("?joined=true&limit=50&subject=analyst&product=shop.orders&column=email&action=read&permit=true&from=2026-01-01T00%3A00%3A00Z&to=2026-02-01T00%3A00%3A00Z", requested.Query);
        Assert.Contains("You see the records of the products that you may audit, and your own.", main, StringComparison.Ordinal);
        Assert.Contains("read rows shop.orders finished, 1,234 rows Rule open permits to read shop.orders: Anyone. By personal-data-is-masked and grant 00000000 . in clear: number; masked: email Recorded by query.", main, StringComparison.Ordinal);
        Assert.DoesNotContain("an answer ended shop.orders", main, StringComparison.Ordinal);
        Assert.Contains("href=\"/rules#rule-personal-data-is-masked\"", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"/products/shop.orders/access#grant-{AccessPageTests.Grant.Id}\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/data/audit/csv?who=analyst&amp;product=shop.orders", html, StringComparison.Ordinal);
        Assert.Contains("read rows shop.orders refused No rule permits to read shop.orders.", main, StringComparison.Ordinal);
        Assert.Contains("something new", main, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("before=77.5", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/audit", "?joined=true&limit=50&people=true")]
    [InlineData("/audit?kind=services", "?joined=true&limit=50&people=false")]
    [InlineData("/audit?kind=all", "?joined=true&limit=50")]
    [InlineData("/audit?who=orders", "?joined=true&limit=50&subject=orders")]
    [InlineData("/audit?kind=all&from=9999-12-31&to=9999-12-31", "?joined=true&limit=50&from=9999-12-31T00%3A00%3A00Z")]
    [InlineData("/audit?kind=all&from=2026-11-30&to=2026-11-30&zone=America%2FSao_Paulo", "?joined=true&limit=50&from=2026-11-30T03%3A00%3A00Z&to=2026-12-01T03%3A00%3A00Z")]
    // The day on which the clock is turned back has 25 hours.
    [InlineData("/audit?kind=all&from=2026-10-25&to=2026-10-25&zone=Europe%2FBerlin", "?joined=true&limit=50&from=2026-10-24T22%3A00%3A00Z&to=2026-10-25T23%3A00%3A00Z")]
    public async Task People_are_shown_unless_services_are_chosen_or_one_is_named_and_days_are_those_of_the_zone(string address, string expected)
    {
        Mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([], null) { Scope = AuditScope.All }));

        await LoadAsync(address, "auditor");

        Assert.Equal(expected, Mesh.Requests("governance/audit")[^1].Query);
    }

    [Fact]
    public async Task Zone_of_the_days_is_that_of_the_browser_until_a_search_has_days_and_one_that_is_not_known_is_refused()
    {
        Mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([Decision], null) { Scope = AuditScope.All }));

        var (_, fresh) = await LoadAsync("/audit", "auditor");
        var (_, searched) = await LoadAsync("/audit?from=2026-01-01&zone=Europe%2FBerlin", "auditor");
        var (status, refused) = await LoadAsync("/audit?from=2026-01-01&zone=Nowhere%2FLand", "auditor");

        Assert.Contains("name=\"zone\" value=\"UTC\" maxlength=\"64\" autocomplete=\"off\" data-own-zone", fresh, StringComparison.Ordinal);
        Assert.Contains("name=\"zone\" value=\"Europe/Berlin\"", searched, StringComparison.Ordinal);
        Assert.DoesNotContain("data-own-zone", searched, StringComparison.Ordinal);
        Assert.Contains("href=\"/data/audit/csv?from=2026-01-01&amp;zone=Europe%2FBerlin\"", searched, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Time zone: Nowhere/Land is not known. Write one such as Europe/Berlin or UTC.", PageText.ReadMain(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_without_an_end_and_an_end_without_its_read_are_lines_of_their_own()
    {
        Mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([Decision with { Id = Guid.NewGuid() }, Records[0], Decision], null)
        {
            Scope = AuditScope.All,
            Ends = [Records[0] with { Outcome = AuditOutcomes.Cancelled, Reason = "The caller went away." }],
        }));

        var (_, html) = await LoadAsync("/audit", "auditor");

        var main = PageText.ReadMain(html);
        Assert.Equal(4, html.Split("<tr>").Length - 1);
        Assert.Contains("read rows shop.orders permitted Rule open permits to read shop.orders: Anyone. By personal-data-is-masked", main, StringComparison.Ordinal);
        Assert.Contains("an answer ended shop.orders finished, 1,234 rows The answer was given out to its end.", main, StringComparison.Ordinal);
        Assert.Contains("cancelled, 1,234 rows Rule open permits to read shop.orders: Anyone. The caller went away. By personal-data-is-masked", main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_only_looks_like_a_time_is_shown_as_it_is()
    {
        Mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([Decision with { Reason = "From 2026-02-30 10:00:00 UTC to 2026-02-28 10:00:00 UTC." }], null) { Scope = AuditScope.All }));

        var (status, html) = await LoadAsync("/audit", "auditor");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("From 2026-02-30 10:00:00 UTC to 2026-02-28 10:00:00 UTC.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("datetime=\"2026-02-28T10:00:00Z\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_has_the_lines_of_all_pages_with_formulas_escaped()
    {
        Mesh.Answer("governance/audit", context => MadeMesh.Json(context.Request.Query["before"].Count == 0
            ? new AuditPage([Decision with { Id = Guid.Parse("00000000-0000-0000-0000-000000000005"), Subject = "=HYPERLINK(1)", Reason = "Says \"why\", in\nlines" }], "5.1")
            : new AuditPage([Decision], null) { Ends = [Records[0]] })(context));

        var (status, file) = await LoadAsync("/data/audit/csv?product=shop.orders&kind=all&before=9.9", "auditor");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["?joined=true&limit=1000&product=shop.orders", "?joined=true&limit=1000&product=shop.orders&before=5.1"], Mesh.Requests("governance/audit").Select(request => request.Query));
        const string Rules = "open; personal-data-is-masked; grant:00000000-0000-0000-0000-000000000001";
        Assert.Equal(
            "occurred_at,ended_at,subject,subject_domain,action,product,permit,outcome,rows,columns,masked_columns,rules,purposes,reason,service,id,end_id\n"
            + $"1970-01-01T00:00:00.000000Z,,'=HYPERLINK(1),,read,shop.orders,true,,,,email,{Rules},,\"Says \"\"why\"\", in\nlines\",query,00000000-0000-0000-0000-000000000005,\n"
            + $"1970-01-01T00:00:00.000000Z,1970-01-01T00:00:01.000000Z,analyst,,read,shop.orders,true,finished,1234,email; number,email,{Rules},,Rule open permits to read shop.orders: Anyone.,query,00000000-0000-0000-0000-000000000004,00000000-0000-0000-0000-000000000002\n",
            file);
    }

    [Theory]
    [InlineData("/audit", "There is no record of a person yet.")]
    [InlineData("/audit?who=analyst", "No record fits.")]
    public async Task Empty_page_says_so(string address, string said)
    {
        Mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([], null) { Scope = AuditScope.Own }));

        var (_, html) = await LoadAsync(address);

        Assert.Contains($"You see your own records. Owners see those of their products, auditors see all. {said}", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "No rule permits to audit every product.", HttpStatusCode.Forbidden)]
    [InlineData(400, "product: not a product's name.", HttpStatusCode.BadRequest)]
    [InlineData(503, "The database is away.", HttpStatusCode.ServiceUnavailable)]
    public async Task Refusal_is_shown_with_its_reason_and_the_filters_stay(int answer, string reason, HttpStatusCode expected)
    {
        Mesh.Answer("governance/audit", MadeMesh.Problem(answer, reason));

        var (status, html) = await LoadAsync("/audit?who=somebody");

        Assert.Equal(expected, status);
        Assert.Contains(reason.Replace("product:", "Product:", StringComparison.Ordinal), PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("value=\"somebody\"", html, StringComparison.Ordinal);
    }
}
