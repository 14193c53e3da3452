using System.Text;

namespace MeshStarter.Platform.Sql.Tokens;

/// <summary>A place in a query's text; both numbers begin at 1, columns count characters.</summary>
internal sealed record SqlPosition(int Line, int Column)
{
    /// <summary>The engine counts bytes of UTF-8, and says 2^64-1 where it does not know.</summary>
    public static SqlPosition? FromByteOffset(string text, ulong offset)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (offset > (ulong)bytes.Length)
        {
            return null;
        }

        var before = bytes.AsSpan(0, (int)offset);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new SqlPosition(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
