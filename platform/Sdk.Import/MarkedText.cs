using System.Text;

namespace MeshStarter.Sdk.Import;

/// <summary>Texts in UTF-8 of files, with a mark in place of bytes that are no text.</summary>
internal static class MarkedText
{
    /// <summary>The mark. It is no character; U+FFFD, by which a decoder replaces such bytes, may be one of the file's own.</summary>
    public const char NotText = '\uFFFF';

    private static readonly Encoding Marking = Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback($"{NotText}"));

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    public static StreamReader Open(string path) => new(path, Marking);
}
