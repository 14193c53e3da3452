using System.Net;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Portal.Tests;

/// <summary>The page of what a change of a product's contract breaks.</summary>
[Trait("Category", "Quick")]
public sealed class ImpactPageTests : MeshTests
{
    private const string Address = "/products/shop.orders/impact";

    private protected override void SetUp() => UsePages.SetUp(Mesh);

    [Fact]
    public async Task Products_are_shown_with_what_of_them_breaks_their_consumers_and_queries()
    {
        var (status, html) = await LoadAsync(Address + "?change=drop%3Aemail");

        var text = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Breaks drop:email email is gone for everything that uses it. products that break or may, itself included 1,204 columns 3 recorded queries of 30 days 12", text, StringComparison.Ordinal);
        Assert.Contains("itself shop.orders team@example.org email depot 2 (svc/<b>etl</b>, svc/pick) no domain 1 (a person) analytics 11 of 2 callers no domain 1 of 1 caller See queries of shop.orders", text, StringComparison.Ordinal);
        Assert.Contains("1 depot.letters@2 depot@example.org as a whole receiver from shop.orders.email, identity shop 3 none", text, StringComparison.Ordinal);
        Assert.Contains("1 dataset:postgres://db:5432:public.mail may break It reads what breaks. Which columns of it is not known. none none", text, StringComparison.Ordinal);
        Assert.Contains("you see their domains and numbers", text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/products/depot.letters@2\">", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/products/shop.orders/queries?column=email\">", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/lineage?node=dataset%3Apostgres%3A%2F%2Fdb%3A5432%3Apublic.mail\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>etl", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_by_the_cursor_of_the_catalog()
    {
        Mesh.Answer("catalog/impact", context => MadeMesh.Json(context.Request.Query["cursor"].Count == 0 ? UsePages.Breaking : UsePages.Breaking with { Next = null })(context));

        var (_, first) = await LoadAsync(Address + "?change=drop%3Aemail");
        var (_, last) = await LoadAsync(Address + "?change=drop%3Aemail&cursor=after%2Bthis");

        Assert.Contains("href=\"/products/shop.orders/impact?change=drop%3Aemail&amp;cursor=after%2Bthis\">Next page</a>", first, StringComparison.Ordinal);
        Assert.Contains("Further products, the nearest first", last, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders/impact?change=drop%3Aemail\">First page</a>", last, StringComparison.Ordinal);
        Assert.DoesNotContain("Next page", last, StringComparison.Ordinal);
        Assert.Equal(
            ["?product=shop.orders&change=drop%3Aemail&limit=50", "?product=shop.orders&change=drop%3Aemail&limit=50&cursor=after%2Bthis"],
            Mesh.Requests("catalog/impact").Select(request => request.Query));
    }

    [Fact]
    public async Task Change_that_breaks_nothing_says_so()
    {
        var (status, html) = await LoadAsync(Address + "?change=type:number:BIGINT");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.EndsWith("Nothing breaks BIGINT holds every value of INTEGER, so every reader reads it as before.", PageText.ReadMain(html), StringComparison.Ordinal);
        // The form has the change.
        Assert.Contains("<option value=\"type\" selected>", html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"number\" selected>", html, StringComparison.Ordinal);
        Assert.Contains("value=\"BIGINT\" maxlength", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_without_a_change_offers_columns_and_types_and_breaks_nothing()
    {
        var (status, html) = await LoadAsync(Address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Retire version 1", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("choose one number (INTEGER) email (STRING)", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.All(PrimitiveForms.All, type => Assert.Contains($"<option value=\"{type.Name}\"></option>", html, StringComparison.Ordinal));
        Assert.EndsWith("Choose a change Its consequences appear here, as far as you may know of them.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=retire&column=email&to=x&type=", "?product=shop.orders&change=retire&limit=50")]
    [InlineData("kind=drop&column=email&to=x&type=y", "?product=shop.orders&change=drop%3Aemail&limit=50")]
    [InlineData("kind=rename&column=email&to=+mail+&type=y", "?product=shop.orders&change=rename%3Aemail%3Amail&limit=50")]
    [InlineData("kind=type&column=email&to=x&type=UUID", "?product=shop.orders&change=type%3Aemail%3AUUID&limit=50")]
    public async Task Form_leads_to_the_address_of_its_change(string form, string expected)
    {
        var (status, html) = await LoadAsync($"{Address}?{form}");

        Assert.Equal((HttpStatusCode.OK, expected), (status, Mesh.Requests("catalog/impact")[^1].Query));
        Assert.Contains("Breaks drop:email", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=drop&column=", "Choose a column.")]
    [InlineData("kind=rename&column=email&to=", "Write the new name of email.")]
    [InlineData("kind=type&column=email&type=+", "Write the new type of email, such as BIGINT.")]
    [InlineData("kind=explode&column=email", "Choose a change.")]
    public async Task Form_that_is_not_filled_in_says_what_is_missing(string form, string said)
    {
        var (status, html) = await LoadAsync($"{Address}?{form}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("See what breaks", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_that_the_catalog_refuses_says_why_and_leaves_the_form()
    {
        Mesh.Answer("catalog/impact", MadeMesh.Problem(400, "change: shop.orders has no column \"emial\". Did you mean email?"));

        var (status, html) = await LoadAsync(Address + "?change=drop:emial");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("Change: shop.orders has no column \"emial\". Did you mean email?", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("See what breaks", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/products/shop.hidden/impact?change=retire")]
    [InlineData("/products/no-name/impact")]
    public async Task Product_that_the_reader_may_not_see_is_not_there(string address)
    {
        Mesh.Answer("catalog/impact", MadeMesh.Problem(404, "name: there is no product."));

        var (status, html) = await LoadAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("that you may see.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_and_its_lineage_lead_to_the_page()
    {
        Mesh.Answer("catalog/lineage", MadeMesh.Json(LineageTests.Page));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (_, product) = await portal.Browser.LoadAsync("/products/shop.orders");
        var (_, lineage) = await portal.Browser.LoadAsync("/lineage?node=shop.orders");

        Assert.Contains("href=\"/products/shop.orders/impact\">Impact of a change</a>", product, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders/queries\">", product, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders/impact\">Impact of a change</a>", lineage, StringComparison.Ordinal);
    }
}
