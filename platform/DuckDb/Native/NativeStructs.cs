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
