using System.Net;
using MeshStarter.Contracts;
using MeshStarter.Portal.Tests.Running;

namespace MeshStarter.Portal.Tests;

/// <summary>The page on which people see who did what.</summary>
public sealed class AuditPageTests : IAsyncLifetime
{
    private MadeMesh _mesh = null!;

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
            Follows = Guid.Parse("00000000-0000-0000-0000-000000000001"),
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

    public async Task InitializeAsync() => _mesh = await MadeMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Records_are_shown_in_plain_words_for_what_is_filtered_by()
    {
        var requested = "";
        _mesh.Answer("governance/audit", context =>
        {
            requested = $"{context.Request.Headers.Authorization} {context.Request.QueryString}";
            return MadeMesh.Json(new AuditPage(Records, "77.5") { Scope = AuditScope.Products })(context);
        });
        await using var portal = await SignedInAsync("auditor");

        var (status, html) = await portal.Browser.LoadAsync("/audit?who=analyst&product=shop.orders&column=email&action=ended&decision=permitted&from=2026-01-01&to=2026-01-31");

        var main = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Bearer auditor-at-governance ?limit=50&subject=analyst&product=shop.orders&column=email&action=ended&permit=true&from=2026-01-01T00%3A00%3A00Z&to=2026-02-01T00%3A00%3A00Z", requested);
        Assert.Contains("You see the records of the products that you may audit, and your own.", main, StringComparison.Ordinal);
        Assert.Contains("an answer ended shop.orders finished, 1,234 rows The answer was given out to its end. email, number; masked: email", main, StringComparison.Ordinal);
        Assert.Contains("read rows shop.orders refused No rule permits to read shop.orders.", main, StringComparison.Ordinal);
        Assert.Contains("something new", main, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("before=77.5", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/audit", "There is no record yet.")]
    [InlineData("/audit?who=analyst", "No record fits.")]
    public async Task Empty_page_says_so(string address, string said)
    {
        _mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([], null) { Scope = AuditScope.Own }));
        await using var portal = await SignedInAsync("analyst");

        var (_, html) = await portal.Browser.LoadAsync(address);

        Assert.Contains($"You see your own records. Owners see those of their products, auditors see all. {said}", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "No rule permits to audit every product.", HttpStatusCode.OK)]
    [InlineData(400, "product: not a product's name.", HttpStatusCode.OK)]
    [InlineData(503, "The database is away.", HttpStatusCode.ServiceUnavailable)]
    public async Task Refusal_is_shown_with_its_reason_and_the_filters_stay(int answer, string reason, HttpStatusCode expected)
    {
        _mesh.Answer("governance/audit", MadeMesh.Problem(answer, reason));
        await using var portal = await SignedInAsync("analyst");

        var (status, html) = await portal.Browser.LoadAsync("/audit?who=somebody");

        Assert.Equal(expected, status);
        Assert.Contains(reason.Replace("product:", "Product:", StringComparison.Ordinal), PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("value=\"somebody\"", html, StringComparison.Ordinal);
    }

    private async Task<RunningPortal> SignedInAsync(string persona)
    {
        var portal = await RunningPortal.StartAsync(_mesh);
        await portal.Browser.SignInAsync(persona);
        return portal;
    }
}
