using System.Net;
using MeshStarter.Contracts;
using MeshStarter.Portal.Tests.Running;

namespace MeshStarter.Portal.Tests;

/// <summary>Asking for access, what one has, and deciding.</summary>
public sealed class AccessPageTests : IAsyncLifetime
{
    private static readonly Guid Id = Guid.Parse("00000000-0000-0000-0000-000000000001");

    private MadeMesh _mesh = null!;

    internal static AccessRequest Request => new()
    {
        Id = Id,
        Principal = "analyst",
        PrincipalDomain = "analytics",
        Product = DataProductId.Parse("shop.orders"),
        Purpose = "Find <b>double</b> orders",
        Until = DateTimeOffset.UnixEpoch,
        State = AccessState.Requested,
        NeedsSecurity = true,
        RequestedAt = DateTimeOffset.UnixEpoch,
        Decisions = [new AccessDecision(AccessSeat.Security, "security", Approved: true, "Fine", DateTimeOffset.UnixEpoch)],
        MayDecide = true,
    };

    internal static AccessGrant Grant => new()
    {
        Id = Id,
        Request = Id,
        Principal = "analyst",
        Product = DataProductId.Parse("shop.orders"),
        Columns = [new TaggedColumn("number", [])],
        MajorVersions = [1],
        Purpose = "Find double orders",
        GrantedAt = DateTimeOffset.UnixEpoch,
        Until = DateTimeOffset.UnixEpoch,
        State = AccessState.Expiring,
        MayRevoke = true,
    };

    public async Task InitializeAsync()
    {
        _mesh = await MadeMesh.StartAsync();
        _mesh.Add("shop.orders", MadeMesh.Text(""));
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Theory]
    [InlineData(true, "You have asked for shop.orders. See what becomes of it.")]
    [InlineData(false, "purpose: must say what the data is for, in 1 to 500 characters.")]
    public async Task Access_is_requested_for_the_chosen_columns(bool isTaken, string said)
    {
        var sent = "";
        _mesh.Answer("governance/access/requests", async context =>
        {
            sent = $"{context.Request.Headers.Authorization} {await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted)}";
            await (isTaken ? MadeMesh.Json(new ItemList<AccessRequest>([Request])) : MadeMesh.Problem(400, said))(context);
        });
        await using var portal = await SignedInAsync("analyst");
        const string Page = "/access/request?product=shop.orders";
        var (_, form) = await portal.Browser.LoadAsync(Page);
        Assert.Contains("value=\"email\"", form, StringComparison.Ordinal);

        var (status, html) = await portal.Browser.SubmitAsync(Page, form, ("_handler", "ask"), ("Products", "shop.orders"), ("Purpose", "Why"), ("Until", "2027-01-31"), ("Columns", "number"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("""Bearer analyst-at-governance {"products":["shop.orders"],"purpose":"Why","columns":["number"],"until":"2027-02-01T00:00:00+00:00"}""", sent);
    }

    [Fact]
    public async Task Columns_of_one_product_are_not_requested_as_all_columns_of_several()
    {
        var sent = 0;
        _mesh.Answer("governance/access/requests", async context =>
        {
            sent++;
            await MadeMesh.Json(new ItemList<AccessRequest>([Request]))(context);
        });
        await using var portal = await SignedInAsync("analyst");
        const string Page = "/access/request?product=shop.orders";
        var (_, form) = await portal.Browser.LoadAsync(Page);

        var (_, html) = await portal.Browser.SubmitAsync(Page, form, ("_handler", "ask"), ("Products", "shop.orders shop.returns"), ("Purpose", "Why"), ("Columns", "number"));

        Assert.Contains("Columns are of one product.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal(0, sent);
    }

    [Fact]
    public async Task Request_is_approved_with_a_reason()
    {
        var sent = "";
        _mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([Request], null)));
        _mesh.Answer($"governance/access/requests/{Id}/approve", async context =>
        {
            sent = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            await MadeMesh.Json(Request)(context);
        });
        await using var portal = await SignedInAsync("shop-owner");
        var (_, form) = await portal.Browser.LoadAsync("/access/decide");
        Assert.DoesNotContain("<b>", form, StringComparison.Ordinal);

        var (_, html) = await portal.Browser.SubmitAsync("/access/decide", form, ("_handler", "decide"), ($"reason-{Id}", "Agreed"), ("Decision", $"approve:{Id}"));

        Assert.Contains("Approved. analyst asks for shop.orders", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Equal("{\"reason\":\"Agreed\"}", sent);
    }

    [Fact]
    public async Task Own_grant_is_given_back()
    {
        var sent = "";
        _mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([], null)));
        _mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([Grant], null)));
        _mesh.Answer($"governance/access/grants/{Id}/revoke", async context =>
        {
            sent = context.Request.Path;
            await MadeMesh.Json(Grant)(context);
        });
        await using var portal = await SignedInAsync("analyst");
        var (_, form) = await portal.Browser.LoadAsync("/access");

        var (_, html) = await portal.Browser.SubmitAsync("/access", form, ("_handler", "grants"), ("Change", $"revoke:{Id}"));

        Assert.Contains("You have given it back.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.EndsWith($"/{Id}/revoke", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Governance_that_is_silent_is_named()
    {
        _mesh.Answer("governance/access/grants", MadeMesh.Problem(503, "The database is away."));
        await using var portal = await SignedInAsync("analyst");

        var (status, html) = await portal.Browser.LoadAsync("/access");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The database is away.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    private async Task<RunningPortal> SignedInAsync(string persona)
    {
        var portal = await RunningPortal.StartAsync(_mesh);
        await portal.Browser.SignInAsync(persona);
        return portal;
    }
}
