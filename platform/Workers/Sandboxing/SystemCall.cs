using System.Runtime.InteropServices;

namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>The numbers of a system call of Linux; null where an architecture lacks it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SystemCall(int? X64, int? Arm64)
{
    /// <summary>A call that is younger than 424 has one number on all architectures.</summary>
    public SystemCall(int number) : this(number, number) { }

    public int? On(Architecture architecture) => architecture == Architecture.Arm64 ? Arm64 : X64;
}
