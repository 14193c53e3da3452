using MeshStarter.EmbeddedPostgres.Binaries;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>The PostgreSQL of this machine; tests that need one say so when there is none.</summary>
internal static class RealPostgres
{
    public static void Require()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "these tests read /proc");
        Skip.IfNot(Folder is not null, "no PostgreSQL server is installed here (apt install postgresql)");
    }

    public static void RequireRoot()
    {
        Require();
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root has another user run the server");
    }

    /// <summary>The folder of its programs.</summary>
    public static string? Folder { get; } =
        BinariesSearch.Holding(BinariesSearch.Folders([], Environment.GetEnvironmentVariable("PATH"), fetched: null)).FirstOrDefault();
}
