using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Identity.Platform;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.TestKit.Azure;
using MeshStarter.TestKit.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshStarter.ServiceDefaults.Tests.Outgoing;

/// <summary>Orders calls catalog with tokens of the managed identity of its process, which have Entra's form and the authority's key.</summary>
[Collection(nameof(ProcessIdentity))]
public sealed class IdentityCredentialTests : IAsyncLifetime
{
    private const string Audience = "api://example/catalog";
    private const string ObjectId = "9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd";

    private readonly IdentityEndpoint _identity = new();
    private readonly MovableTime _time = new();
    private TestAuthority _authority = null!;
    private TestService _catalog = null!;
    private TestService _orders = null!;

    public async Task InitializeAsync()
    {
        await _identity.StartForThisProcessAsync();
        _authority = await TestAuthority.StartAsync();
        _identity.Token = Signed;
        var common = new Dictionary<string, string?>
        {
            ["Mesh:Identity:AcceptJwtType"] = "true",
            ["Mesh:Identity:SubjectClaim"] = "oid",
            ["Mesh:Identity:Audiences:catalog"] = Audience,
            // As docs/deploy.md has it: the object id alone.
            ["Mesh:Identity:Clients:orders"] = ObjectId,
        };
        _catalog = await TestService.StartAsync(_authority, common, map: app => app.MapGet("/me", (HttpContext context) => Results.Text(context.User.FindFirst("sub")!.Value)));
        _orders = await TestService.StartAsync(
            _authority,
            new(common) { ["services:catalog:http:0"] = _catalog.Address.ToString(), ["Mesh:Identity:Credential"] = "ManagedIdentity", ["Mesh:Identity:ClientSecret"] = null, ["Mesh:Identity:ClientId"] = null },
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
                builder.Services.AddServiceClient("catalog");
            });
    }

    public async Task DisposeAsync()
    {
        await _orders.DisposeAsync();
        await _catalog.DisposeAsync();
        await _authority.DisposeAsync();
        await _identity.DisposeAsync();
    }

    [Fact]
    public async Task Call_carries_the_token_of_the_identity_for_the_audience()
    {
        Assert.Equal("orders", await CallAsync());

        Assert.Equal($"?api-version=2019-08-01&resource={Audience}&client_id={_identity.ClientId}", Assert.Single(_identity.Requests));
        Assert.Equal(0, _authority.TokenRequests);
        Assert.DoesNotContain("eyJ", _orders.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_requested_once_until_shortly_before_it_expires()
    {
        // Shorter than the five minutes at the end in which the library requests a further one.
        _identity.Lifetime = TimeSpan.FromMinutes(4);

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => CallAsync()));
        var first = _identity.Requests.Count;
        _time.Advance(TimeSpan.FromMinutes(4) - TimeSpan.FromSeconds(29));
        await CallAsync();

        Assert.Equal((1, 2), (first, _identity.Requests.Count));
    }

    [Fact]
    public async Task Token_that_has_expired_by_the_clock_of_this_machine_is_sent()
    {
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("orders", await Task.Run(CallAsync).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Platform_that_gives_no_token_is_named_with_the_fix_and_tried_again()
    {
        _identity.Answer = context => Results.Json(new JsonObject { ["statusCode"] = 400, ["message"] = "No User Assigned or Delegated Managed Identity found" }, statusCode: 400).ExecuteAsync(context);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => _orders.Services.GetRequiredService<IServiceTokenSource>().GetTokenAsync("catalog", CancellationToken.None).AsTask());
        _identity.Answer = null;

        Assert.StartsWith($"The platform gave no token of the managed identity {_identity.ClientId} for {Audience}/.default: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Check that the identity is assigned to this process.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal("orders", await CallAsync());
    }

    [Fact]
    public async Task Silent_platform_is_given_up()
    {
        _identity.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        var tokens = new ManagedIdentityTokens(_identity.ClientId, new ImpatientTime());

        var late = await Assert.ThrowsAsync<HttpRequestException>(() => tokens.RequestAsync("api://example/silent/.default", CancellationToken.None).AsTask());

        Assert.Equal($"The platform gave no token of the managed identity {_identity.ClientId} for api://example/silent/.default within 10 s.", late.Message);
    }

    private Task<string> CallAsync() => _orders.Services.GetRequiredService<IHttpClientFactory>().CreateClient("catalog").GetStringAsync("me");

    private string Signed(string resource)
    {
        var claims = ProviderForm.EntraV2.OfService(new(_identity.ClientId, ObjectId, ""), resource);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        (claims["iss"], claims["iat"], claims["exp"]) = (_authority.Issuer, now, now + 3900);
        return _authority.SigningKey.Sign(claims, new JsonObject { ["typ"] = "JWT" });
    }

    /// <summary>A clock whose timers are due at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }
}
