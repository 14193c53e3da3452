using System.Security.Claims;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>The outcome of a token's validation: a principal, a refusal, or no decision for now.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome() { }

    /// <summary>The token is valid.</summary>
    public sealed record Accepted(ClaimsPrincipal Principal) : TokenOutcome;

    /// <summary>The token is invalid.</summary>
    /// <param name="Reason">Precise, for the log.</param>
    /// <param name="ClientMessage">The message for the caller: exact only about a token whose signature is verified.</param>
    public sealed record Rejected(string Reason, string ClientMessage = Rejected.Generic) : TokenOutcome
    {
        public const string Generic = "The access token is not valid.";
    }

    /// <summary>The authority's keys are unavailable: no caller can be authenticated, and it is not the caller's fault.</summary>
    public sealed record Unverifiable(string Reason, TimeSpan RetryAfter) : TokenOutcome;
}
