namespace MeshStarter.Sdk.Import;

/// <summary>A file of the source system cannot be imported at all; the message names it and says why.</summary>
public sealed class SourceUnreadableException : Exception
{
    /// <summary>Makes the exception.</summary>
    public SourceUnreadableException() : this("A source file cannot be read.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public SourceUnreadableException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public SourceUnreadableException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
