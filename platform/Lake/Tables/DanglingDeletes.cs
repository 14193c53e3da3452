using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>
/// Files of deletes that apply to no file of rows, by what manifests say of them: whoever took the rows away left them. They delete
/// nothing, and every plan reads them until a commit takes them away.
/// </summary>
internal static class DanglingDeletes
{
    /// <summary>Those of a state, or of what a commit is to make of it.</summary>
    /// <param name="state">The state, planned whole.</param>
    /// <param name="existing">Its files of rows that stay. What the commit adds must be without the rows that are deleted.</param>
    public static IEnumerable<DeleteFile> Of(ScanPlan state, IEnumerable<FileScan> existing)
    {
        var needed = existing.SelectMany(file => file.Deletes).Select(delete => delete.File.Location).ToHashSet(StringComparer.Ordinal);
        return state.Deletes.Where(delete => !needed.Contains(delete.File.Location));
    }
}
