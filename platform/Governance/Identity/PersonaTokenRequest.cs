using System.Text.Json;

namespace MeshStarter.Governance.Identity;

/// <summary>What <c>POST /dev/token</c> takes.</summary>
/// <param name="Persona">The persona's name.</param>
/// <param name="Audience">A name or an array of names of services and domains; absent means all of them.</param>
internal sealed record PersonaTokenRequest(string? Persona = null, JsonElement? Audience = null);
