namespace MeshStarter.Platform.Sources;

/// <summary>A source cannot be read as it is; the message says the fault and the fix in one line, without a value of a row.</summary>
public sealed class SourceRefusedException : Exception
{
    /// <summary>Makes the exception.</summary>
    public SourceRefusedException() : this("The source cannot be read.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public SourceRefusedException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public SourceRefusedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Whether one file cannot be read, and the others of its source can.</summary>
    public bool IsOfOneFile { get; init; }

    /// <summary>Whether the rows must be read again as a whole before changes are read on.</summary>
    public bool NeedsSnapshot { get; init; }
}
