namespace MeshStarter.Platform.Iceberg;

/// <summary>The table's state differs from the change's base: another commit was first. Read the table again and retry.</summary>
public sealed class IcebergConflictException : IcebergException
{
    /// <summary>Makes the exception with a text that says what is otherwise.</summary>
    public IcebergConflictException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public IcebergConflictException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public IcebergConflictException() : this("Another change of the table came first.")
    {
    }
}
