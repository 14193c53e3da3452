namespace MeshStarter.Platform.Sources;

/// <summary>A source cannot be read as it is; the message says the fault and the fix in one line, without a value of a row.</summary>
/// <param name="message">The fault and the fix.</param>
/// <param name="innerException">The cause.</param>
public sealed class SourceRefusedException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether one file cannot be read, and the others of its source can.</summary>
    public bool IsOfOneFile { get; init; }

    /// <summary>Whether the rows must be read again as a whole before changes are read on.</summary>
    public bool NeedsSnapshot { get; init; }
}
