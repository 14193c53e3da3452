namespace MeshStarter.DuckDb;

/// <summary>A function of a text, which SQL calls. The same text must give the same result.</summary>
/// <param name="text">The text in UTF-8; it ends with the call.</param>
/// <param name="result">Takes the result in UTF-8.</param>
/// <returns>The number of bytes of the result.</returns>
public delegate int TextFunction(ReadOnlySpan<byte> text, Span<byte> result);
