using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>Another writer published to the table first, again and again. Trying later helps.</summary>
public sealed class SnapshotConflictException : Exception
{
    /// <summary>Makes the exception for a table.</summary>
    public SnapshotConflictException(DataProductId product)
        : base($"The table of {product} was published to by another writer each time; only one process may write it.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public SnapshotConflictException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public SnapshotConflictException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public SnapshotConflictException() : this("The table was published to by another writer first.")
    {
    }
}
