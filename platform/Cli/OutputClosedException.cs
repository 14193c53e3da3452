namespace MeshStarter.Cli;

/// <summary>Ends a command without a message: the program that reads its standard output, such as <c>head</c>, has enough.</summary>
internal sealed class OutputClosedException() : Exception("Standard output has no reader any more.");
