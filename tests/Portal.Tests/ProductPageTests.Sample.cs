using System.Net;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Portal.Tests;

public sealed partial class ProductPageTests
{
    [Fact]
    public async Task Rows_are_read_when_they_are_requested()
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (_, before) = await portal.Browser.LoadAsync(Address);
        var (_, after) = await portal.Browser.LoadAsync($"{Address}?sample=true");

        Assert.Equal("Sample rows Ten rows, as analyst gets them. They are read when you request them. Purpose Show ten rows", Section(before, "sample"));
        Assert.Contains("<form method=\"get\" action=\"/products/shop.orders#sample\"", before, StringComparison.Ordinal);
        Assert.Contains("<input type=\"hidden\" name=\"sample\" value=\"true\"", before, StringComparison.Ordinal);
        Assert.Equal("Sample rows number email 1 ****", Section(after, "sample"));
    }

    [Theory]
    [InlineData("/products/shop.orders@1")]
    [InlineData("/products/shop.orders?version=1.2.3")]
    public async Task Links_of_a_major_version_that_is_not_the_default_lead_to_that_one(string address)
    {
        var profile = Mesh.ProfileOf("shop.orders");
        var deprecated = MadeMesh.Json(profile with { Product = profile.Product with { Lifecycle = Major(1, MajorVersionState.Deprecated) } });
        Mesh.Answer("catalog/products/shop.orders/profile", deprecated);
        Mesh.Answer("catalog/products/shop.orders@1/profile", deprecated);
        Mesh.Answer("catalog/products/shop.orders/queries", MadeMesh.Json(new ProductQueries { Product = DataProductId.Parse("shop.orders"), Since = At, Total = 34, Domains = [] }));
        Mesh.Answer("catalog/products/shop.orders@1/queries", MadeMesh.Json(new ProductQueries { Product = DataProductId.Parse("shop.orders"), Major = 1, Since = At, Total = 2, Domains = [] }));

        var (_, html) = await LoadAsync(address);

        Assert.Contains("<form method=\"get\" action=\"/products/shop.orders@1#sample\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/lineage?node=shop.orders@1\"", html, StringComparison.Ordinal);
        Assert.Contains("2 queries of the last 30 days", Section(html, "consumers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("order.lines", "\"order\".lines")]
    [InlineData("shop.table", "shop.\"table\"")]
    [InlineData("group.check", "\"group\".\"check\"")]
    public async Task Word_of_sql_is_in_quotes_wherever_the_page_writes_a_query(string product, string table)
    {
        Mesh.Add(product, MadeMesh.Text(""));
        var sql = Mesh.Record("query/query", MadeMesh.Text("{\"number\":1,\"email\":\"****\"}\n"));

        var (_, html) = await LoadAsync($"/products/{product}?sample=true");

        Assert.Equal($"SELECT * FROM {table} LIMIT 10", sql());
        Assert.Contains($"href=\"/sql?query={Uri.EscapeDataString($"SELECT * FROM {table} LIMIT 100")}\"", html, StringComparison.Ordinal);
        Assert.Contains($"--data-raw 'SELECT * FROM {table} LIMIT 10'", Section(html, "connect"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "analyst may not read shop.orders.")]
    [InlineData(503, "query cannot answer for now: analyst may not read shop.orders.")]
    public async Task Rows_that_cannot_be_read_say_why_on_a_page_that_has_the_rest(int status, string said)
    {
        Mesh.Add("shop.orders", MadeMesh.Problem(status, "analyst may not read shop.orders."));

        var (answer, html) = await LoadAsync(Address + "?sample=true");

        Assert.Equal(HttpStatusCode.OK, answer);
        Assert.Equal($"Sample rows {said} Purpose Try again", Section(html, "sample"));
    }

    [Fact]
    public async Task Numbers_of_the_sample_are_by_the_types_of_the_columns()
    {
        Answer(profile => profile with
        {
            Product = profile.Product with { Schema = [new() { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)") }, new() { Name = "id", Type = ColumnType.Parse("UUID") }, new() { Name = "city", Type = ColumnType.Parse("STRING") }] },
        });
        Mesh.Add("shop.orders", MadeMesh.Text("{\"total\":\"50.00\",\"id\":\"01a2143d-f2fa-7f89-bb81-44d6f9bbf2f3\",\"city\":\"7\"}\n"));

        var (_, html) = await LoadAsync(Address + "?sample=true");

        Assert.Contains("<th scope=\"col\" class=\"number\">total", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"cell number\" title=\"50.00\">", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"cell id\" title=\"01a2143d-f2fa-7f89-bb81-44d6f9bbf2f3\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("number\" title=\"7\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Column_that_a_grant_alone_shows_leads_to_the_grant()
    {
        Answer(profile => profile with { Reading = profile.Reading with { Columns = [new("number", null, null), new("email", null, null) { ClearByGrant = true }] } });

        var (_, html) = await LoadAsync(Address);

        Assert.Contains("number clear INTEGER? email clear by your grant (email) STRING?", Section(html, "columns"), StringComparison.Ordinal);
        Assert.Contains("<a href=\"/access\">your grant", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("email", "email masked as **** personal-data · your grant (email) is suspended STRING?")]
    [InlineData("number", "email masked as **** personal-data · ask for it (email) STRING?")]
    public async Task Column_that_a_suspended_grant_names_leads_to_the_grant_and_is_not_requested_again(string granted, string said)
    {
        Answer(profile => profile with { Reading = profile.Reading with { Columns = [new("number", null, null), new("email", "redact", "personal-data") { LiftedByGrant = true }] } });
        var grant = AccessPageTests.Grant with { State = AccessState.Suspended, Columns = [new TaggedColumn(granted, [])] };
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([grant], null)));

        var (_, html) = await LoadAsync(Address);

        Assert.Contains(said, Section(html, "columns"), StringComparison.Ordinal);
        Assert.Equal(granted == "email", html.Contains($"<a href=\"/access#grant-{grant.Id}\">", StringComparison.Ordinal));
        Assert.Equal("?mine=true&product=shop.orders", Mesh.Requests("governance/access/grants")[^1].Query);
    }

    [Fact]
    public async Task Column_leads_to_its_lineage()
    {
        var (_, html) = await LoadAsync(Address);

        Assert.Contains("href=\"/lineage?node=shop.orders.email&amp;level=column\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Column_that_no_grant_names_is_null_and_links_to_no_rule()
    {
        Answer(profile => profile with { Reading = profile.Reading with { Columns = [new("number", null, null), new("email", "nullify", "grant:columns") { LiftedByGrant = true }] } });

        var (_, html) = await LoadAsync(Address);

        Assert.Contains("email masked as null no grant of yours names it · ask for it (email) STRING?", Section(html, "columns"), StringComparison.Ordinal);
        Assert.DoesNotContain("rule-grant", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?sample=true", "", true)]
    [InlineData("?sample=true&purpose=", "", true)]
    [InlineData("?sample=true&purpose=%20Betrugspr%C3%BCfung", "Betrugsprüfung", false)]
    public async Task Rows_are_read_for_the_purpose_that_is_stated(string query, string expected, bool leadsToTheForm)
    {
        string? stated = null;
        Answer(profile => profile with { Reading = profile.Reading with { Columns = [new("number", null, null), new("email", "redact", "personal-data-is-masked") { LiftedByGrant = true }] } });
        Mesh.Add("shop.orders", context =>
        {
            stated = context.Request.Headers["X-Mesh-Purpose"].ToString();
            return MadeMesh.Text("{\"number\":1,\"email\":\"ana@example.org\"}\n")(context);
        });

        var (_, html) = await LoadAsync(Address + query);

        Assert.Equal(expected, stated);
        // By a purpose the masks may be others than those that the page knows, and the page says so.
        Assert.Equal(leadsToTheForm, html.Contains("title=\"Masked. Ask for email.\"", StringComparison.Ordinal));
        Assert.Equal(
            leadsToTheForm
                ? "Sample rows number email ask for email 1 ana@example.org"
                : "Sample rows Read for the purpose “Betrugsprüfung”. Masks depend on the purpose, so masked values are not marked here. number email 1 ana@example.org",
            Section(html, "sample"));
    }

    [Fact]
    public async Task Purpose_that_is_refused_is_in_its_field_to_be_changed()
    {
        Mesh.Add("shop.orders", MadeMesh.Problem(400, "X-Mesh-Purpose: the token is not for this purpose. Its purposes are analytics."));

        var (_, refused) = await LoadAsync(Address + "?sample=true&purpose=fraud");
        var (_, broken) = await LoadAsync(Address + "?sample=true&purpose=a%0Ab");

        Assert.Equal("Sample rows Purpose: the token is not for this purpose. Its purposes are analytics. Purpose Try again", Section(refused, "sample"));
        Assert.Contains("name=\"purpose\" value=\"fraud\"", refused, StringComparison.Ordinal);
        Assert.Equal("Sample rows The purpose is a text of 1 to 100 characters, without line breaks. Purpose Try again", Section(broken, "sample"));
    }
}
