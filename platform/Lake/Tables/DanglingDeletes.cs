using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Delete files that apply to no data file, judged by the manifests: another writer removed the rows and left them. They delete nothing, and every
/// plan reads them until a commit removes them.
/// </summary>
internal static class DanglingDeletes
{
    /// <summary>Returns the dangling delete files of a state, or of the state that a commit is about to make of it.</summary>
    /// <param name="state">The state, planned whole.</param>
    /// <param name="existing">Its data files that stay. Files that the commit adds must not contain deleted rows.</param>
    public static IEnumerable<DeleteFile> Of(ScanPlan state, IEnumerable<FileScan> existing)
    {
        var needed = existing.SelectMany(file => file.Deletes).Select(delete => delete.File.Location).ToHashSet(StringComparer.Ordinal);
        return state.Deletes.Where(delete => !needed.Contains(delete.File.Location));
    }
}
