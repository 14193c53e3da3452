using System.Reflection;

namespace MeshStarter.AppHost.Start;

/// <summary>The implementation of the app model that this AppHost was built with.</summary>
internal static class AppModel
{
    /// <summary>Whether it is Aspire, and not the built-in one.</summary>
    public static bool IsAspire { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == "MeshFeed")?.Value == "full";

    /// <summary>Names it, and how to build with the other one.</summary>
    public static string Describe() => IsAspire
        ? "App model: .NET Aspire (MeshFeed=full; build with -p:MeshFeed=restricted for the built-in one)."
        : "App model: built in, in place of .NET Aspire, which the package feed did not offer (MeshFeed=restricted; build with -p:MeshFeed=full to use Aspire).";
}
