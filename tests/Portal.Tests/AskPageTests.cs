using System.Net;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Access;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Portal.Tests;

/// <summary>The form that asks for what one lacks.</summary>
public sealed class AskPageTests : MeshTests
{
    private const string Page = "/access/request?product=shop.orders&column=email";

    private protected override void SetUp()
    {
        Mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1,\"email\":\"****\"}\n"), "SELECT 1");
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([], null)));
        Answer(new ReaderView { MayRead = true, MayReadFiles = false, Reason = "", Columns = [new("number", null, null), new("email", "redact", "personal-data-is-masked") { LiftedByGrant = true }], Filters = [] });
    }

    [Fact]
    public async Task Form_has_the_column_ticked_and_says_what_the_reader_gets_and_who_decides()
    {
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([AccessPageTests.Grant], null)));
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([AccessPageTests.Request], null)));

        var (status, html) = await LoadAsync(Page);

        var main = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("value=\"email\" checked", html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"number\" checked", html, StringComparison.Ordinal);
        Assert.Contains("number you get it in clear email personal data you get it masked", main, StringComparison.Ordinal);
        Assert.Contains("email</label> <span class=\"tag\">personal data</span> <span class=\"muted\">you get it masked", html, StringComparison.Ordinal);
        Assert.Contains("You have asked for it, until 1970-01-01 00:00:00 UTC, and it is not decided.", main, StringComparison.Ordinal);
        Assert.Contains("You have a grant of number until 1970-01-01 00:00:00 UTC.", main, StringComparison.Ordinal);
        Assert.Contains("Owner People of domain shop with the role owner: team@example.org . They decide about every request. Security seat", main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_that_is_not_there_is_404()
    {
        var (status, html) = await LoadAsync("/access/request?product=shop.nope");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("There is no product shop.nope that you may see.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_without_its_name_is_a_page_that_says_so()
    {
        var (status, html) = await SendAsync(Page, "analyst", ("Products", "shop.orders"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("A part of the address or of the form is missing, or is not what it should be.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_ticked_is_an_error_and_asks_for_nothing()
    {
        var sent = Mesh.Record("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([], null)));

        var (_, html) = await SendAsync(Page, "analyst", ("_handler", "ask"), ("Products", "shop.orders"), ("Purpose", "Why"));

        Assert.Contains("Columns: none is ticked. Tick those that you need, or All columns.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("value=\"Why\"", html, StringComparison.Ordinal);
        Assert.Equal("", sent());
    }

    [Fact]
    public async Task Request_that_is_not_answered_in_time_may_have_been_taken_and_the_page_says_where_to_look()
    {
        Mesh.Answer("governance/access/requests", context => HttpMethods.IsPost(context.Request.Method) ? MadeMesh.SilenceAsync(context) : MadeMesh.Json(new AccessPage<AccessRequest>([], null))(context));

        var (_, html) = await SendAsync(Page, "analyst", ("_handler", "ask"), ("Products", "shop.orders"), ("Purpose", "Why"), ("Columns", "email"));

        Assert.Contains("governance does not answer within 10 seconds. It may have been taken all the same: look at My access before you send it again.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2027-01-31T23:00:00+00:00")]
    [InlineData("America/Sao_Paulo", "2027-02-01T03:00:00+00:00")]
    [InlineData("UTC", "2027-02-01T00:00:00+00:00")]
    public async Task Day_ends_in_the_zone_of_the_form_and_all_columns_are_requested_by_a_tick(string zone, string until)
    {
        var sent = Mesh.Record("governance/access/requests", MadeMesh.Json(new ItemList<AccessRequest>([AccessPageTests.Request])));
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        var (_, form) = await portal.Browser.LoadAsync(Page);

        var (_, html) = await portal.Browser.SubmitAsync(
            Page, form, ("_handler", "ask"), ("Products", "shop.orders"), ("Purpose", "Why"), ("All", "true"), ("Columns", "email"), ("Until", "2027-01-31"), ("Zone", zone));

        Assert.Equal($$"""{"products":["shop.orders"],"purpose":"Why","until":"{{until}}"}""", sent());
        Assert.Contains($"until the end of 2027-01-31 ({zone}).", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2027-03-27", "Europe/Berlin", "2027-03-27T23:00:00Z", null)]
    [InlineData("2027-03-28", "Europe/Berlin", "2027-03-28T22:00:00Z", null)]
    // Here the clock goes from 23:59 to 01:00.
    [InlineData("2017-10-14", "America/Sao_Paulo", "2017-10-15T03:00:00Z", null)]
    [InlineData("", "Europe/Berlin", null, null)]
    [InlineData("31.1.2027", "UTC", null, "Until: write a date such as 2027-01-31.")]
    [InlineData("9999-12-31", "UTC", null, "Until: 9999-12-31 is not from 0002-01-01 to 9998-12-31. Write a date such as 2027-01-31.")]
    [InlineData("0001-12-31", "UTC", null, "Until: 0001-12-31 is not from 0002-01-01 to 9998-12-31. Write a date such as 2027-01-31.")]
    [InlineData("9998-12-31", "UTC", "9999-01-01T00:00:00Z", null)]
    [InlineData("2027-01-31", "Nowhere/Land", null, "Time zone: Nowhere/Land is not known. Write one such as Europe/Berlin or UTC.")]
    public void End_of_a_day_is_read_in_its_zone(string day, string zone, string? until, string? problem) =>
        Assert.Equal((until is null ? null : (DateTimeOffset?)DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), problem), AccessEnd.Read(day, zone));

    [Fact]
    public async Task Masked_column_of_a_product_leads_to_the_form_with_it_ticked()
    {
        var (_, html) = await LoadAsync("/products/shop.orders?sample=true");

        const string Address = "href=\"/access/request?product=shop.orders&amp;column=email\"";
        Assert.Contains($"{Address} title=\"Masked. Ask for email.\">****</a>", html, StringComparison.Ordinal);
        Assert.Contains($"<a {Address}>ask for it", html, StringComparison.Ordinal);
        Assert.Contains($"<a class=\"button\" {Address}>Ask for access</a>", html, StringComparison.Ordinal);
        Assert.Contains(">Run</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_that_no_rule_permits_offers_to_ask_first()
    {
        Answer(Nothing);

        var (_, html) = await LoadAsync("/products/shop.orders");

        Assert.Contains("<a class=\"button primary\" href=\"/access/request?product=shop.orders\">Ask for access</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Query in SQL", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">Run</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("mesh access request", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_that_a_rule_denies_offers_neither_to_ask_nor_to_run()
    {
        Answer(Nothing with { DeniedBy = "closed" });
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");

        var (_, product) = await portal.Browser.LoadAsync("/products/shop.orders");
        var (_, form) = await portal.Browser.LoadAsync(Page);

        Assert.Contains("Rule closed refuses to read it, and a grant does not change that. Ask its owner.", PageText.ReadMain(product), StringComparison.Ordinal);
        Assert.DoesNotContain("/access/request?product=", product, StringComparison.Ordinal);
        Assert.DoesNotContain("/sql?query=", product, StringComparison.Ordinal);
        Assert.Contains("Rule closed refuses to read shop.orders, and a grant does not change that. Ask its owner about the rule: team@example.org", PageText.ReadMain(form), StringComparison.Ordinal);
        Assert.Contains("<summary>Ask all the same</summary>", form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_that_is_tightened_leads_to_the_tightenings_and_its_owner_is_not_sent_to_the_owner()
    {
        Answer(Nothing with { DeniedBy = "tightened-1f-closed" });
        await using var portal = await RunningPortal.StartAsync(Mesh);

        var (_, forReader) = await portal.Browser.SignInAsync("analyst", "/products/shop.orders");
        var (_, forOwner) = await portal.Browser.SignInAsync("shop-owner", "/products/shop.orders");

        var (reader, owner) = (PageText.ReadMain(forReader), PageText.ReadMain(forOwner));
        Assert.Contains("refuses to read it, and a grant does not change that. See until when. Ask its owner.", reader, StringComparison.Ordinal);
        Assert.Contains("refuses to read it, and a grant does not change that. See until when, and end it.", owner, StringComparison.Ordinal);
        Assert.Contains("rule tightened-1f-closed refuses it. See until when, and end it.", owner, StringComparison.Ordinal);
        Assert.DoesNotContain("Ask its owner", owner, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/rules/tightenings\">See until when", forOwner, StringComparison.Ordinal);
    }

    private static ReaderView Nothing => new() { MayRead = false, MayReadFiles = false, Reason = "No rule permits it. Do it with: mesh access request shop.orders", Columns = [new("number", null, null), new("email", null, null)], Filters = [] };

    private void Answer(ReaderView reading) => Mesh.Answer("catalog/products/shop.orders/profile", MadeMesh.Json(Mesh.ProfileOf("shop.orders") with { Reading = reading }));
}
