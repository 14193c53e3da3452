namespace MeshStarter.Portal.SignIn;

/// <summary>A persona of the development issuer.</summary>
/// <param name="Name">Name of the persona.</param>
/// <param name="About">Suggestion of what to try as this persona.</param>
/// <param name="Domain">Domain of the persona.</param>
/// <param name="Roles">Roles of the persona there.</param>
internal sealed record Persona(string Name, string About, string Domain, IReadOnlyList<string> Roles);
