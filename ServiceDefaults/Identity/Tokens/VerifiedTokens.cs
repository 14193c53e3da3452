using System.Collections.Concurrent;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// Tokens that were verified: a caller sends the same one with each request, and verifying a signature takes longer than most answers. Times, and
/// whether the authority still has the key, are checked with every request.
/// </summary>
internal sealed class VerifiedTokens
{
    /// <summary>The most tokens; the next one replaces all.</summary>
    public const int Limit = 512;

    /// <summary>The most characters of a token that is kept.</summary>
    public const int LengthLimit = 4 * 1024;

    private readonly ConcurrentDictionary<string, SignedToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>Returns what was verified of a token; null when it was not yet.</summary>
    public SignedToken? Find(string text) => _tokens.GetValueOrDefault(text);

    /// <summary>Keeps a verified token.</summary>
    public void Add(string text, SignedToken token)
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
