using MeshStarter.Sdk.Sources;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.Platform.Samples;

/// <summary>The source of the mesh's data: a folder of real data, the built-in simulator, or neither.</summary>
/// <param name="Folder">Absolute path of the folder (setting <c>Mesh:SourceData</c>); null when nothing is imported.</param>
/// <param name="Simulated">Whether the simulator runs (setting <c>Mesh:Simulator</c>); never together with a folder.</param>
public sealed record SourceData(string? Folder, bool Simulated)
{
    /// <summary>Reports a simulator that cannot write; null in a test without a service.</summary>
    internal SourceFailures? Failures { get; init; }

    /// <summary>Reads the settings.</summary>
    public static SourceData From(IConfiguration configuration)
    {
        var folder = configuration["Mesh:SourceData"] is { Length: > 0 } given ? given : null;
        return new SourceData(folder, folder is null && configuration.GetValue("Mesh:Simulator", defaultValue: false));
    }
}
