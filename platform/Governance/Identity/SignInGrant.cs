namespace MeshStarter.Governance.Identity;

/// <summary>A persona's sign-in at a client.</summary>
/// <param name="Id">Names the sign-in: all of its tokens are revoked at once.</param>
/// <param name="ClientId">The client.</param>
/// <param name="Persona">The persona.</param>
/// <param name="SignedInAt">The time at which the persona was chosen.</param>
internal sealed record SignInGrant(Guid Id, string ClientId, string Persona, DateTimeOffset SignedInAt);
