using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshStarter.Portal.Tests;

/// <summary>The portal's answers to the SQL page's script.</summary>
[Trait("Category", "Quick")]
public sealed class SqlEndpointTests : PortalTests
{
    private MadeStatements _statements = null!;
    private string _form = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.Browser.SignInAsync("analyst");
        (_, _form) = await Portal.Browser.LoadAsync("/sql");
    }

    private protected override void SetUp() =>
        _statements = new MadeStatements(Mesh) { Columns = [("number", "bigint"), ("at", "timestamp(6) with time zone")], Pages = [["[9007199254740993,\"2026-01-31 12:30:00.000000 UTC\"]"], ["[null,null]"]] };

    [Fact]
    public async Task Statement_is_begun_and_its_pages_follow_without_an_address_of_the_proxy()
    {
        var page = await JsonAsync(await BeginAsync("SELECT 1"));
        var pages = new List<JsonNode> { page };
        while (page["next"]?.GetValue<string>() is { } next)
        {
            Assert.StartsWith("executing/", next, StringComparison.Ordinal);
            page = await JsonAsync(await GetAsync($"/data/sql/pages/{next}"));
            pages.Add(page);
        }

        Assert.Equal(["QUEUED", "RUNNING", "FINISHED", "FINISHED"], pages.Select(each => each["state"]!.GetValue<string>()));
        Assert.Equal("""[{"name":"number","type":"bigint","is_number":true},{"name":"at","type":"timestamp(6) with time zone","is_number":false}]""", pages[1]["columns"]!.ToJsonString());
        // As text: a script's numbers have fewer digits.
        Assert.Equal("""[["9007199254740993","2026-01-31 12:30:00.000000 UTC"]]""", pages[1]["rows"]!.ToJsonString());
        Assert.Equal("[[null,null]]", pages[2]["rows"]!.ToJsonString());
        Assert.DoesNotContain(Mesh.Url("query"), string.Concat(pages.Select(each => each.ToJsonString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/data/sql/statements")]
    [InlineData("POST", "/data/sql/csv")]
    [InlineData("DELETE", "/data/sql/queries/" + MadeStatements.Id)]
    public async Task Request_without_the_pages_token_does_nothing(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = path.EndsWith("csv", StringComparison.Ordinal) ? new FormUrlEncodedContent([KeyValuePair.Create("query", "SELECT 1")]) : JsonContent.Create(new { sql = "SELECT 1" });
        }

        using var answer = await Portal.Browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_statements.Begun);
        Assert.Empty(_statements.Cancelled);
    }

    [Fact]
    public async Task Caller_who_is_not_signed_in_gets_nothing()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Portal.Address };
        foreach (var path in new[] { "/sql", "/data/sql/products", "/data/sql/functions", $"/data/sql/queries/{MadeStatements.Id}/inputs" })
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Redirect), (path, answer.StatusCode));
        }
    }

    [Theory]
    [InlineData("/data/sql/pages/executing/x/..%2f..%2fquery/1")]
    [InlineData("/data/sql/pages/elsewhere/x/y/1")]
    [InlineData("/data/sql/pages/executing/x/y/-1")]
    [InlineData("/data/sql/queries/..%2finfo/inputs")]
    public async Task Address_that_is_no_page_of_a_statement_is_not_sent_on(string path)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Query_is_stopped_by_the_page_and_a_page_that_has_gone_by_is_refused_in_the_proxys_words()
    {
        using var answer = await Portal.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/data/sql/queries/{MadeStatements.Id}"), _form);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal([MadeStatements.Id], _statements.Cancelled);

        Mesh.Answer("query/v1/statement/executing/a/b/7", MadeMesh.Problem(410, "This page has gone by."));

        using var gone = await GetAsync("/data/sql/pages/executing/a/b/7");

        Assert.Equal((HttpStatusCode.Gone, "This page has gone by."), (gone.StatusCode, (await JsonAsync(gone))["detail"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Completion_offers_products_that_begin_so_first_and_columns_of_those_that_the_reader_may_discover()
    {
        foreach (var name in new[] { "shop.orders", "depot.reorders", "orders.parcels", "depot.stock" })
        {
            Mesh.Add(name, MadeMesh.Text(""));
        }

        var found = await JsonAsync(await GetAsync("/data/sql/products?containing=ORDERS"));

        Assert.Equal(["orders.parcels", "shop.orders", "depot.reorders"], found["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));

        var detail = await JsonAsync(await GetAsync("/data/sql/columns?product=shop.orders"));
        var absent = await JsonAsync(await GetAsync("/data/sql/columns?product=shop.secret"));
        using var wrong = await GetAsync("/data/sql/columns?product=shop");

        Assert.Equal([("number", "INTEGER"), ("email", "STRING")], detail["items"]!.AsArray().Select(item => (item!["name"]!.GetValue<string>(), item["type"]!.GetValue<string>())));
        Assert.Empty(absent["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory]
    [InlineData("products?containing=orders", 60)]
    [InlineData("columns?product=shop.orders", 60)]
    [InlineData("functions", 3600)]
    public async Task Names_are_kept_by_the_browser_of_their_reader(string names, int seconds)
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));

        using var answer = await GetAsync($"/data/sql/{names}");
        using var refusal = await GetAsync("/data/sql/columns?product=shop");

        Assert.Equal((HttpStatusCode.OK, $"max-age={seconds}, private"), (answer.StatusCode, answer.Headers.CacheControl?.ToString()));
        Assert.Contains("Cookie", answer.Headers.Vary);
        Assert.Null(refusal.Headers.CacheControl);
    }

    [Fact]
    public async Task Download_is_the_rows_of_the_proxy_as_a_file()
    {
        string? accept = null, sql = null;
        Mesh.Answer("query/query", async context =>
        {
            accept = context.Request.Headers.Accept;
            using var body = new StreamReader(context.Request.Body);
            sql = await body.ReadToEndAsync(context.RequestAborted);
            context.Response.ContentType = "text/csv; charset=utf-8; header=present";
            await context.Response.WriteAsync("a,b\n1,'=x\n", context.RequestAborted);
        });

        using var answer = await DownloadAsync("SELECT a, b FROM shop.orders");

        Assert.Equal(("text/csv; formulas=escaped", "SELECT a, b FROM shop.orders"), (accept, sql));
        Assert.Equal("a,b\n1,'=x\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/csv; charset=utf-8; header=present", answer.Content.Headers.ContentType!.ToString());
        Assert.Matches("^attachment; filename=\"?query-[0-9]{8}-[0-9]{6}\\.csv\"?$", answer.Content.Headers.ContentDisposition!.ToString());
    }

    [Fact]
    public async Task Download_of_a_query_that_fails_midway_is_interrupted()
    {
        var isRead = new TaskCompletionSource();
        Mesh.Answer("query/query", async context =>
        {
            context.Response.ContentType = "text/csv";
            await context.Response.WriteAsync("a\n1\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await isRead.Task;
            context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        });

        using var answer = await DownloadAsync("SELECT a FROM shop.orders");
        await using var rows = await answer.Content.ReadAsStreamAsync();
        var first = new byte[4];
        await rows.ReadExactlyAsync(first);
        isRead.SetResult();

        Assert.Equal("a\n1\n"u8.ToArray(), first);
        await Assert.ThrowsAnyAsync<IOException>(() => rows.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Download_of_a_query_or_for_a_purpose_that_is_refused_says_why_and_is_no_file()
    {
        Mesh.Answer("query/query", MadeMesh.Problem(400, "line 1:8: Column 'x' cannot be resolved"));

        using var answer = await DownloadAsync("SELECT x");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Contains("line 1:8: Column 'x' cannot be resolved", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var purpose = await DownloadAsync("SELECT 1", "one\ntwo");

        Assert.Equal(HttpStatusCode.BadRequest, purpose.StatusCode);
        Assert.Contains("purpose: A purpose is a text of 1 to ", await purpose.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> GetAsync(string path) => Portal.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    private Task<HttpResponseMessage> BeginAsync(string sql) => Portal.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/data/sql/statements") { Content = JsonContent.Create(new { sql }) }, _form);

    private Task<HttpResponseMessage> DownloadAsync(string sql, string purpose = "") => Portal.Browser.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/data/sql/csv") { Content = new FormUrlEncodedContent([KeyValuePair.Create("query", sql), KeyValuePair.Create("purpose", purpose)]) }, _form);

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        }
    }
}
