using System.Net;
using MeshStarter.Portal.Sql;

namespace MeshStarter.Portal.Tests;

/// <summary>The SQL page without script.</summary>
[Trait("Category", "Quick")]
public sealed class SqlPageTests : MeshTests
{
    private const string Sql = "SELECT number, email FROM shop.orders";

    private MadeStatements _statements = null!;

    private protected override void SetUp() => _statements = new MadeStatements(Mesh);

    [Fact]
    public async Task Query_of_a_link_is_shown_with_a_warning_of_hidden_characters_and_neither_it_nor_a_form_of_another_site_runs()
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (status, html) = await portal.Browser.LoadAsync($"/sql?query={Uri.EscapeDataString("SELECT '</textarea><script>'")}");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("SELECT &#x27;&lt;/textarea&gt;&lt;script&gt;&#x27;</textarea>", html, StringComparison.Ordinal);
        Assert.Contains("The query has not run yet", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Empty(_statements.Begun);

        (_, html) = await portal.Browser.LoadAsync($"/sql?query={Uri.EscapeDataString("SELECT 'a\u202eb'")}");

        Assert.Contains(@"The query has characters that are not seen, such as \u202e .", PageText.ReadMain(html), StringComparison.Ordinal);

        (status, _) = await portal.Browser.SubmitAsync("/sql", "", ("_handler", "sql"), ("query", Sql));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(_statements.Begun);
    }

    [Fact]
    public async Task Form_runs_the_query_and_shows_its_first_rows_with_what_was_applied()
    {
        _statements.Columns = [("number", "bigint"), ("email", "varchar"), ("city", "varchar")];
        _statements.Pages = [["[9007199254740993,\"****\",\"5ff3\"]", "[2,null,null]"], ["[3,\"<b>\\u001b[2J\",\"da46\"]"]];
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (status, html) = await RunAsync(portal, Sql);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            "shop.orders 1.2.3: published 2026-01-31 12:30:00 UTC email of shop.orders masked by personal-data-is-masked ask for it city of shop.orders masked by places-are-hashed rows of shop.orders filtered by own-region-only "
            + "3 rows, in 31 ms. Result number bigint email varchar ask for email city varchar 9007199254740993 **** 5ff3 2 null null 3 <b>\\u001b[2J da46",
            PageText.Read(html[html.IndexOf("<section", StringComparison.Ordinal)..html.IndexOf("</section>", StringComparison.Ordinal)]));
        Assert.Equal([(Sql, "Bearer analyst-at-query")], _statements.Begun);
        Assert.Empty(_statements.Cancelled);
        Assert.Null(_statements.Session);
        Assert.Contains("<a class=\"masked\" tabindex=\"-1\" href=\"/access/request?product=shop.orders&amp;column=email\" title=\"Masked. Ask for email.\">****</a>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"masked\" title=\"Masked, and no grant shows it.\">5ff3</td>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "PERMISSION_DENIED",
        "Access Denied: Cannot select from table mesh.shop.vault: No rule permits to read shop.vault, which is confidential and belongs to the domain shop. Ask its owner for access. Do it with: mesh access request shop.vault --purpose \"…\", or on the portal's page /access/request?product=shop.vault.",
        "Access Denied: Cannot select from table mesh.shop.vault: No rule permits to read shop.vault, which is confidential and belongs to the domain shop.", "Ask for access to shop.vault", "/access/request?product=shop.vault")]
    [InlineData("PERMISSION_DENIED", "Access Denied: Cannot select from table mesh.shop.orders: Rule closed denies to read shop.orders: A leak.", null, "Ask the owner of shop.orders", "/products/shop.orders#owner")]
    [InlineData("PERMISSION_DENIED", "Access Denied: Cannot select from table mesh.shop.orders: Rule tightened-1f-closed denies to read shop.orders: A leak.", null, "See until when it is tightened", "/rules/tightenings")]
    [InlineData("PERMISSION_DENIED", "Access Denied: Session property 'purpose' is 'x', and the token is not for this purpose. Its purposes are fraud.", null, "Change the purpose", "#purpose")]
    [InlineData("TABLE_NOT_FOUND", "line 1:15: Table 'mesh.shop.order' does not exist.", null, "Find the product", "/products")]
    [InlineData("MESH_GRANT_REVOKED", "grant-revoked: …", null, "See your access", "/access")]
    [InlineData("MESH_WORKER_LOST", "The worker was lost.", null, "Run it again in a moment", "#run")]
    [InlineData("COLUMN_NOT_FOUND", "line 1:8: Column 'x' cannot be resolved", null, "Change the query", "#query")]
    public void Refusal_names_one_next_step(string name, string message, string? said, string says, string address) =>
        Assert.Equal((said ?? message, new NextStep(says, address)), NextStep.Of(name, message));

    [Fact]
    public async Task Form_shows_a_hundred_rows_stops_a_longer_query_and_keeps_its_purpose_which_is_that_of_the_session()
    {
        _statements.Columns = [("x", "integer")];
        _statements.Pages = [.. Enumerable.Range(0, 10).Select(page => Enumerable.Range(page * 40, 40).Select(row => $"[{row}]").ToArray())];
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (_, html) = await RunAsync(portal, Sql);

        var text = PageText.ReadMain(html);
        Assert.Contains("The first 100 rows, in 31 ms.", text, StringComparison.Ordinal);
        Assert.Contains(" 98 99 Link to this query", text, StringComparison.Ordinal);
        Assert.Equal([MadeStatements.Id], _statements.Cancelled);

        (_, html) = await portal.Browser.SendFormAsync("/sql", ("_handler", "sql"), ("query", Sql), ("purpose", " fraud, \u00e9tude "));

        Assert.Equal("purpose=fraud%2C%20%C3%A9tude", _statements.Session);
        Assert.Contains("name=\"purpose\" value=\" fraud, &#xE9;tude \"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_that_fails_stays_with_its_message_or_that_of_a_query_proxy_that_does_not_answer()
    {
        _statements.Error = "{\"message\":\"line 1:8: Column 'x' cannot be resolved\",\"errorCode\":47,\"errorName\":\"COLUMN_NOT_FOUND\",\"errorType\":\"USER_ERROR\",\"errorLocation\":{\"lineNumber\":1,\"columnNumber\":8}}";
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (status, html) = await RunAsync(portal, "SELECT x");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("line 1:8: Column 'x' cannot be resolved Change the query", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains(">SELECT x</textarea>", html, StringComparison.Ordinal);

        Mesh.Answer("query/v1/statement", MadeMesh.Problem(503, "No worker is free."));

        (status, html) = await RunAsync(portal, Sql);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("query cannot answer for now: No worker is free. Run the query again in a moment.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains($">{Sql}</textarea>", html, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Html)> RunAsync(RunningPortal portal, string sql)
    {
        return await portal.Browser.SendFormAsync("/sql", ("_handler", "sql"), ("query", sql));
    }
}
