using System.Reflection.PortableExecutable;

namespace MeshStarter.TestKit;

/// <summary>Machine code in an assembly, next to its IL: it is of one platform, and ends a program on another.</summary>
public static class MachineCode
{
    /// <summary>Returns whether an assembly has code that was compiled ahead of time.</summary>
    /// <param name="assembly">Its file.</param>
    public static bool IsIn(string assembly)
    {
        using var file = File.OpenRead(assembly);
        using var reader = new PEReader(file);
        return reader.PEHeaders.CorHeader is { ManagedNativeHeaderDirectory.Size: > 0 };
    }
}
