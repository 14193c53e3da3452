namespace MeshStarter.Setup.Tests;

/// <summary>Roles and databases on a newer PostgreSQL.</summary>
[Trait("Category", "Slow")]
[Collection(NewerServer.Collection)]
public sealed class NewerDatabaseSetupTests(NewerServer server) : DatabaseSetupContract(server);
