namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The files of the dialect's tests: statements, what Trino answered, and what is known to differ.</summary>
internal static class DialectFiles
{
    /// <summary>Returns the path of a file.</summary>
    public static string Of(string name) => Path.Combine(AppContext.BaseDirectory, "dialect", name);

    /// <summary>Reads the lines of a file that are neither blank nor comments.</summary>
    public static IEnumerable<string> Lines(string name) => File.ReadLines(Of(name)).Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal));
}
