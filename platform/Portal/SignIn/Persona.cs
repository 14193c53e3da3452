namespace MeshStarter.Portal.SignIn;

/// <summary>Somebody that the development issuer knows.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="About">What to try as this persona.</param>
/// <param name="Domain">The domain it belongs to.</param>
/// <param name="Roles">What it may do there.</param>
internal sealed record Persona(string Name, string About, string Domain, IReadOnlyList<string> Roles);
