namespace MeshStarter.Lake.Iceberg;

/// <summary>The table is not as the change took it to be: another change came first. Reading the table again and asking anew helps.</summary>
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
