using MeshStarter.Contracts.Tokens;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Provides this service's own access tokens, one per target service.</summary>
public interface IServiceTokenSource
{
    /// <summary>Returns a token that is valid for <paramref name="audience"/>; cached until shortly before it expires.</summary>
    /// <param name="audience">The target service's audience name, such as <c>catalog</c>.</param>
    /// <param name="cancellationToken">Cancels the wait, not the request that other callers share.</param>
    /// <exception cref="HttpRequestException">The authority, or the platform of a managed identity, is unreachable or refused the credentials.</exception>
    ValueTask<string> GetTokenAsync(string audience, CancellationToken cancellationToken);

    /// <summary>Returns the audiences of a token other than one service: with any, it is not sent to that service, which could use it there.</summary>
    /// <param name="token">The token, from <see cref="GetTokenAsync"/>.</param>
    /// <param name="audience">The target service's audience name.</param>
    IReadOnlyList<string> FurtherAudiences(string token, string audience) => [.. (TokenAudience.Read(token) ?? []).Where(named => named != audience)];
}
