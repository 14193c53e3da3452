using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>Refuses tokens beyond <see cref="IssuerOptions.TokensPerSecond"/> with 429. It is replenished by the requests themselves: ASP.NET Core's rate limiter wakes 40 times a second.</summary>
internal sealed class TokenRateLimit(IOptions<IssuerOptions> issuer) : IDisposable
{
    private readonly TokenBucketRateLimiter _limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = issuer.Value.TokensPerSecond * 10,
        TokensPerPeriod = issuer.Value.TokensPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = false,
    });

    /// <summary>The filter of the endpoints that issue tokens; they share one limit.</summary>
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = context.HttpContext.RequestServices.GetRequiredService<TokenRateLimit>().Acquire();
        if (lease.IsAcquired)
        {
            return await next(context);
        }

        context.HttpContext.Response.Headers.RetryAfter = "1";
        return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private RateLimitLease Acquire()
    {
        _limiter.TryReplenish();
        return _limiter.AttemptAcquire();
    }
}
