using System.Text;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

/// <summary>A folder of a source system with files of exactly the given bytes.</summary>
internal sealed class SourceFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mesh-test-source-").FullName;

    /// <summary>Writes a file and reads it with texts in its columns: the first is the key.</summary>
    public CsvFile Texts(string text, params string[] columns) => Texts(Encoding.UTF8.GetBytes(text), columns);

    public CsvFile Texts(byte[] bytes, params string[] columns) => Write(bytes, new CsvFormat("orders.csv")
    {
        Key = [CsvColumns.OptionalText(columns[0])],
        Columns = [.. columns.Skip(1).Select(CsvColumns.OptionalText)],
    });

    public CsvFile Write(string text, CsvFormat format) => Write(Encoding.UTF8.GetBytes(text), format);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private CsvFile Write(byte[] bytes, CsvFormat format)
    {
        File.WriteAllBytes(System.IO.Path.Combine(Path, format.Name), bytes);
        return new CsvFile(Path, format);
    }
}
