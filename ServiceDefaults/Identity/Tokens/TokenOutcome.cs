using System.Security.Claims;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>What became of a token: somebody, a refusal, or nothing can be said now.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome() { }

    /// <summary>The token counts.</summary>
    public sealed record Accepted(ClaimsPrincipal Principal) : TokenOutcome;

    /// <summary>The token does not count.</summary>
    /// <param name="Reason">Precise, for the log.</param>
    /// <param name="ClientMessage">What the caller is told: exact only about a token whose signature is genuine.</param>
    public sealed record Rejected(string Reason, string ClientMessage = Rejected.Generic) : TokenOutcome
    {
        public const string Generic = "The access token is not valid.";
    }

    /// <summary>The authority's keys cannot be had now: no one can be let in, and it is not the caller's fault.</summary>
    public sealed record Unverifiable(string Reason, TimeSpan RetryAfter) : TokenOutcome;
}
