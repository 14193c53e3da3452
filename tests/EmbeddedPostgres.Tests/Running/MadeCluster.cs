using System.Diagnostics;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>The server's folder after a first start and an orderly stop: made once, copied for every test whose subject is a later start.</summary>
internal static class MadeCluster
{
    private static readonly Lazy<Task<TestMesh>> Original = new(MakeAsync);

    /// <summary>Puts a copy of it into a mesh's data folder.</summary>
    public static async Task CopyToAsync(TestMesh mesh)
    {
        var original = await Original.Value;
        Directory.CreateDirectory(Path.GetDirectoryName(mesh.Data)!);
        using var copy = Process.Start("cp", ["-R", "-p", original.Data, mesh.Data]);
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }

    private static async Task<TestMesh> MakeAsync()
    {
        var mesh = new TestMesh();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(mesh.Root))
            {
                Directory.Delete(mesh.Root, recursive: true);
            }
        };
        var owner = await mesh.StartAsync();
        await owner.StopAsync();
        await mesh.NoServerAsync();
        return mesh;
    }
}
