using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Sdk.Import;

/// <summary>Remembers the good rows of a file by their key, in a few bytes each, so that one that comes again is known.</summary>
internal sealed class RepeatedRows
{
    private readonly Dictionary<UInt128, (int Line, UInt128 Content)> _seen = [];

    /// <summary>Takes a row in; the line of the one that had its key before, and whether that was the same in all, else null.</summary>
    public (int Line, bool IsSame)? Add(IEnumerable<string> key, IReadOnlyList<string> fields, int line)
    {
        var content = Digest(fields);
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, Digest(key), out var known);
        if (known)
        {
            return (first.Line, first.Content == content);
        }

        first = (line, content);
        return null;
    }

    // No row has the character U+0000, so it marks the end of a value.
    private static UInt128 Digest(IEnumerable<string> values)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', values)), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
