using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.TestKit.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Tests.Identity;

/// <summary>Tokens of the forms of Microsoft Entra and Keycloak, read as the mesh's own.</summary>
[Trait("Category", "Quick")]
public sealed class ProviderTokenTests : IAsyncLifetime
{
    private const string Audience = "3f0c6a52-7d1e-4b0b-9a51-0d6a3c1f2e11";
    private const string AnalystsGroup = "6a0f0b5c-2f1d-4f0e-8a3b-5d6c7b8a9f01";

    private static readonly ProviderClient Orders = new("5e4d3c2b-1a09-4f8e-b7d6-c5b4a3928170", "9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd", "");
    private static readonly ProviderClient Query = new("1f2e3d4c-5b6a-4798-8a9b-acbdcedfe0f1", "0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9", "");
    private static readonly ProviderClient Portal = new("8a7b6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d", "71a9e3c4-0d5b-4f27-a6e8-c2b1d0f39e48", "");
    private static readonly ProviderClient Stranger = new("aaaaaaaa-1a09-4f8e-b7d6-c5b4a3928170", "bbbbbbbb-5f4e-4d3c-a2b1-00ff11ee22dd", "");
    private static readonly ProviderUser Ana = new("c0ffee00-1234-4abc-8def-0123456789ab", "ana", ["auditor"], [AnalystsGroup, "/domains/analytics"]);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Mesh:Identity:AcceptJwtType"] = "true",
        ["Mesh:Identity:Audiences:catalog"] = $"api://example/catalog, {Audience}",
        ["Mesh:Identity:Audiences:query"] = "api://example/query",
        ["Mesh:Identity:Clients:orders"] = Orders.Id.ToUpperInvariant(),
        ["Mesh:Identity:Clients:query:0"] = "query-client",
        ["Mesh:Identity:Clients:query:1"] = Query.ObjectId,
        ["Mesh:Identity:Clients:portal"] = Portal.Id,
        ["Mesh:Identity:Clients:nightly-report"] = "nightly",
        ["Mesh:Identity:Claims:0:Claim"] = "groups",
        ["Mesh:Identity:Claims:0:Value"] = AnalystsGroup.ToUpperInvariant(),
        ["Mesh:Identity:Claims:0:Roles"] = "analyst,security",
        ["Mesh:Identity:Claims:1:Claim"] = "groups",
        ["Mesh:Identity:Claims:1:Value"] = "/domains/analytics",
        ["Mesh:Identity:Claims:1:Domain"] = "analytics",
        ["Mesh:Identity:Claims:2:Claim"] = "groups",
        ["Mesh:Identity:Claims:2:Value"] = "/domains/orders",
        ["Mesh:Identity:Claims:2:Domain"] = "orders",
        ["Mesh:Identity:Claims:3:Claim"] = "realm_access.roles",
        ["Mesh:Identity:Claims:3:Value"] = "data-owner",
        ["Mesh:Identity:Claims:3:Roles:0"] = "owner",
    };

    private TestAuthority _authority = null!;

    public static TheoryData<string> Forms => ["EntraV2", "EntraV1", "Keycloak"];

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _authority.SigningKey = TestKey.Rs256();
        _authority.Keys.Add(_authority.SigningKey);
    }

    public async Task DisposeAsync() => await _authority.DisposeAsync();

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Services_token_is_of_the_service_whatever_the_provider_calls_it(string name)
    {
        await using var service = await StartAsync(name);
        var form = Form(name);
        var withRoles = form.OfService(Orders, Audience);
        (withRoles["roles"], withRoles["domain"], withRoles["region"]) = (new JsonArray("platform-admin"), "payments", "SP");

        Assert.Equal("""{"subject":"orders","domain":"orders","roles":["service"],"purposes":[],"claims":{}}""", await PrincipalAsync(service, form, form.OfService(Orders, Audience)));
        Assert.Equal("""{"subject":"orders","domain":"orders","roles":["service"],"purposes":[],"claims":{}}""", await PrincipalAsync(service, form, withRoles));
        Assert.Equal("""{"subject":"query","roles":["service"],"purposes":[],"claims":{}}""", await PrincipalAsync(service, form, form.OfService(Query, Audience)));
        Assert.Equal("""{"subject":"nightly-report","roles":["service"],"purposes":[],"claims":{}}""", await PrincipalAsync(service, form, form.OfService(new("nightly", Guid.NewGuid().ToString(), ""), Audience)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Persons_token_is_the_persons_with_domain_and_roles_of_the_groups(string name)
    {
        await using var service = await StartAsync(name);
        var form = Form(name);

        var principal = JsonNode.Parse(await PrincipalAsync(service, form, form.OfPerson(Ana, Portal, Audience, "openid profile aud-catalog")))!.AsObject();

        principal.Remove("claims");
        Assert.Equal($$"""{"subject":"{{Ana.Id}}","domain":"analytics","roles":["auditor","analyst","security"],"purposes":[]}""", principal.ToJsonString());
    }

    [Fact]
    public async Task Nested_roles_of_keycloak_count_by_their_path_and_unknown_values_give_nothing()
    {
        await using var service = await StartAsync("Keycloak");
        var claims = ProviderForm.Keycloak.OfPerson(Ana with { Roles = [], Groups = ["/domains/orders", "/others"] }, Portal, Audience, "aud-catalog");
        claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("data-owner", "uma_authorization", "service") };

        Assert.StartsWith($$"""{"subject":"{{Ana.Id}}","domain":"orders","roles":["owner"],""", await PrincipalAsync(service, ProviderForm.Keycloak, claims), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_by_its_type_claim_or_its_own_subject_is_a_service()
    {
        await using var service = await StartAsync("EntraV2");
        var typed = ProviderForm.EntraV2.OfService(Orders, Audience);
        typed["idtyp"] = "app";
        JsonObject byBoth = new() { ["aud"] = Audience, ["sub"] = Query.ObjectId, ["azp"] = "query-client", ["scope"] = "aud-catalog" };
        JsonObject rfc9068 = new() { ["aud"] = Audience, ["sub"] = Orders.Id, ["client_id"] = Orders.Id, ["scope"] = "aud-catalog" };

        Assert.StartsWith("""{"subject":"orders","domain":"orders","roles":["service"]""", await PrincipalAsync(service, ProviderForm.EntraV2, typed), StringComparison.Ordinal);
        Assert.StartsWith("""{"subject":"orders","domain":"orders","roles":["service"]""", await PrincipalAsync(service, ProviderForm.EntraV2, rfc9068), StringComparison.Ordinal);
        Assert.StartsWith("""{"subject":"query","roles":["service"]""", await PrincipalAsync(service, ProviderForm.EntraV2, byBoth), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "stranger", $"an application's token, whose sub {Stranger.ObjectId}, oid {Stranger.ObjectId}, azp {Stranger.Id} is of no service in Mesh:Identity:Clients" },
        { "stranger of Keycloak", $"an application's token, whose sub {Stranger.ObjectId}, azp {Stranger.Id} is of no service in Mesh:Identity:Clients" },
        { "delegated scope on a service's id", "a person's token with an identifier of query" },
        { "person's type on a service's id", "its claims are those of an application's own token and those of a person's" },
        { "session and type of an application", "its claims are those of an application's own token and those of a person's" },
        { "name of a service account with a session", "its claims are those of an application's own token and those of a person's" },
        { "client's id chosen as a user's name", "its subject is of nightly-report, and its client is not" },
        { "client's id chosen as a user's name, in the portal", "its identifiers are of nightly-report and portal" },
        { "identifiers of two services", "its identifiers are of orders and query" },
        { "role service of a person", "role service in a token that is of no service in Mesh:Identity:Clients" },
        { "subject with a service's name", "a person's token with the subject query, which is a service's name" },
        { "no oid", "oid is missing" },
        { "two domains", "its claims give two domains: analytics and orders" },
        { "groups elsewhere", "groups are too many for the token (overage): the provider names them elsewhere. Limit the claim to groups assigned to the application" },
        { "groups elsewhere, implicit", "groups are too many for the token (overage): the provider names them elsewhere. Limit the claim to groups assigned to the application" },
        { "plain name as audience", $"aud does not name this service: it is \"catalog\", and accepted is api://example/catalog, {Audience}" },
        { "another service's audience", $"aud does not name this service: it is \"api://example/query\", and accepted is api://example/catalog, {Audience}" },
        { "ID token", "an ID token" },
        { "Keycloak's ID token of a refresh", "its claim typ is not Bearer" },
        { "Keycloak's refresh token", "its claim typ is not Bearer" },
        { "issuer of another tenant", "iss is not the authority" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Token_that_is_neither_a_known_services_nor_clearly_a_persons_is_refused(string what, string reason)
    {
        await using var service = await StartAsync(what.Contains("Keycloak", StringComparison.Ordinal) ? "Keycloak" : "EntraV2");

        var (status, _, _) = await service.GetAsync("/me", "Bearer " + Spoiled(what));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains($"Token rejected: {reason} ", service.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_whose_client_is_a_service_of_the_mesh_stays_a_person()
    {
        await using var service = await StartAsync("Keycloak");
        JsonObject claims = new() { ["aud"] = Audience, ["sub"] = Ana.Id, ["client_id"] = Orders.Id, ["scope"] = "aud-catalog" };

        Assert.StartsWith($$"""{"subject":"{{Ana.Id}}","roles":[],""", await PrincipalAsync(service, ProviderForm.Keycloak, claims), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overage_of_groups_is_no_matter_where_no_group_gives_anything()
    {
        await using var service = await StartAsync("EntraV2", new() { ["Mesh:Identity:Claims:0:Claim"] = "roles", ["Mesh:Identity:Claims:0:Value"] = "auditor", ["Mesh:Identity:Claims:0:Roles"] = "security" });
        var claims = ProviderForm.EntraV2.OfPerson(Ana with { Groups = [] }, Portal, Audience, "");
        claims["_claim_names"] = new JsonObject { ["groups"] = "src1" };

        // The rule reads roles, so the token's own are no longer roles of the mesh.
        Assert.StartsWith($$"""{"subject":"{{Ana.Id}}","roles":["security"],""", await PrincipalAsync(service, ProviderForm.EntraV2, claims), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api://example/orders/catalog", HttpStatusCode.OK)]
    [InlineData("api://example/orders/query", HttpStatusCode.Unauthorized)]
    [InlineData("api://example/orders/catalog/", HttpStatusCode.Unauthorized)]
    [InlineData(Audience, HttpStatusCode.OK)]
    [InlineData("catalog", HttpStatusCode.Unauthorized)]
    public async Task Form_of_audiences_is_read_as_the_services_own(string audience, HttpStatusCode expected)
    {
        await using var service = await StartAsync("EntraV1", new() { ["Mesh:Identity:AudienceForm"] = "api://example/orders/{audience}" });

        Assert.Equal(expected, (await service.GetAsync("/me", "Bearer " + Signed(ProviderForm.EntraV1, ProviderForm.EntraV1.OfService(Orders, audience)))).Status);
    }

    private string Spoiled(string what)
    {
        var (entra, keycloak) = (ProviderForm.EntraV2, ProviderForm.Keycloak);
        JsonObject Person(Action<JsonObject> spoil, ProviderUser? user = null)
        {
            var claims = entra.OfPerson(user ?? Ana, Portal, Audience, "");
            spoil(claims);
            return claims;
        }

        JsonObject Service(Action<JsonObject> spoil, ProviderClient? client = null)
        {
            var claims = entra.OfService(client ?? Query, Audience);
            spoil(claims);
            return claims;
        }

        JsonObject OfKeycloak(JsonObject claims, Action<JsonObject> spoil)
        {
            spoil(claims);
            return claims;
        }

        return what switch
        {
            "stranger" => Signed(entra, entra.OfService(Stranger, Audience)),
            "stranger of Keycloak" => Signed(keycloak, keycloak.OfService(Stranger, Audience)),
            "delegated scope on a service's id" => Signed(entra, Service(claims => claims["scp"] = "access")),
            "person's type on a service's id" => Signed(entra, Service(claims => claims["idtyp"] = "user")),
            "session and type of an application" => Signed(entra, Person(claims => claims["idtyp"] = "app")),
            "name of a service account with a session" => Signed(keycloak, OfKeycloak(keycloak.OfPerson(Ana, Portal, Audience, "openid"), claims => claims["preferred_username"] = $"service-account-{Portal.Id}")),
            "client's id chosen as a user's name" => Signed(entra, new() { ["aud"] = Audience, ["sub"] = "nightly", ["client_id"] = Stranger.Id, ["scope"] = "read" }),
            "client's id chosen as a user's name, in the portal" => Signed(entra, new() { ["aud"] = Audience, ["sub"] = "nightly", ["client_id"] = Portal.Id, ["scope"] = "read" }),
            "identifiers of two services" => Signed(entra, Service(claims => claims["azp"] = Orders.Id)),
            "role service of a person" => Signed(entra, Person(_ => { }, Ana with { Roles = ["service"] })),
            "subject with a service's name" => Signed(entra, Person(claims => claims["oid"] = "query")),
            "no oid" => Signed(entra, Person(claims => claims.Remove("oid"))),
            "two domains" => Signed(entra, Person(_ => { }, Ana with { Groups = ["/domains/orders", "/domains/analytics"] })),
            "groups elsewhere" => Signed(entra, Person(claims => claims["_claim_names"] = new JsonObject { ["groups"] = "src1" }, Ana with { Groups = [] })),
            "groups elsewhere, implicit" => Signed(entra, Person(claims => claims["hasgroups"] = true, Ana with { Groups = [] })),
            "plain name as audience" => Signed(entra, entra.OfService(Orders, "catalog")),
            "another service's audience" => Signed(entra, entra.OfService(Orders, "api://example/query")),
            "ID token" => Signed(entra, OfKeycloak(entra.OfSignIn(Ana, Portal, "nonce"), claims => claims["aud"] = Audience)),
            "Keycloak's ID token of a refresh" => Signed(keycloak, OfKeycloak(keycloak.OfSignIn(Ana, Portal, nonce: null), claims => (claims["aud"], _) = (Audience, claims.Remove("nonce")))),
            "Keycloak's refresh token" => Signed(keycloak, OfKeycloak(keycloak.OfPerson(Ana, Portal, Audience, "openid"), claims => claims["typ"] = "Refresh")),
            _ => Signed(ProviderForm.EntraV1, ProviderForm.EntraV1.OfService(Orders, Audience)),
        };
    }

    private async Task<string> PrincipalAsync(TestService service, ProviderForm form, JsonObject claims)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me") { Headers = { { "Authorization", "Bearer " + Signed(form, claims) } } };
        using var response = await service.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{text} {service.Log.Text}");
        return text;
    }

    private string Signed(ProviderForm form, JsonObject claims)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        (claims["iss"], claims["iat"], claims["exp"]) = (form.IssuerAt(_authority.Issuer), now, now + 3900);
        return _authority.SigningKey.Sign(claims, new JsonObject { ["typ"] = "JWT" });
    }

    private Task<TestService> StartAsync(string form, Dictionary<string, string?>? settings = null)
    {
        Dictionary<string, string?> all = new(Settings) { ["Mesh:Identity:SubjectClaim"] = form == "Keycloak" ? null : "oid" };
        if (form == "EntraV1")
        {
            all["Mesh:Identity:TokenIssuer"] = Form(form).IssuerAt(_authority.Issuer);
        }

        if (settings is not null)
        {
            all = all.Where(setting => !setting.Key.StartsWith("Mesh:Identity:Claims:", StringComparison.Ordinal)).Concat(settings).ToDictionary(StringComparer.Ordinal);
        }

        return TestService.StartAsync(_authority, all, map: app => app.MapGet("/me", (HttpContext context) => context.User.ToPrincipal()));
    }

    private static ProviderForm Form(string name) => name switch { "EntraV2" => ProviderForm.EntraV2, "EntraV1" => ProviderForm.EntraV1, _ => ProviderForm.Keycloak };
}
