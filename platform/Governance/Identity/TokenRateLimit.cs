using System.Collections.Frozen;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>
/// Refuses tokens beyond <see cref="IssuerOptions.TokensPerSecond"/> with 429. Each service that shows its secret has a limit of its own, for the tokens of
/// its users too; exchanges by others share one, and all other callers another: a flood of theirs keeps no service from its tokens. The limits are replenished by the requests themselves:
/// ASP.NET Core's rate limiter wakes 40 times a second.
/// </summary>
internal sealed class TokenRateLimit : IDisposable
{
    private readonly TokenBucketRateLimiter _strangers;
    private readonly TokenBucketRateLimiter _exchanges;
    private readonly FrozenDictionary<string, TokenBucketRateLimiter> _services;

    public TokenRateLimit(IOptions<IssuerOptions> issuer)
    {
        _strangers = Limiter(issuer.Value);
        _exchanges = Limiter(issuer.Value);
        _services = issuer.Value.Clients.Keys.ToFrozenDictionary(client => client, _ => Limiter(issuer.Value), StringComparer.Ordinal);
    }

    /// <summary>The filter of an endpoint for callers without a secret; a service that shows one, as the portal does for a persona, counts as the service.</summary>
    public static async ValueTask<object?> FilterStrangersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var limit = http.RequestServices.GetRequiredService<TokenRateLimit>();
        var service = http.RequestServices.GetRequiredService<ClientDirectory>().Find(ClientCredentials.Read(http.Request));
        return (service is null ? limit.MayStranger() : limit.MayService(service)) ? await next(context) : Refuse(http);
    }

    /// <summary>Whether a service that showed its secret may have a token now.</summary>
    public bool MayService(string client) => May(_services[client]);

    /// <summary>Whether a caller without a secret, or with a wrong one, is to be answered now.</summary>
    public bool MayStranger() => May(_strangers);

    /// <summary>Whether a token is to be exchanged now. It is checked before the token is verified: verification is what a flood would use up.</summary>
    public bool MayExchange() => May(_exchanges);

    /// <summary>The answer to a caller beyond its limit.</summary>
    public static StatusCodeHttpResult Refuse(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _strangers.Dispose();
        _exchanges.Dispose();
        foreach (var service in _services.Values)
        {
            service.Dispose();
        }
    }

    private static TokenBucketRateLimiter Limiter(IssuerOptions issuer) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = issuer.TokensPerSecond * 10,
        TokensPerPeriod = issuer.TokensPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = false,
    });

    private static bool May(TokenBucketRateLimiter limiter)
    {
        limiter.TryReplenish();
        using var lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    }
}
