using System.Text.Json;

namespace MeshStarter.Sdk.Tests.Batches.Foreign;

/// <summary>PyIceberg, which reads a table by its metadata alone.</summary>
public sealed class PyIcebergReader() : PythonProject("Batches/Foreign/read_table.py", "pyiceberg[pyarrow]")
{
    /// <summary>The rows of a table's current state.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(string metadataLocation) =>
        [.. (await RunProgramAsync([], metadataLocation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
