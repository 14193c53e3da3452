using System.Text;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

/// <summary>Files of exactly the given bytes, in the folder of a source system.</summary>
internal static class SourceFiles
{
    /// <summary>Writes a file and reads it with texts in its columns: the first is the key.</summary>
    public static CsvFile Texts(this TestFolder folder, string text, params string[] columns) => folder.Texts(Encoding.UTF8.GetBytes(text), columns);

    public static CsvFile Texts(this TestFolder folder, byte[] bytes, params string[] columns) => folder.Csv(bytes, new CsvFormat("orders.csv")
    {
        Key = [CsvColumns.OptionalText(columns[0])],
        Columns = [.. columns.Skip(1).Select(CsvColumns.OptionalText)],
    });

    /// <summary>Writes a file and reads it by its format.</summary>
    public static CsvFile Csv(this TestFolder folder, string text, CsvFormat format) => folder.Csv(Encoding.UTF8.GetBytes(text), format);

    private static CsvFile Csv(this TestFolder folder, byte[] bytes, CsvFormat format)
    {
        File.WriteAllBytes(Path.Combine(folder.Path, format.Name), bytes);
        return new CsvFile(folder.Path, format);
    }
}
