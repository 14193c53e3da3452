using System.Net;
using MeshStarter.Portal.Tests.Running;

namespace MeshStarter.Portal.Tests;

/// <summary>The SQL page without script.</summary>
[Trait("Category", "Quick")]
public sealed class SqlPageTests : IAsyncLifetime
{
    private const string Sql = "SELECT number, email FROM shop.orders";

    private MadeMesh _mesh = null!;
    private MadeStatements _statements = null!;

    public async Task InitializeAsync()
    {
        _mesh = await MadeMesh.StartAsync();
        _statements = new MadeStatements(_mesh);
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Query_of_a_link_is_shown_and_does_not_run()
    {
        await using var portal = await SignedInAsync();

        var (status, html) = await portal.Browser.LoadAsync($"/sql?query={Uri.EscapeDataString("SELECT '</textarea><script>'")}");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("SELECT &#x27;&lt;/textarea&gt;&lt;script&gt;&#x27;</textarea>", html, StringComparison.Ordinal);
        Assert.Contains("The query has not run yet", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Empty(_statements.Begun);
    }

    [Fact]
    public async Task Query_of_a_link_with_hidden_characters_warns_of_them()
    {
        await using var portal = await SignedInAsync();

        var (_, html) = await portal.Browser.LoadAsync($"/sql?query={Uri.EscapeDataString("SELECT 'a\u202eb'")}");

        Assert.Contains(@"The query has characters that are not seen, such as \u202e .", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_runs_the_query_and_shows_its_first_rows_with_what_was_applied()
    {
        _statements.Columns = [("number", "bigint"), ("email", "varchar")];
        _statements.Pages = [["[9007199254740993,\"****\"]", "[2,null]"], ["[3,\"<b>\\u001b[2J\"]"]];
        await using var portal = await SignedInAsync();

        var (status, html) = await RunAsync(portal, Sql);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            "shop.orders 1.2.3: published 2026-01-31 12:30:00 UTC email of shop.orders masked by personal-data-is-masked rows of shop.orders filtered by own-region-only "
            + "3 rows, in 31 ms. Result number bigint email varchar 9007199254740993 **** 2 null 3 <b>\\u001b[2J",
            PageText.Read(html[html.IndexOf("<section", StringComparison.Ordinal)..html.IndexOf("</section>", StringComparison.Ordinal)]));
        Assert.Equal([(Sql, "Bearer analyst-at-catalog+query")], _statements.Begun);
        Assert.Empty(_statements.Cancelled);
    }

    [Fact]
    public async Task Form_shows_a_hundred_rows_and_stops_a_longer_query()
    {
        _statements.Columns = [("x", "integer")];
        _statements.Pages = [.. Enumerable.Range(0, 10).Select(page => Enumerable.Range(page * 40, 40).Select(row => $"[{row}]").ToArray())];
        await using var portal = await SignedInAsync();

        var (_, html) = await RunAsync(portal, Sql);

        var text = PageText.ReadMain(html);
        Assert.Contains("The first 100 rows, in 31 ms.", text, StringComparison.Ordinal);
        Assert.Contains(" 98 99 Link to this query", text, StringComparison.Ordinal);
        Assert.Equal([MadeStatements.Id], _statements.Cancelled);
    }

    [Fact]
    public async Task Failed_query_is_shown_with_its_message()
    {
        _statements.Error = "{\"message\":\"line 1:8: Column 'x' cannot be resolved\",\"errorCode\":47,\"errorName\":\"COLUMN_NOT_FOUND\",\"errorType\":\"USER_ERROR\",\"errorLocation\":{\"lineNumber\":1,\"columnNumber\":8}}";
        await using var portal = await SignedInAsync();

        var (status, html) = await RunAsync(portal, "SELECT x");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("line 1:8: Column 'x' cannot be resolved", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains(">SELECT x</textarea>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_proxy_that_does_not_answer_is_said_so_and_the_query_stays()
    {
        _mesh.Answer("query/v1/statement", MadeMesh.Problem(503, "No worker is free."));
        await using var portal = await SignedInAsync();

        var (status, html) = await RunAsync(portal, Sql);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("query cannot answer for now: No worker is free. Run the query again in a moment.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains($">{Sql}</textarea>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_of_another_site_runs_nothing()
    {
        await using var portal = await SignedInAsync();

        var (status, _) = await portal.Browser.SubmitAsync("/sql", "", ("_handler", "sql"), ("query", Sql));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(_statements.Begun);
    }

    private async Task<(HttpStatusCode Status, string Html)> RunAsync(RunningPortal portal, string sql)
    {
        var (_, form) = await portal.Browser.LoadAsync("/sql");
        return await portal.Browser.SubmitAsync("/sql", form, ("_handler", "sql"), ("query", sql));
    }

    private async Task<RunningPortal> SignedInAsync()
    {
        var portal = await RunningPortal.StartAsync(_mesh);
        await portal.Browser.SignInAsync("analyst");
        return portal;
    }
}
