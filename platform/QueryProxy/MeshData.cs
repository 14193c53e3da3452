using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.QueryProxy;

/// <summary>Reads the path of the mesh's state from the configuration.</summary>
internal static class MeshData
{
    /// <summary>The folder of all state.</summary>
    public static string Folder(IConfiguration configuration) => configuration["Mesh:Data"] is { Length: > 0 } folder && Path.IsPathFullyQualified(folder)
        ? folder
        : throw new StartRefusedException("Setting Mesh:Data is missing or not absolute. Set it to the absolute folder of the mesh's state; the AppHost does so by itself.");
}
