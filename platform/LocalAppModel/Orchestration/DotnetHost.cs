using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration;

/// <summary>The <c>dotnet</c> program that this process runs on, whether or not it is on PATH.</summary>
internal static class DotnetHost
{
    internal static readonly string FileName = Find();

    private static string Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // …/dotnet/shared/Microsoft.NETCore.App/10.0.0/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, name) is var sibling && File.Exists(sibling) ? sibling : name;
    }
}
