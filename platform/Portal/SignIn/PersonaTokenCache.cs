using System.Collections.Concurrent;

namespace MeshStarter.Portal.SignIn;

/// <summary>Tokens by persona and service, with the time until which each is used.</summary>
internal sealed class PersonaTokenCache
{
    public ConcurrentDictionary<(string Persona, string Service), (string Token, DateTimeOffset Until)> Tokens { get; } = new();
}
