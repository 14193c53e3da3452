namespace MeshStarter.Platform.Sources.Files;

/// <summary>A place that other systems put files into.</summary>
public interface IFilePlace : IDisposable
{
    /// <summary>The place as a dataset of lineage: its namespace, and its name there (OpenLineage, "Naming").</summary>
    (string Namespace, string Name) Dataset { get; }

    /// <summary>Lists all files, those in folders below included.</summary>
    /// <exception cref="SourceRefusedException">The place cannot be read.</exception>
    Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Copies the content of a file.</summary>
    /// <exception cref="SourceRefusedException">The file cannot be read.</exception>
    Task CopyAsync(SourceFile file, Stream target, CancellationToken cancellationToken);
}
