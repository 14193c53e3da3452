using System.Diagnostics;
using System.Globalization;

namespace MeshStarter.Cli.Doctor;

/// <summary>Checks the programs that a build of the mesh needs: the SDK of .NET and Node.js.</summary>
internal static class ToolChecks
{
    private const int SdkMajor = 10;
    private const int NodeMajor = 20;

    /// <summary>Checks for the SDK.</summary>
    public static async Task<Diagnosis> SdkAsync(CancellationToken cancellationToken)
    {
        // 10.0.100 [/usr/share/dotnet/sdk]
        var sdks = (await ProgramCall.ReadAsync(new ProcessStartInfo("dotnet", ["--list-sdks"]), cancellationToken))?.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0].Trim()).ToList() ?? [];
        return sdks.FindLast(version => Major(version) >= SdkMajor) is { } found
            ? Diagnosis.Ok("sdk", $".NET SDK {found}")
            : Diagnosis.Missing("sdk", sdks.Count == 0 ? "there is no .NET SDK" : $".NET SDK {string.Join(", ", sdks)}, and 10 is needed", "install the .NET 10 SDK: https://dotnet.microsoft.com/download");
    }

    /// <summary>Checks for Node.js with npm.</summary>
    public static async Task<Diagnosis> NodeAsync(CancellationToken cancellationToken)
    {
        var node = (await ProgramCall.ReadAsync(new ProcessStartInfo("node", ["--version"]), cancellationToken))?.Trim().TrimStart('v');
        const string fix = "install Node.js 20 or newer with npm, which a build of the portal needs: https://nodejs.org";
        return node is null ? Diagnosis.Missing("node", "there is no Node.js", fix)
            : Major(node) < NodeMajor ? Diagnosis.Missing("node", $"Node.js {node}", fix)
            : await ProgramCall.ReadAsync(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["--version"]), cancellationToken) is { } npm ? Diagnosis.Ok("node", $"Node.js {node}, npm {npm.Trim()}")
            : Diagnosis.Missing("node", $"Node.js {node} without npm", fix);
    }

    private static int Major(string version) => int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
}
