using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

/// <summary>struct ArrowSchema of Arrow's C data interface.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeArrowSchema
{
    internal byte* Format;
    internal byte* Name;
    internal byte* Metadata;
    internal long Flags;
    internal long ChildCount;
    internal NativeArrowSchema** Children;
    internal NativeArrowSchema* Dictionary;
    internal delegate* unmanaged[Cdecl]<NativeArrowSchema*, void> Release;
    internal void* PrivateData;
}

/// <summary>struct ArrowArray of Arrow's C data interface.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeArrowArray
{
    internal long Length;
    internal long NullCount;
    internal long Offset;
    internal long BufferCount;
    internal long ChildCount;
    internal byte** Buffers;
    internal NativeArrowArray** Children;
    internal NativeArrowArray* Dictionary;
    internal delegate* unmanaged[Cdecl]<NativeArrowArray*, void> Release;
    internal void* PrivateData;
}
