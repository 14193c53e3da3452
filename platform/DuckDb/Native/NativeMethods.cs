using System.Runtime.InteropServices;

// The library is found by NativeLibraryLookup; whatever it does not know goes to the application's own folder only.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]

namespace MeshStarter.DuckDb.Native;

/// <summary>libduckdb's C API, one file per theme. Only what this room calls is declared.</summary>
internal static partial class NativeMethods
{
    internal const string Library = "duckdb";

    static NativeMethods() => NativeLibraryLookup.Register();
}
