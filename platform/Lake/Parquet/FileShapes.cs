using System.Collections.Concurrent;
using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg;

namespace MeshStarter.Lake.Parquet;

/// <summary>
/// The shapes of the files that were looked at lately: files never change, and most of a table's have the same shape.
/// </summary>
public sealed class FileShapes
{
    private readonly int _maxFiles;
    private readonly ConcurrentDictionary<string, ParquetNode> _byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ParquetNode, ParquetNode> _shapes = new();

    /// <summary>Makes the memory.</summary>
    /// <param name="maxFiles">Files to remember.</param>
    public FileShapes(int maxFiles) => _maxFiles = maxFiles;

    /// <summary>The root of a file's schema where the file was looked at before; else null.</summary>
    internal ParquetNode? Known(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The root of a file's schema; the same object for files that are stored the same.</summary>
    /// <exception cref="IcebergException">It is no Parquet file, or cannot be read; the message names it.</exception>
    internal ParquetNode Of(string path, string location)
    {
        if (_byPath.TryGetValue(path, out var known))
        {
            return known;
        }

        ParquetNode read;
        try
        {
            read = ParquetFooter.Read(path, location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IcebergException($"{location} cannot be read: {exception.Message}", exception);
        }

        // An evicted shape is read again: rare, and cheaper than tracking the order of use.
        if (_byPath.Count >= _maxFiles)
        {
            _byPath.Clear();
            _shapes.Clear();
        }

        return _byPath.GetOrAdd(path, _shapes.GetOrAdd(read, read));
    }
}
