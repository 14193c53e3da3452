using System.Collections.Concurrent;

namespace MeshStarter.Portal.SignIn;

/// <summary>Tokens by persona, with the time until which each is used.</summary>
internal sealed class PersonaTokenCache
{
    public ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> Tokens { get; } = new(StringComparer.Ordinal);
}
