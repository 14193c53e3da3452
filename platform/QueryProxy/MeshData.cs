using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.QueryProxy;

/// <summary>Where the mesh keeps its state, by configuration.</summary>
internal static class MeshData
{
    /// <summary>The folder of all state.</summary>
    public static string Folder(IConfiguration configuration) => Required(configuration, "Mesh:Data", "the absolute folder of the mesh's state");

    /// <summary>The folder of all buckets.</summary>
    public static string Buckets(IConfiguration configuration) => Required(configuration, "Mesh:Storage:Buckets", "the absolute folder that holds the domains' buckets");

    private static string Required(IConfiguration configuration, string key, string what) =>
        configuration[key] is { Length: > 0 } folder && Path.IsPathFullyQualified(folder)
            ? folder
            : throw new StartRefusedException($"Setting {key} is missing or not absolute. Set it to {what}; the AppHost does so by itself.");
}
