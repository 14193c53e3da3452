using FsCheck;
using FsCheck.Fluent;

namespace MeshStarter.Contracts.Tests.Descriptors;

/// <summary>Texts that were once valid.</summary>
internal static class Damage
{
    private static readonly string[] Pieces =
        ["\t", "\n", " ", "  ", ":", ": ", "- ", "\"", "'", "{", "}", "[", "]", "&a ", "*a", "!!int ", "!", "%", "|", ">", "?", "? ", "---\n", "...\n", "#", "\0", "\u0007", "\uD800", "\\x", "\\U00110000", "\\UFFFFFFFF", "\"\\u12\"", "<<: ", "~", "@", "`", ",", "é", "\u2028", "\uFEFF", "%YAML 9.9\n", "%TAG ! x\n", "!<", "key: |9\n", "- - - -", "\r", "&", "*"];

    public static Gen<string> Of(string text) =>
        from edits in Gen.Choose(1, 4)
        from places in Gen.Choose(0, text.Length - 1).ArrayOf(edits)
        from lengths in Gen.Choose(0, 12).ArrayOf(edits)
        from pieces in Gen.Elements(Pieces).ArrayOf(edits)
        select Enumerable.Range(0, edits).Aggregate(text, (t, i) => Edit(t, places[i], lengths[i], pieces[i]));

    private static string Edit(string text, int at, int length, string piece)
    {
        at = Math.Min(at, text.Length);
        return text[..at] + piece + text[Math.Min(at + length, text.Length)..];
    }
}
