using System.Buffers;

namespace MeshStarter.DuckDb;

/// <summary>A function of a text with a result of any length, which SQL calls. The same text must give the same result.</summary>
/// <param name="text">The text in UTF-8; it ends with the call.</param>
/// <param name="result">Takes the result in UTF-8.</param>
/// <exception cref="DuckDbFunctionException">It refuses the text.</exception>
public delegate void TextConversion(ReadOnlySpan<byte> text, IBufferWriter<byte> result);
