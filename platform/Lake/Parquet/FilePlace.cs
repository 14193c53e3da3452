using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>
/// The rule by which the locations of files come from their paths, as far as files have it in common: <c>file:///bucket/x</c> at <c>/bucket/x</c>,
/// <c>s3://bucket/x</c> at <c>/copies/bucket/x</c>. What is before the part that is the same is replaced.
/// </summary>
/// <param name="InLocation">The prefix of a location.</param>
/// <param name="InPath">The prefix of the path that replaces it.</param>
internal sealed record FilePlace(string InLocation, string InPath)
{
    /// <summary>Returns the place of one file; one whose location has no folder in common with its path has a place of its own.</summary>
    public static FilePlace Of(ScanFile file)
    {
        var (location, path) = (file.File.Location, file.Path);
        var common = 0;
        for (var count = 1; count <= location.Length && count <= path.Length && location[^count] == path[^count]; count++)
        {
            if (path[^count] == '/')
            {
                common = count;
            }
        }

        return new FilePlace(location[..^common], path[..^common]);
    }

    /// <summary>The location of a row's file, in the engine's words.</summary>
    public string LocationSql => InPath.Length == 0
        ? $"{SqlText.Quote(InLocation)} || t.{ParquetSource.FileColumn}"
        : $"{SqlText.Quote(InLocation)} || substr(t.{ParquetSource.FileColumn}, {InPath.EnumerateRunes().Count() + 1})";
}
