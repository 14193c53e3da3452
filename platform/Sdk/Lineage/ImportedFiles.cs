namespace MeshStarter.Sdk.Lineage;

/// <summary>The files that the import of an asynchronous flow has opened so far: the products that it emits to are made from them.</summary>
internal sealed class ImportedFiles
{
    private static readonly AsyncLocal<ImportedFiles?> Flow = new();

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The files of this flow's import, such as <c>olist/orders.csv</c>; empty where it imports nothing.</summary>
    public static IReadOnlyList<string> Opened => Flow.Value?.Names() ?? [];

    /// <summary>Begins an import in this flow.</summary>
    public static void Begin() => Flow.Value = new ImportedFiles();

    /// <summary>Notes a file that is opened in this flow.</summary>
    /// <param name="folder">The folder of the source. Its path is another on each machine, so that its name alone counts.</param>
    /// <param name="name">The file's name there.</param>
    public static void Note(string folder, string name) => Flow.Value?.Add($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}/{name}");

    private void Add(string name)
    {
        lock (_lock)
        {
            _names.Add(name);
        }
    }

    private List<string> Names()
    {
        lock (_lock)
        {
            return [.. _names];
        }
    }
}
