namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Migrations cannot be applied; the message names set, file, what is wrong and the fix.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Migrations cannot be applied.</summary>
    public MigrationException() : this("Migrations cannot be applied.") { }

    /// <summary>Migrations cannot be applied, and why.</summary>
    public MigrationException(string message) : base(message) { }

    /// <summary>Migrations cannot be applied, why, and what led to it.</summary>
    public MigrationException(string message, Exception? innerException) : base(message, innerException) { }
}
