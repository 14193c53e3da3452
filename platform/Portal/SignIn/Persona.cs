namespace MeshStarter.Portal.SignIn;

/// <summary>Somebody that the development issuer knows, and what to try as this persona.</summary>
internal sealed record Persona(string Name, string About);
