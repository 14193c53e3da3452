using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

internal enum NativeState
{
    Success = 0,
    Error = 1,
}

internal enum NativeResultKind
{
    Invalid = 0,
    ChangedRows = 1,
    Nothing = 2,
    Rows = 3,
}

internal enum NativeStatementType
{
    Transaction = 10,
}

/// <summary>duckdb_result: five fields of older versions, then the engine's own pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    internal ulong ColumnCount;
    internal ulong RowCount;
    internal ulong RowsChanged;
    internal nint Columns;
    internal nint ErrorMessage;
    internal nint Internal;
}

/// <summary>duckdb_string_t: 16 bytes; up to 12 bytes of text lie inside, longer text is behind the pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    internal const int InlineCapacity = 12;

    [FieldOffset(0)] internal uint Length;
    [FieldOffset(4)] internal fixed byte Inlined[InlineCapacity];
    [FieldOffset(8)] internal byte* Pointer;
}

/// <summary>duckdb_list_entry: where a row's elements lie in the child vector.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeListEntry
{
    internal ulong Offset;
    internal ulong Length;
}

/// <summary>duckdb_hugeint and duckdb_uhugeint. Int128 itself is aligned otherwise than C's struct and cannot be passed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeInt128
{
    internal readonly ulong Lower;
    internal readonly ulong Upper;

    internal NativeInt128(Int128 value) => (Lower, Upper) = unchecked(((ulong)value, (ulong)(value >> 64)));

    internal NativeInt128(UInt128 value) => (Lower, Upper) = unchecked(((ulong)value, (ulong)(value >> 64)));
}

/// <summary>duckdb_decimal.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeDecimal(byte precision, byte scale, Int128 unscaled)
{
    internal readonly byte Precision = precision;
    internal readonly byte Scale = scale;
    internal readonly NativeInt128 Unscaled = new(unscaled);
}
