namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>The tokens of one call, for one service each: a token for one is not valid at another. A command that waits for long outlives them.</summary>
internal sealed class CachedTokens(TimeProvider time)
{
    private readonly Dictionary<string, StoredToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>Gets the token for a service, and requests it where there is none that is still valid.</summary>
    public async Task<string> GetAsync(string service, Func<Task<TokenAnswer>> request)
    {
        if (!_tokens.TryGetValue(service, out var token) || token.Until <= time.GetUtcNow())
        {
            _tokens[service] = token = (await request()).StoredAt(time.GetUtcNow());
        }

        return token.Text;
    }
}
