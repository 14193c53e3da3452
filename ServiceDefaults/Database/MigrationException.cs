namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Thrown when migrations cannot be applied; the message names set, file, cause and fix.</summary>
public sealed class MigrationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public MigrationException() : this("Migrations cannot be applied.") { }

    /// <summary>Creates the exception with a message.</summary>
    public MigrationException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public MigrationException(string message, Exception? innerException) : base(message, innerException) { }
}
