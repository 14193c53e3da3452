namespace MeshStarter.ServiceDefaults.Database;

/// <summary>The means by which a process signs in to its database server.</summary>
public enum DatabaseCredentialKind
{
    /// <summary>The password of the connection string.</summary>
    Password,

    /// <summary>The tokens of the identity that the platform gives the process, at Azure Database for PostgreSQL.</summary>
    ManagedIdentity,
}
