using System.Runtime.InteropServices;
using System.Text;
using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Arrow;

/// <summary>A column, or what is beneath a nested one, as Arrow describes it (C data interface).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">Its type in Arrow's short form, such as <c>l</c>, <c>d:18,2</c> or <c>+s</c>.</param>
/// <param name="IsNullable">Whether it may have nulls.</param>
/// <param name="Children">The fields of a struct, the element of a list, the entries of a map; else empty.</param>
/// <param name="Metadata">What else is said of it, such as the type that it means.</param>
public sealed record ArrowField(string Name, string Format, bool IsNullable, IReadOnlyList<ArrowField> Children, IReadOnlyList<KeyValuePair<string, string>> Metadata)
{
    private const long Nullable = 2;

    internal static unsafe ArrowField Read(NativeArrowSchema* schema)
    {
        if (schema->Dictionary is not null)
        {
            throw new NotSupportedException("Dictionaries are not read. Cast an ENUM to VARCHAR.");
        }

        var children = new ArrowField[(int)schema->ChildCount];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = Read(schema->Children[i]);
        }

        return new(NativeText.Borrowed(schema->Name) ?? "", NativeText.Borrowed(schema->Format) ?? "", (schema->Flags & Nullable) != 0, children, ReadMetadata(schema->Metadata));
    }

    // The number of pairs, then each key and value with its length before it, in the machine's order of bytes.
    private static unsafe KeyValuePair<string, string>[] ReadMetadata(byte* metadata)
    {
        if (metadata is null)
        {
            return [];
        }

        var pairs = new KeyValuePair<string, string>[Next(ref metadata)];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = new(Text(ref metadata), Text(ref metadata));
        }

        return pairs;
    }

    private static unsafe string Text(ref byte* at)
    {
        var length = Next(ref at);
        var text = Encoding.UTF8.GetString(at, length);
        at += length;
        return text;
    }

    private static unsafe int Next(ref byte* at)
    {
        var number = MemoryMarshal.Read<int>(new ReadOnlySpan<byte>(at, sizeof(int)));
        at += sizeof(int);
        return number;
    }
}
