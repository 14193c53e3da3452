using System.Runtime.CompilerServices;

namespace MeshStarter.TestKit;

/// <summary>Before the first test of an assembly: <see cref="MemoryFolder"/>.</summary>
internal static class InMemory
{
#pragma warning disable CA2255 // A test assembly is the program.
    [ModuleInitializer]
    internal static void Begin() => MemoryFolder.TakeTemporaryFiles();
#pragma warning restore CA2255
}
