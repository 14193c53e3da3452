using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Tokens;
using MeshStarter.Sdk.Consuming;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>The tokens that reach a port, whose address its registrant chose.</summary>
public sealed class PortTokenTests : PortServerTests
{
    private TestAuthority _authority = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _authority = await TestAuthority.StartAsync();
        Server.Register("orders.orders", PortType.Table, ("order_id", "UUID"));
        Server.ServeRows("orders.orders", new { order_id = Guid.NewGuid() });
        Server.GrantsFiles = false;
    }

    public override async Task DisposeAsync()
    {
        await _authority.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Port_gets_the_callers_token_narrowed_to_its_domain()
    {
        var token = Token("catalog", "query", "orders");
        Http.DefaultRequestHeaders.Authorization = new("Bearer", token);

        var orders = await SubscribeAsync();
        await orders.ToListAsync<JsonElement>(CancellationToken.None);
        await orders.ToListAsync<JsonElement>(CancellationToken.None);

        var toDomain = Server.Requests.Where(IsOfDomain).ToList();
        Assert.Contains(toDomain, request => request.Path == "/health");
        Assert.Contains(toDomain, request => request.Path == "/ports/orders.orders");
        Assert.All(toDomain, request => Assert.True(TokenAudience.IsOnly(request.Authorization["Bearer ".Length..], "orders")));
        Assert.All(Server.Requests.Where(request => !IsOfDomain(request)), request => Assert.Equal("Bearer " + token, request.Authorization));
        Assert.Equal(("urn:ietf:params:oauth:grant-type:token-exchange", token, "orders"), (_authority.LastForm!["grant_type"].ToString(), _authority.LastForm["subject_token"].ToString(), _authority.LastForm["audience"].ToString()));
        Assert.Equal(1, _authority.TokenRequests);
    }

    [Fact]
    public async Task Token_that_no_issuer_narrows_does_not_reach_a_port()
    {
        Http.DefaultRequestHeaders.Authorization = new("Bearer", "mine");

        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(() => SubscribeAsync());

        Assert.Contains("IServiceTokenSource", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, IsOfDomain);
    }

    [Fact]
    public async Task Token_of_a_service_that_is_valid_elsewhere_does_not_reach_a_port()
    {
        var consumer = new DataProductConsumer(Server.Address, Http, new WideTokens(Token("catalog", "query", "orders")));

        var orders = await consumer.SubscribeAsync("orders.orders", CancellationToken.None);
        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(() => orders.ToListAsync<JsonElement>(CancellationToken.None));

        Assert.Contains("catalog, query, orders", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, request => IsOfDomain(request) && request.Authorization.Length > 0);
    }

    private string Token(params string[] audiences)
    {
        var claims = _authority.Claims("analyst", audiences[0], roles: ["analyst"]);
        claims["aud"] = new JsonArray([.. audiences.Select(audience => JsonValue.Create(audience))]);
        return _authority.SigningKey.Sign(claims);
    }

    private static bool IsOfDomain((string Path, string Authorization) request) => request.Path.StartsWith("/ports/", StringComparison.Ordinal) || request.Path == "/health";

    private sealed class WideTokens(string token) : IServiceTokenSource
    {
        public ValueTask<string> GetTokenAsync(string audience, CancellationToken cancellationToken) => ValueTask.FromResult(token);
    }
}
