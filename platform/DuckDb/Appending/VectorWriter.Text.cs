using System.Buffers;
using System.Text;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb.Appending;

internal sealed unsafe partial class VectorWriter
{
    private const int StackBytes = 512;

    // Half a surrogate pair is an error, not a question mark.
    private static readonly UTF8Encoding Utf8Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private EnumIndexes? _enumIndexes;

    /// <summary>Text, into a VARCHAR, JSON or ENUM.</summary>
    internal void Write(int row, string value)
    {
        if (Type.Id == DuckDbTypeId.Enum)
        {
            WriteEnum(row, value);
            return;
        }

        var most = Utf8Text.GetMaxByteCount(value.Length);
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        try
        {
            var buffer = rented ?? stackalloc byte[StackBytes];
            WriteText(row, buffer[..Utf8Text.GetBytes(value, buffer)]);
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

    private void WriteText(int row, ReadOnlySpan<byte> value)
    {
        Require(DuckDbTypeId.Varchar, "text");
        // The engine trusts the JSON in a JSON column.
        if (Type.IsJson)
        {
            JsonText.Check(value, _place);
        }

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

    private void WriteEnum(int row, string value)
    {
        var index = (_enumIndexes ??= new EnumIndexes(Type, _place)).Of(value);
        switch (Type.StorageSize)
        {
            case sizeof(byte): Store(row, (byte)index); break;
            case sizeof(ushort): Store(row, (ushort)index); break;
            default: Store(row, (uint)index); break;
        }
    }
}
