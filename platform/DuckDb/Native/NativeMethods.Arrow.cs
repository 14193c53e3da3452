using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_result_get_arrow_options")]
    internal static partial nint ArrowOptions(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_arrow_options")]
    internal static partial void DestroyArrowOptions(ref nint options);

    [LibraryImport(Library, EntryPoint = "duckdb_to_arrow_schema")]
    internal static partial nint ToArrowSchema(ArrowOptionsHandle options, nint* types, byte** names, ulong columns, nint schema);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_to_arrow")]
    internal static partial nint ChunkToArrow(ArrowOptionsHandle options, ChunkHandle chunk, nint array);

    [LibraryImport(Library, EntryPoint = "duckdb_error_data_has_error")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool HasError(nint error);
}
