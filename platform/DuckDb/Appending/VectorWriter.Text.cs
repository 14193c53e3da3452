using System.Buffers;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb.Appending;

internal sealed unsafe partial class VectorWriter
{
    private const int StackBytes = 512;

    internal void Write(int row, string value)
    {
        // The engine trusts the JSON in a JSON column.
        if (Type.Id != DuckDbTypeId.Varchar || Type.IsJson)
        {
            throw WrongType("text");
        }

        var most = NativeText.Utf8.GetMaxByteCount(value.Length);
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        try
        {
            var buffer = rented ?? stackalloc byte[StackBytes];
            WriteBytes(row, buffer[..NativeText.Utf8.GetBytes(value, buffer)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    internal void Write(int row, ReadOnlySpan<byte> value)
    {
        Require(DuckDbTypeId.Blob, "sequence of bytes");
        WriteBytes(row, value);
    }

    private void WriteBytes(int row, ReadOnlySpan<byte> value)
    {
        MarkValid(row);
        if (value.Length > NativeString.InlineCapacity)
        {
            fixed (byte* bytes = value)
            {
                NativeMethods.AssignString(_vector, (ulong)row, bytes, (ulong)value.Length);
            }

            return;
        }

        // Unused bytes are zero: the engine compares all sixteen.
        var text = (NativeString*)_data + row;
        *text = default;
        text->Length = (uint)value.Length;
        value.CopyTo(new Span<byte>(text->Inlined, NativeString.InlineCapacity));
    }
}
