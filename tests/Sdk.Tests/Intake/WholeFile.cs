using MeshStarter.DuckDb;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Writes a file of a source, which is there as a whole at once: a reading that sees it halfway would refuse it.</summary>
internal static class WholeFile
{
    // No source has files of this ending.
    private const string Part = ".part";

    public static async Task WriteAsync(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path + Part, content);
        File.Move(path + Part, path, overwrite: true);
    }

    /// <summary>Writes a Parquet file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="select">A SELECT of its rows.</param>
    public static void WriteParquet(string path, string select)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute($"COPY ({select}) TO '{path}{Part}' (FORMAT parquet)");
        File.Move(path + Part, path, overwrite: true);
    }
}
