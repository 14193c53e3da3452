using System.Diagnostics;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>A process that reads a source, which a test kills.</summary>
internal sealed class ReaderProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-reader-");
    private readonly ProcessStartInfo _start;
    private Process? _process;

    public ReaderProcess(IntakeWorld world, string descriptor, string source, string connection)
    {
        var (product, definition) = (Path.Combine(_folder.FullName, "data-product.yaml"), Path.Combine(_folder.FullName, "source.yaml"));
        File.WriteAllText(product, descriptor);
        File.WriteAllText(definition, source);
        _start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MeshStarter.SourceReader.dll"), product, definition]) { UseShellExecute = false };
        _start.Environment["ConnectionStrings__database"] = world.Connection;
        _start.Environment[IntakeWorld.ConnectionSetting.Replace(":", "__", StringComparison.Ordinal)] = connection;
    }

    public void Start() => _process = Process.Start(_start)!;

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }
}
