using System.Collections.Concurrent;

namespace MeshStarter.Portal.SignIn;

/// <summary>Tokens by persona and audience, with the time until which each is used.</summary>
internal sealed class PersonaTokenCache
{
    public ConcurrentDictionary<(string Persona, string Audience), (string Token, DateTimeOffset Until)> Tokens { get; } = new();
}
