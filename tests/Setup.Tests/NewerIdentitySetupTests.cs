namespace MeshStarter.Setup.Tests;

/// <summary>Roles of identities on a newer PostgreSQL, where the one that made a role may grant it, and no other.</summary>
[Trait("Category", "Slow")]
[Collection(NewerServer.Collection)]
public sealed class NewerIdentitySetupTests(NewerServer server) : IdentitySetupContract(server);
