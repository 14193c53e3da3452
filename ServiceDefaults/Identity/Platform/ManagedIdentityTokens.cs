using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.ServiceDefaults.Identity.Platform;

/// <summary>
/// Requests tokens of the user-assigned managed identity that the platform names to this process. The library, which is loaded with the first request, keeps a token
/// until five minutes before it expires, and requests one at a time.
/// </summary>
/// <param name="clientId">The client id of the identity.</param>
/// <param name="time">The clock of the timeout.</param>
public sealed class ManagedIdentityTokens(string clientId, TimeProvider time)
{
    /// <summary>The end of the scope of an audience.</summary>
    public const string OfAudience = "/.default";

    /// <summary>The platform's variable with the client id, as Azure's libraries know it.</summary>
    private const string Variable = "AZURE_CLIENT_ID";

    private const int Retries = 2;

    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private TokenCredential? _credential;

    /// <summary>Says in one line that a process should sign in by its identity, and that the platform names none.</summary>
    /// <param name="setting">The setting that says so, with its value <c>ManagedIdentity</c>.</param>
    public static string Missing(string setting) => $"Setting {setting} is ManagedIdentity, and {Variable} is no GUID. Set {Variable} to the client id of the identity that the platform assigned to this process.";

    /// <summary>Whether the platform names an identity.</summary>
    /// <param name="configuration">The configuration, with the variables of the process.</param>
    public static bool IsNamed(IConfiguration configuration) => Guid.TryParseExact(Named(configuration), "D", out _);

    /// <summary>Takes the identity that the platform names.</summary>
    /// <param name="configuration">The configuration, with the variables of the process.</param>
    /// <param name="time">The clock of the timeout.</param>
    public static ManagedIdentityTokens OfProcess(IConfiguration configuration, TimeProvider time) => new(Named(configuration) ?? "", time);

    /// <summary>Requests a token.</summary>
    /// <param name="scope">The scope: the audience, and <c>/.default</c>.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="HttpRequestException">The platform gives none, or does not answer within ten seconds; the message says so and the fix.</exception>
    public async ValueTask<IssuedToken> RequestAsync(string scope, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Issued(await Credential.GetTokenAsync(new TokenRequestContext([scope]), end.Token));
        }
        catch (Exception failed) when (Failure(failed, scope, cancellationToken) is not null)
        {
            throw Failure(failed, scope, cancellationToken)!;
        }
    }

    /// <summary>Requests a token for a caller that cannot wait otherwise.</summary>
    /// <inheritdoc cref="RequestAsync"/>
    public IssuedToken Request(string scope)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            return Issued(Credential.GetToken(new TokenRequestContext([scope]), limit.Token));
        }
        catch (Exception failed) when (Failure(failed, scope, CancellationToken.None) is not null)
        {
            throw Failure(failed, scope, CancellationToken.None)!;
        }
    }

    private static string? Named(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[Variable];
    }

    private TokenCredential Credential => LazyInitializer.EnsureInitialized(ref _credential, () =>
    {
        var options = new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(clientId));
        options.Retry.MaxRetries = Retries;
        options.Retry.NetworkTimeout = TryLimit;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return new ManagedIdentityCredential(options);
    });

    private static IssuedToken Issued(AccessToken token) => new(token.Token, token.ExpiresOn);

    private HttpRequestException? Failure(Exception failed, string scope, CancellationToken cancellationToken) => failed switch
    {
        // The library's further lines lead to pages of its own.
        AuthenticationFailedException refused => new($"The platform gave no token of the managed identity {clientId} for {scope}: {refused.Message.Split('\n')[0].Trim()} Check that the identity is assigned to this process.", refused),
        OperationCanceledException when !cancellationToken.IsCancellationRequested => new($"The platform gave no token of the managed identity {clientId} for {scope} within {Limit.TotalSeconds:0} s.", failed),
        _ => null,
    };
}
