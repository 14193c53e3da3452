using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.ServiceDefaults.Identity.Keys;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Tokens whose signature was verified: a caller sends the same one with each request, and verifying a signature takes longer than most answers.
/// Claims and times are checked with every request.
/// </summary>
internal sealed class VerifiedTokens
{
    /// <summary>The most tokens; the next one replaces all.</summary>
    public const int Limit = 512;

    /// <summary>The most characters of a token that is kept.</summary>
    public const int LengthLimit = 4 * 1024;

    private readonly ConcurrentDictionary<string, VerifiedToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>Returns what was verified of a token; null when it was not yet.</summary>
    public VerifiedToken? Find(string text) => _tokens.GetValueOrDefault(text);

    /// <summary>Keeps a verified token.</summary>
    public void Add(string text, VerifiedToken token)
    {
        if (text.Length > LengthLimit)
        {
            return;
        }

        if (_tokens.Count >= Limit)
        {
            _tokens.Clear();
        }

        _tokens[text] = token;
    }
}

/// <summary>A token whose signature was verified.</summary>
/// <param name="Algorithm">The header's algorithm.</param>
/// <param name="KeyId">The header's key id.</param>
/// <param name="IsAccessTokenType">Whether its type is RFC 9068's.</param>
/// <param name="Key">The key that verified it: once the authority's keys are fetched again, the signature is verified again.</param>
/// <param name="Payload">The claims.</param>
internal sealed record VerifiedToken(string Algorithm, string? KeyId, bool IsAccessTokenType, SigningKey Key, JsonElement Payload);
