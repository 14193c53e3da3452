using System.Text;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

/// <summary>A folder of a source system with files of exactly the given bytes.</summary>
internal sealed class SourceFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mesh-test-source-").FullName;

    public CsvFile Write(string text, params string[] personal) => Write(Encoding.UTF8.GetBytes(text), personal);

    public CsvFile Write(byte[] bytes, params string[] personal)
    {
        File.WriteAllBytes(System.IO.Path.Combine(Path, "orders.csv"), bytes);
        return new CsvFile(Path, "orders.csv", personal);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
